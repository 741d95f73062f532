using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>An epoch of a run.</summary>
/// <param name="TrainLoss">Mean over the steps, before their updates.</param>
/// <param name="TrainAccuracy">The same of the share that was right.</param>
/// <param name="ValidationLoss">Of the whole part, after the epoch.</param>
/// <param name="ValidationAccuracy">Share of it that is right.</param>
/// <param name="Unsolved">Samples of the epoch's updates without a fixed point, and of the validation part after it.</param>
/// <param name="Skipped">Samples whose adjoint was not found.</param>
/// <param name="MaxReal">The largest real part of the eigenvalues, over all layers and the images looked at; NaN without layers of
/// normalization.</param>
/// <param name="MedianReal">The median over images of the largest real part of an image.</param>
/// <param name="Seconds">Wall time of the epoch, validation included.</param>
internal readonly record struct StaticEpoch(
    double TrainLoss, double TrainAccuracy, double ValidationLoss, double ValidationAccuracy, int Unsolved, int Skipped, double MaxReal,
    double MedianReal, double Seconds)
{
    internal static readonly Column<StaticEpoch> LearnedLoss =
        Column.Numbers<StaticEpoch>("train_loss", e => e.TrainLoss) with { With = (e, v) => e with { TrainLoss = v } };

    internal static readonly Column<StaticEpoch> LearnedAccuracy =
        Column.Numbers<StaticEpoch>("train_accuracy", e => e.TrainAccuracy) with { With = (e, v) => e with { TrainAccuracy = v } };

    internal static readonly Column<StaticEpoch> HeldLoss =
        Column.Numbers<StaticEpoch>("validation_loss", e => e.ValidationLoss) with { With = (e, v) => e with { ValidationLoss = v } };

    internal static readonly Column<StaticEpoch> HeldAccuracy =
        Column.Numbers<StaticEpoch>("validation_accuracy", e => e.ValidationAccuracy) with
        { With = (e, v) => e with { ValidationAccuracy = v } };

    internal static readonly Column<StaticEpoch> Slowest =
        Column.Numbers<StaticEpoch>("max_real", e => e.MaxReal) with { With = (e, v) => e with { MaxReal = v } };

    internal static readonly Column<StaticEpoch> SlowestMedian =
        Column.Numbers<StaticEpoch>("median_real", e => e.MedianReal) with { With = (e, v) => e with { MedianReal = v } };

    /// <summary>The columns, in the order of epochs.csv.</summary>
    internal static IReadOnlyList<Column<StaticEpoch>> Columns { get; } =
    [
        LearnedLoss, LearnedAccuracy, HeldLoss, HeldAccuracy,
        Column.Counts<StaticEpoch>("unsolved", e => e.Unsolved) with { With = (e, v) => e with { Unsolved = (int)v } },
        Column.Counts<StaticEpoch>("skipped", e => e.Skipped) with { With = (e, v) => e with { Skipped = (int)v } },
        Slowest, SlowestMedian,
        Column.Numbers<StaticEpoch>("seconds", e => e.Seconds, "F3") with { With = (e, v) => e with { Seconds = v } },
    ];
}
