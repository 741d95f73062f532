using System.Runtime.InteropServices;
using FixedPointKernels.Activations;

namespace FixedPointKernels.Native.Structs;

// The structs of include/fpk.h, field by field; HeaderTests compares names, types and offsets. A new field goes to the end, in
// multiples of eight bytes, and its value for callers who do not know it is the one of Default.

/// <summary><c>fpk_activation</c>: a response function and its parameters.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FpkActivation
{
    internal ulong Size;
    internal int Kind;
    internal int Reserved;
    internal double Gain;
    internal double Exponent;

    internal static FpkActivation Default => new() { Kind = (int)ActivationKind.Tanh, Gain = 1.0, Exponent = 2.0 };
}

/// <summary><c>fpk_solver_options</c>: <see cref="Solving.SolverOptions"/>; −1 stands for null.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FpkSolverOptions
{
    internal ulong Size;
    internal int Method;
    internal int StepLimit;
    internal double Tolerance;
    internal double RelativeTolerance;
    internal double StepSize;
    internal double Regularization;
    internal double RestartGrowth;
    internal double TimeLimit;
    internal int Window;
    internal int PolishSteps;
    internal int KeepFactors;
    internal int Slots;
    internal int BudgetEvaluations;
    internal int BudgetFactorizations;
    internal double BudgetSeconds;

    internal static FpkSolverOptions Default => new()
    {
        StepLimit = -1, Tolerance = -1, RelativeTolerance = -1, StepSize = -1, Regularization = -1, RestartGrowth = -1, TimeLimit = -1,
        Window = -1, Slots = -1, BudgetEvaluations = -1, BudgetFactorizations = -1, BudgetSeconds = -1,
    };
}

/// <summary><c>fpk_adjoint_options</c>: <see cref="Gradients.AdjointOptions"/>; −1 stands for null.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FpkAdjointOptions
{
    internal ulong Size;
    internal int Method;
    internal int Terms;
    internal double Tolerance;
    internal int SharesInverse;
    internal int Reserved;

    internal static FpkAdjointOptions Default => new() { Terms = -1, Tolerance = -1, SharesInverse = 1 };
}

/// <summary><c>fpk_results</c>: where a call leaves what it did, sample by sample.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FpkResults
{
    internal ulong Size;
    internal byte* Statuses;
    internal double* Residuals;
    internal double* Amplitudes;
    internal int* Steps;
    internal long Converged;
    internal long Evaluations;
    internal long Factorizations;
}

/// <summary><c>fpk_tracker_options</c>; −1 stands for null.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FpkTrackerOptions
{
    internal ulong Size;
    internal double Tolerance;

    internal static FpkTrackerOptions Default => new() { Tolerance = -1 };
}

/// <summary><c>fpk_track_result</c>: <see cref="Solving.TrackResult{T}"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FpkTrackResult
{
    internal ulong Size;
    internal int Status;
    internal int Products;
    internal int Factorizations;
    internal int FellBack;
    internal double Residual;
}

/// <summary><c>fpk_info</c>: what the library runs on and holds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FpkInfo
{
    internal ulong Size;
    internal int SimdBits;
    internal int Reserved;
    internal long LiveHandles;
    internal long ThreadAllocatedBytes;
    internal long Collections;
    internal long HeapBytes;
}
