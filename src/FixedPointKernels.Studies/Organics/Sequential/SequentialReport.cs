using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Organics.Classifiers;
using FixedPointKernels.Studies.Sweeps;
using static FixedPointKernels.Studies.Organics.Classifiers.ClassifierParts;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>The page of a sequential training: results, curves, gradients, time constants, hidden states, confusion.</summary>
internal static class SequentialReport
{
    /// <summary>What says which run it is.</summary>
    internal static IReadOnlyList<Column<SequentialRun>> Identity { get; } =
    [
        Column.Words<SequentialRun>("cell", run => run.Cell), Column.Words<SequentialRun>("rate", run => SeedColumns.Rate(run.Rate)),
        Column.Words<SequentialRun>("seed", run => run.Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    private static readonly Column<SequentialCurve> BestAccuracy =
        Column.Numbers<SequentialCurve>("best_test_accuracy", curve => curve.Best.Accuracy);

    private static readonly Column<SequentialCurve> LastAccuracy =
        Column.Numbers<SequentialCurve>("last_test_accuracy", curve => curve.Last.Accuracy);

    private static readonly Column<SequentialCurve> MedianNorm =
        Column.Numbers<SequentialCurve>("median_gradient", curve => curve.MedianNorm);

    private static readonly Column<SequentialCurve> LargestNorm =
        Column.Numbers<SequentialCurve>("largest_gradient", curve => curve.LargestNorm);

    /// <summary>A line a run.</summary>
    internal static IReadOnlyList<Column<SequentialCurve>> Columns { get; } =
    [
        .. Identity.Select(column => column.Of<SequentialCurve>(curve => curve.Run)),
        Column.Counts<SequentialCurve>("epochs", curve => curve.Steps.Count),
        Column.Counts<SequentialCurve>("updates", curve => curve.Updates),
        Column.Counts<SequentialCurve>("best_epoch", curve => curve.BestEpoch),
        BestAccuracy, LastAccuracy, MedianNorm, LargestNorm,
        Column.Counts<SequentialCurve>("test_left_out", curve => curve.Best.Unsolved),
        Column.Numbers<SequentialCurve>("largest_y", curve => Largest(curve.Hidden.Column(HiddenStates.Units))),
        Column.Words<SequentialCurve>("end", curve => End(curve.End)),
        Column.Numbers<SequentialCurve>("seconds", curve => curve.Elapsed.TotalSeconds, "F1"),
    ];

    /// <summary>Makes the page.</summary>
    /// <param name="curves">All runs, those whose time was up among them.</param>
    /// <param name="shown">What a sequence is: "the 28 rows of an image".</param>
    /// <param name="published">What the paper has for it; empty where it has nothing.</param>
    /// <param name="test">The test part.</param>
    /// <param name="settings">Settings, time and machine.</param>
    internal static Report Of(IReadOnlyList<SequentialCurve> curves, string shown, string published, Dataset test, TablePart settings)
    {
        IReadOnlyList<CellRuns> best = CellRuns.Best(curves);
        List<ReportPart> parts = [];
        if (best.Count > 0)
        {
            parts.AddRange(
            [
                Together(best), Runs(curves),
                .. Figure(best, "validation", "Accuracy on the validation part", "After every epoch.", new("% right"),
                    epoch => 100 * epoch.Scores.ValidationAccuracy),
                .. Figure(best, "loss", "Loss of the training batches", "Cross-entropy; the mean over an epoch, before the updates.",
                    new("loss", AxisScale.Logarithmic), epoch => epoch.Scores.TrainLoss),
                .. SequentialFigures.Gradients(best),
                .. SequentialFigures.TimeConstants(best),
                .. SequentialFigures.Hidden(best),
            ]);
            if (best[0].Curves.FirstOrDefault(curve => curve.Told.Length == test.Count) is { } told)
                parts.Add(Told(told, test));
        }

        parts.Add(settings);
        return new(
            "Images shown piece by piece",
            $"Recurrent cells are shown {shown}, one after the other, and a linear readout of their last state says what it was. "
                + $"Backpropagation through all steps, by Adam; no gradient is clipped.{(published.Length > 0 ? " " : "")}{published}"
                + Diverged(curves),
            parts);
    }

    private static TablePart Together(IReadOnlyList<CellRuns> best)
    {
        Column<CellRuns>[] columns =
        [
            Column.Words<CellRuns>("cell", cell => cell.Cell), Column.Words<CellRuns>("rate", cell => SeedColumns.Rate(cell.Rate)),
            .. ((Column<SequentialCurve[]>[])
            [
                SeedColumns.Runs<SequentialCurve>(), BestAccuracy.OverSeeds("test accuracy %, best epoch", 100, "F2"),
                LastAccuracy.OverSeeds("test accuracy %, last epoch", 100, "F2"),
                SeedColumns.OfAll<SequentialCurve>("epochs", runs => runs.Average(run => run.Steps.Count), "0.#"),
                SeedColumns.OfAll<SequentialCurve>(
                    "gradient, median", runs => SequentialCurve.Median([.. runs.SelectMany(run => run.Norms)]), "G3"),
                SeedColumns.OfAll<SequentialCurve>(
                    "gradient, largest", runs => SequentialCurve.Largest([.. runs.SelectMany(run => run.Norms)]), "G3"),
                SeedColumns.OfAll<SequentialCurve>(
                    "largest |y|", runs => runs.Max(run => Largest(run.Hidden.Column(HiddenStates.Units))), "G3"),
                SeedColumns.OfAll<SequentialCurve>(
                    "s an epoch", runs => runs.SelectMany(run => run.Steps).Select(epoch => epoch.Scores.Seconds)
                        .DefaultIfEmpty(double.NaN).Average(), "F1"),
            ]).Select(column => column.Of<CellRuns>(cell => [.. cell.Curves])),
        ];
        return ColumnTable.Of(
            "cells", "Cells", "Each at its rate of the highest accuracy on the validation part, the mean over the seeds. Best epoch: with "
                + "the weights of the one that scored best there. Gradient: the Euclidean norm of the gradient of every update, by all "
                + "that is learned together, unclipped and without the L2 penalty. Largest |y|, of tanh |h|: over all units and steps "
                + "of 64 test images.", columns, best);
    }

    private static TablePart Runs(IReadOnlyList<SequentialCurve> curves) => new(
        "results", "Runs", "Shares of the test images that are right. Left out: images whose states are not finite.",
        ["cell", "rate", "seed", "epochs", "updates", "best epoch", "test % there", "test % last", "gradient, median", "largest",
            "left out", "end", "minutes"],
        [.. curves.Where(curve => curve.IsBegun).Select(curve => (IReadOnlyList<string>)[
            .. Identity.Select(column => column.Text(curve.Run)), Count(curve.Steps.Count), Count(curve.Updates),
            Count(curve.BestEpoch), Percent(curve.Best.Accuracy), Percent(curve.Last.Accuracy), ReadableNumber.Of(curve.MedianNorm, "G3"),
            ReadableNumber.Of(curve.LargestNorm, "G3"), Count(curve.Best.Unsolved), End(curve.End),
            ReadableNumber.Of(curve.Elapsed.TotalMinutes, "F1")])]);

    // Of a run that was stopped in its first epoch there is nothing to draw by epochs.
    private static IEnumerable<CurvesPart> Figure(
        IReadOnlyList<CellRuns> best, string name, string title, string caption, Axis y, Func<SequentialEpoch, double> of)
    {
        Curve[] curves =
        [
            .. best.Select((cell, color) => (cell, color)).Where(one => one.cell.Curves.All(curve => curve.Steps.Count > 0)).Select(one =>
                SeedCurve.Of(
                    one.cell.Name, one.color, [.. one.cell.Curves.Select(curve => curve.Line(of))], values => values.Average())),
        ];
        if (curves.Length > 0) yield return new(name, title, caption, new("epoch"), y, curves);
    }

    // Of nothing NaN, and where one is NaN.
    private static double Largest(double[] values) => SequentialCurve.Largest(values);
}
