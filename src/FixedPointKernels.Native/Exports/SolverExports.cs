using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Objects;
using FixedPointKernels.Native.Structs;

namespace FixedPointKernels.Native.Exports;

/// <summary>Solvers: made over a network, destroyed, forgetful.</summary>
internal static unsafe class SolverExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_options_default")]
    internal static int OptionsDefault(FpkSolverOptions* options, ulong size)
    {
        try
        {
            Sized.Fill(options, size, nameof(options), FpkSolverOptions.Default);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_adjoint_options_default")]
    internal static int AdjointOptionsDefault(FpkAdjointOptions* options, ulong size)
    {
        try
        {
            Sized.Fill(options, size, nameof(options), FpkAdjointOptions.Default);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_create")]
    internal static int Create(
        nint network, long maxBatch, FpkSolverOptions* options, FpkAdjointOptions* adjointOptions, nint* solver)
    {
        try
        {
            Outputs.Clear(solver, nameof(solver));
            NetworkObject over = NetworkCalls.Any(network);
            if (maxBatch is < 1 or > int.MaxValue)
                throw new ArgumentException($"max_batch is {maxBatch}; it must be in 1..{int.MaxValue}.");
            SolverObject made = over.MakeSolver(
                (int)maxBatch,
                options == null ? null : Choices.Solver(Sized.Read(options, nameof(options), FpkSolverOptions.Default)),
                adjointOptions == null
                    ? null
                    : Choices.Adjoint(Sized.Read(adjointOptions, "adjoint_options", FpkAdjointOptions.Default)));
            *solver = HandleTable.Add(made.Kind, made);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_destroy")]
    internal static int Destroy(nint solver)
    {
        try
        {
            HandleTable.Remove(solver, SolverCalls.KindOf(solver), nameof(solver));
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_forget")]
    internal static int Forget(nint solver)
    {
        try
        {
            SolverCalls.Any(solver).Forget();
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_cancel")]
    internal static int Cancel(nint solver)
    {
        try
        {
            SolverCalls.Any(solver).Cancel();
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_samples_done")]
    internal static int SamplesDone(nint solver, long* samples)
    {
        try
        {
            Outputs.Clear(samples, nameof(samples));
            *samples = SolverCalls.Any(solver).SamplesDone;
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}
