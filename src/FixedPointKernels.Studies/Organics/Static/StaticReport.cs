using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Classifiers;
using FixedPointKernels.Studies.Sweeps;
using static FixedPointKernels.Studies.Organics.Classifiers.ClassifierParts;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>The page of a static training: results, curves, eigenvalues, confusion.</summary>
internal static class StaticReport
{
    private const int Bins = 40;

    /// <summary>What says which run it is.</summary>
    internal static IReadOnlyList<Column<StaticRun>> Identity { get; } =
    [
        Column.Words<StaticRun>("recurrent", run => run.Word), Column.Words<StaticRun>("layers", run => run.Layers.Replace(',', '-')),
        Column.Words<StaticRun>("seed", run => run.Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>A line a run.</summary>
    internal static IReadOnlyList<Column<StaticCurve>> Columns { get; } =
    [
        .. Identity.Select(column => column.Of<StaticCurve>(curve => curve.Run)),
        Column.Counts<StaticCurve>("epochs", curve => curve.Steps.Count),
        Column.Counts<StaticCurve>("best_epoch", curve => curve.BestEpoch),
        Column.Numbers<StaticCurve>("best_test_accuracy", curve => curve.Best.Accuracy),
        Column.Numbers<StaticCurve>("last_test_accuracy", curve => curve.Last.Accuracy),
        Column.Numbers<StaticCurve>("best_test_loss", curve => curve.Best.Loss),
        Column.Counts<StaticCurve>("test_unsolved", curve => curve.Best.Unsolved),
        Column.Counts<StaticCurve>("looked_at", curve => curve.OfImages.Count()),
        Column.Counts<StaticCurve>("without_stable_point", curve => curve.WithoutStable),
        Column.Numbers<StaticCurve>("largest_real", curve => curve.OfImages.DefaultIfEmpty(double.NaN).Max()),
        Column.Words<StaticCurve>("end", curve => End(curve.End)),
        Column.Numbers<StaticCurve>("seconds", curve => curve.Elapsed.TotalSeconds, "F1"),
    ];

    /// <summary>A line an image and layer.</summary>
    internal static IReadOnlyList<Column<SpectrumRow>> Spectra { get; } =
    [
        .. Identity.Select(column => column.Of<SpectrumRow>(row => row.Run)),
        Column.Counts<SpectrumRow>("image", row => row.Image), Column.Counts<SpectrumRow>("layer", row => row.Layer),
        Column.Numbers<SpectrumRow>("max_real", row => row.Largest),
    ];

    internal static Report Of(StaticRun first, IReadOnlyList<StaticCurve> curves, Dataset test, TablePart settings)
    {
        List<ReportPart> parts = [Results(curves, test)];
        parts.AddRange(
        [
            Figure(
                curves, "validation", "Accuracy on the validation part", "After every epoch.", new("% right"),
                row => 100 * row.Scores.ValidationAccuracy),
            Figure(
                curves, "loss", "Loss of the training batches",
                "Cross-entropy plus the squared error of the image made again; the mean over an epoch, before the updates.",
                new("loss", AxisScale.Logarithmic), row => row.Scores.TrainLoss),
        ]);
        if (first.Kind != ClassifierKind.Plain)
        {
            parts.Add(Figure(
                curves, "eigenvalues-training", "The slowest eigenvalue while training",
                "The largest real part over the layers and the 16 validation images looked at, at their fixed points, with tau = 2; from 0 "
                    + "on unstable.",
                new("largest real part, 1 / time"), row => row.MaxReal));
            if (curves.Any(curve => curve.Largest.Length > 0)) parts.Add(Histogram(curves));
        }

        if (curves.FirstOrDefault(curve => curve.Told.Length == test.Count) is { } told) parts.Add(Told(told, test));
        parts.Add(settings);
        string what = first.Kind switch
        {
            ClassifierKind.Plain => "ReLU layers in place of normalization",
            ClassifierKind.Generic => "layers of normalization with a trained recurrence",
            _ => "layers of normalization with Wr = I",
        };
        string published = first.Kind == ClassifierKind.Plain ? "" : "; the paper has 98.1 % for 50, 98.2 % for 80 and 98.1 % for two "
            + "layers, at the epoch that scores best on the validation part";
        return new(
            "Normalization trained at its fixed points",
            $"An autoencoder with {what} behind its code ({first.Layers.Replace(",", " then ")} units){published}."
                + Diverged(curves),
            parts);
    }

    private static TablePart Results(IReadOnlyList<StaticCurve> curves, Dataset test)
    {
        StaticCurve[] done = [.. curves.Where(curve => curve.End == SolveStatus.StepLimit)];
        string mean = done.Length < 2 ? "" : " The runs together: "
            + $"{MeanAndSpread.Of([.. done.Select(curve => curve.Best.Accuracy)]).Text(100, "F2")} % at the best epoch, "
            + $"{MeanAndSpread.Of([.. done.Select(curve => curve.Last.Accuracy)]).Text(100, "F2")} % at the last.";
        string caption = $"Shares of the {test.Count} test images that are right: with the weights of the epoch that scored best on the "
            + $"validation part, and with the last ones. Without stable point: of the test images looked at.{mean}";
        return new(
            "results", "Results", caption,
            ["recurrent", "layers", "seed", "epochs", "best epoch", "test % there", "test % last", "test images unsolved",
                "without stable point", "largest real part", "end", "minutes"],
            [.. curves.Select(curve => (IReadOnlyList<string>)[
                curve.Run.Word, curve.Run.Layers, curve.Run.Seed.ToString(CultureInfo.InvariantCulture), Count(curve.Steps.Count),
                Count(curve.BestEpoch), Percent(curve.Best.Accuracy), Percent(curve.Last.Accuracy), Count(curve.Best.Unsolved),
                curve.Largest.Length == 0 ? "" : $"{Count(curve.WithoutStable)} of {Count(curve.OfImages.Count())}",
                ReadableNumber.Of(curve.OfImages.DefaultIfEmpty(double.NaN).Max(), "F4"),
                End(curve.End), ReadableNumber.Of(curve.Elapsed.TotalMinutes, "F1")])]);
    }

    private static CurvesPart Figure(
        IReadOnlyList<StaticCurve> curves, string name, string title, string caption, Axis y, Func<StaticEpoch, double> of) => new(
        name, title, caption, new("epoch"), y,
        [
            .. curves.Where(curve => curve.IsBegun).Select((curve, color) => SeedCurve.Of(
                $"seed {curve.Run.Seed}", color, [curve.Line(of)], values => values.Single())),
        ]);

    // Of each run the share of images in bins between the smallest and the largest of all.
    private static CurvesPart Histogram(IReadOnlyList<StaticCurve> curves)
    {
        double[] all = [.. curves.SelectMany(curve => curve.OfImages).Where(double.IsFinite)];
        (double from, double to) = all.Length == 0 ? (-1, 0) : (all.Min(), all.Max());
        double width = to > from ? (to - from) / Bins : 1;
        return new(
            "eigenvalues-histogram", "The slowest eigenvalue of test images",
            "Of every test image looked at the largest real part over its layers, at the fixed point, with the best weights: how often in "
                + $"each of {Bins} bins.",
            new("largest real part, 1 / time"), new("% of the images"),
            [
                .. curves.Where(curve => curve.Largest.Length > 0).Select((curve, color) =>
                {
                    double[] counts = new double[Bins], images = [.. curve.OfImages.Where(double.IsFinite)];
                    foreach (double real in images) counts[Math.Min(Bins - 1, (int)((real - from) / width))] += 100.0 / images.Length;
                    return new Curve(
                        $"seed {curve.Run.Seed}", [.. counts.Select((_, bin) => from + ((bin + 0.5) * width))], counts, color);
                }),
            ]);
    }
}
