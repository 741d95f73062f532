using System;
using System.Collections.Generic;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>How a run finds its states, and what it does with samples that fail: each exact arm differs from the one before in one
/// thing.</summary>
public enum BreakdownArm
{
    /// <summary>Exact fixed points; a sample whose fixed point or adjoint was not found is left out of the update.</summary>
    ExactSkip,

    /// <summary>Exact fixed points; every sample is kept.</summary>
    ExactKeep,

    /// <summary>Anderson acceleration alone to 1e-4, as scripts have it; every sample is kept, from the best state that was met.</summary>
    AndersonKeep,

    /// <summary>500 Euler steps of 0.01, g = 1 − r² where they end; every sample is kept.</summary>
    Euler,
}

/// <summary>The arms' names on the command line, in files and in reports, and how each trains.</summary>
public static class BreakdownArms
{
    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } = ["exact-skip", "exact-keep", "anderson-keep", "euler"];

    /// <summary>The arm's name.</summary>
    public static string Name(this BreakdownArm arm) => Names[(int)arm];

    /// <summary>What reports say of it.</summary>
    public static string Title(this BreakdownArm arm) => arm switch
    {
        BreakdownArm.ExactSkip => "exact, failed samples left out",
        BreakdownArm.ExactKeep => "exact, all samples kept",
        BreakdownArm.AndersonKeep => "Anderson alone, all samples kept",
        _ => "500 Euler steps, all samples kept",
    };

    /// <summary>The arm of a name; false when there is none.</summary>
    public static bool TryParse(string name, out BreakdownArm arm)
    {
        for (int k = 0; k < Names.Count; k++)
        {
            arm = (BreakdownArm)k;
            if (string.Equals(Names[k], name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        arm = default;
        return false;
    }

    /// <summary>The Euclidean rule as the arm trains it: λ by LU per sample everywhere, so that an arm's λ is what a linear solve gives at
    /// its states.</summary>
    internal static TrainingSettings Settings(this BreakdownArm arm, BreakdownRun run, BreakdownSettings settings)
    {
        TrainingSettings exact = new()
        {
            Rule = RuleTable.Euclidean,
            Rate = run.Rate,
            BatchSize = settings.BatchSize,
            Epochs = settings.Epochs,
            Seed = run.Seed,
            Solver = new SolverOptions { Method = SolverMethod.Chord },
            Adjoint = new AdjointOptions { Method = AdjointMethod.Direct },
        };
        return arm switch
        {
            BreakdownArm.ExactSkip => exact,
            BreakdownArm.ExactKeep => exact with { KeepFailedSamples = true },
            BreakdownArm.AndersonKeep => exact with
            {
                KeepFailedSamples = true,
                Solver = new SolverOptions { Method = SolverMethod.Anderson, Tolerance = 1e-4, StepLimit = 100 },
            },
            BreakdownArm.Euler => exact with { KeepFailedSamples = true, Solver = SolverOptions.PublishedEuler, GainsFromRates = true },
            _ => throw new ArgumentOutOfRangeException(nameof(arm), arm, "Not an arm."),
        };
    }
}
