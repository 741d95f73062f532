using System;
using System.Diagnostics.CodeAnalysis;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Structs;

/// <summary>From the structs of C to the options of the library; what they hold is checked there.</summary>
internal static class Choices
{
    internal static SolverOptions Solver(FpkSolverOptions from) => new()
    {
        Method = (SolverMethod)from.Method,
        Tolerance = Number(from.Tolerance),
        RelativeTolerance = Number(from.RelativeTolerance),
        StepLimit = Number(from.StepLimit),
        StepSize = Number(from.StepSize),
        Window = Number(from.Window),
        Regularization = Number(from.Regularization),
        RestartGrowth = Number(from.RestartGrowth),
        TimeLimit = Number(from.TimeLimit),
        PolishSteps = from.PolishSteps,
        KeepFactors = Truth(from.KeepFactors, "keep_factors"),
        Slots = Number(from.Slots),
        Budget = Budget(from),
    };

    internal static AdjointOptions Adjoint(FpkAdjointOptions from)
    {
        ThrowUnlessZero(from.Reserved);
        return new()
        {
            Method = (AdjointMethod)from.Method,
            Terms = Number(from.Terms),
            Tolerance = Number(from.Tolerance),
            SharesInverse = Truth(from.SharesInverse, "shares_inverse"),
        };
    }

    internal static double? Tolerance(FpkTrackerOptions from) => Number(from.Tolerance);

    internal static bool Truth(int value, string name)
    {
        if (value is not (0 or 1)) NoTruth(value, name);
        return value == 1;
    }

    internal static void ThrowUnlessZero(int reserved)
    {
        if (reserved != 0) throw new ArgumentException($"reserved is {reserved}; it must be 0.");
    }

    [DoesNotReturn]
    private static void NoTruth(int value, string name) => throw new ArgumentException($"{name} is {value}; it must be 0 or 1.");

    private static SolveBudget? Budget(FpkSolverOptions from) =>
        from.BudgetEvaluations == -1 && from.BudgetFactorizations == -1 && from.BudgetSeconds == -1
            ? null
            : new()
            {
                Evaluations = Number(from.BudgetEvaluations),
                Factorizations = Number(from.BudgetFactorizations),
                Time = Number(from.BudgetSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            };

    private static double? Number(double value) => value == -1 ? null : value;

    private static int? Number(int value) => value == -1 ? null : value;
}
