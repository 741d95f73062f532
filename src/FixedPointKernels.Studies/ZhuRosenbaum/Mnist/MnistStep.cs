using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>One step of a run, before its update.</summary>
/// <param name="TrainLoss">Cross-entropy of the training batch.</param>
/// <param name="TrainAccuracy">Share of it that was right.</param>
/// <param name="TestLoss">Cross-entropy of a batch of test images.</param>
/// <param name="TestAccuracy">Share of it that was right.</param>
/// <param name="Unsolved">Samples of the update without a fixed point.</param>
/// <param name="Skipped">Samples of the update whose adjoint or step failed.</param>
/// <param name="Milliseconds">Wall time of the step, scoring included.</param>
public readonly record struct MnistStep(
    double TrainLoss, double TrainAccuracy, double TestLoss, double TestAccuracy, int Unsolved, int Skipped, double Milliseconds);

/// <summary>The columns of a step, for metrics.csv, for the file of a finished run and for the learning curves.</summary>
internal static class MnistSteps
{
    internal static readonly Column<MnistStep> TrainLoss =
        Column.Numbers<MnistStep>("train_loss", s => s.TrainLoss) with
        { With = (s, v) => s with { TrainLoss = v }, Label = "cross-entropy of a training batch" };

    internal static readonly Column<MnistStep> TrainAccuracy =
        Column.Numbers<MnistStep>("train_accuracy", s => s.TrainAccuracy) with
        { With = (s, v) => s with { TrainAccuracy = v }, Label = "share of a training batch that is right" };

    internal static readonly Column<MnistStep> TestLoss =
        Column.Numbers<MnistStep>("test_loss", s => s.TestLoss) with
        { With = (s, v) => s with { TestLoss = v }, Label = "cross-entropy of a test batch" };

    internal static readonly Column<MnistStep> TestAccuracy =
        Column.Numbers<MnistStep>("test_accuracy", s => s.TestAccuracy) with
        { With = (s, v) => s with { TestAccuracy = v }, Label = "share of a test batch that is right" };

    internal static readonly Column<MnistStep> Unsolved = Column.Counts<MnistStep>("unsolved", s => s.Unsolved) with
    { With = (s, v) => s with { Unsolved = (int)v } };

    internal static readonly Column<MnistStep> Skipped = Column.Counts<MnistStep>("skipped", s => s.Skipped) with
    { With = (s, v) => s with { Skipped = (int)v } };

    private static readonly Column<MnistStep> Milliseconds =
        Column.Numbers<MnistStep>("milliseconds", s => s.Milliseconds, "F3") with { With = (s, v) => s with { Milliseconds = v } };

    /// <summary>In the order of the file.</summary>
    internal static IReadOnlyList<Column<MnistStep>> Columns { get; } =
        [TrainLoss, TrainAccuracy, TestLoss, TestAccuracy, Unsolved, Skipped, Milliseconds];
}
