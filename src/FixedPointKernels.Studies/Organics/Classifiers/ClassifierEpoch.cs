using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Studies.Organics.Classifiers;

/// <summary>What every classifier tells of an epoch.</summary>
/// <param name="TrainLoss">Mean over the steps, before their updates.</param>
/// <param name="TrainAccuracy">The same of the share that was right.</param>
/// <param name="ValidationLoss">Of the whole part, after the epoch.</param>
/// <param name="ValidationAccuracy">Share of it that is right.</param>
/// <param name="Unsolved">Samples of the epoch's updates without a state to read, and of the validation part after it.</param>
/// <param name="Skipped">Samples whose gradient was not found.</param>
/// <param name="Seconds">Wall time of the epoch's steps and of its scoring.</param>
internal readonly record struct ClassifierEpoch(
    double TrainLoss, double TrainAccuracy, double ValidationLoss, double ValidationAccuracy, int Unsolved, int Skipped, double Seconds)
{
    /// <summary>The columns, in the order of epochs.csv.</summary>
    internal static IReadOnlyList<Column<ClassifierEpoch>> Columns { get; } =
    [
        Column.Numbers<ClassifierEpoch>("train_loss", e => e.TrainLoss) with { With = (e, v) => e with { TrainLoss = v } },
        Column.Numbers<ClassifierEpoch>("train_accuracy", e => e.TrainAccuracy) with { With = (e, v) => e with { TrainAccuracy = v } },
        Column.Numbers<ClassifierEpoch>("validation_loss", e => e.ValidationLoss) with { With = (e, v) => e with { ValidationLoss = v } },
        Column.Numbers<ClassifierEpoch>("validation_accuracy", e => e.ValidationAccuracy) with
        { With = (e, v) => e with { ValidationAccuracy = v } },
        Column.Counts<ClassifierEpoch>("unsolved", e => e.Unsolved) with { With = (e, v) => e with { Unsolved = (int)v } },
        Column.Counts<ClassifierEpoch>("skipped", e => e.Skipped) with { With = (e, v) => e with { Skipped = (int)v } },
        Column.Numbers<ClassifierEpoch>("seconds", e => e.Seconds, "F3") with { With = (e, v) => e with { Seconds = v } },
    ];

    /// <summary>The epoch that a run has just ended.</summary>
    /// <param name="training">The run.</param>
    /// <param name="scoring">Wall time since the epoch's last step.</param>
    internal static ClassifierEpoch Of<T>(TrainingRun<T> training, TimeSpan scoring)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RunRow[] rows = [.. Rows(training)];
        Score held = training.LastScore;
        return new(
            rows.Average(row => row.Report.Loss), rows.Average(row => row.Report.Accuracy), held.Loss, held.Accuracy,
            rows.Sum(row => row.Report.Unsolved) + held.Unsolved, rows.Sum(row => row.Report.Skipped),
            (rows.Sum(row => row.Report.Milliseconds) / 1000) + scoring.TotalSeconds);
    }

    /// <summary>The steps of that epoch.</summary>
    internal static IEnumerable<RunRow> Rows<T>(TrainingRun<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        training.History.Rows.Where(row => row.Epoch == training.EpochsDone);
}
