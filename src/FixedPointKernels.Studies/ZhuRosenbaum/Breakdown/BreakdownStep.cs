using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>One step of a run; scores are from before its update, by the run's own forward pass.</summary>
/// <param name="TrainLoss">Cross-entropy of the training batch.</param>
/// <param name="TrainAccuracy">Share of it that was right.</param>
/// <param name="TestLoss">Cross-entropy of a batch of test images.</param>
/// <param name="TestAccuracy">Share of it that was right.</param>
/// <param name="UpdateNorm">‖ΔW‖ in the Frobenius norm, of W as stored; NaN where the update would have left the finite numbers.</param>
/// <param name="LargestAdjoint">The largest Euclidean ‖λ‖ of the samples in the update; NaN where one is NaN.</param>
/// <param name="Unsolved">Samples of the update's batch without a fixed point; none of an Euler pass, which looks for none.</param>
/// <param name="AdjointFailed">Samples with a state but with an adjoint above its tolerance.</param>
/// <param name="Milliseconds">Wall time of the step and its scores, without a probe.</param>
public readonly record struct BreakdownStep(
    double TrainLoss, double TrainAccuracy, double TestLoss, double TestAccuracy, double UpdateNorm, double LargestAdjoint, int Unsolved,
    int AdjointFailed,
    double Milliseconds);

/// <summary>The columns of a step, for metrics.csv, for the file of a finished run and for the figures.</summary>
internal static class BreakdownSteps
{
    internal static readonly Column<BreakdownStep> TestAccuracy =
        Column.Numbers<BreakdownStep>("test_accuracy", s => s.TestAccuracy) with
        { With = (s, v) => s with { TestAccuracy = v }, Label = "share of a test batch that is right" };

    internal static readonly Column<BreakdownStep> UpdateNorm =
        Column.Numbers<BreakdownStep>("update_norm", s => s.UpdateNorm) with
        { With = (s, v) => s with { UpdateNorm = v }, Label = "norm of the update" };

    internal static readonly Column<BreakdownStep> LargestAdjoint =
        Column.Numbers<BreakdownStep>("largest_adjoint", s => s.LargestAdjoint) with
        { With = (s, v) => s with { LargestAdjoint = v }, Label = "norm of λ" };

    internal static readonly Column<BreakdownStep> Unsolved =
        Column.Counts<BreakdownStep>("unsolved", s => s.Unsolved) with { With = (s, v) => s with { Unsolved = (int)v } };

    internal static readonly Column<BreakdownStep> AdjointFailed =
        Column.Counts<BreakdownStep>("adjoint_failed", s => s.AdjointFailed) with { With = (s, v) => s with { AdjointFailed = (int)v } };

    /// <summary>In the order of the file.</summary>
    internal static IReadOnlyList<Column<BreakdownStep>> Columns { get; } =
    [
        Column.Numbers<BreakdownStep>("train_loss", s => s.TrainLoss) with { With = (s, v) => s with { TrainLoss = v } },
        Column.Numbers<BreakdownStep>("train_accuracy", s => s.TrainAccuracy) with { With = (s, v) => s with { TrainAccuracy = v } },
        Column.Numbers<BreakdownStep>("test_loss", s => s.TestLoss) with { With = (s, v) => s with { TestLoss = v } },
        TestAccuracy, UpdateNorm, LargestAdjoint, Unsolved, AdjointFailed,
        Column.Numbers<BreakdownStep>("milliseconds", s => s.Milliseconds, "F3") with { With = (s, v) => s with { Milliseconds = v } },
    ];
}
