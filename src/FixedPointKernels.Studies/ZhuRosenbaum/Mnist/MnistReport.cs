using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.Published;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>The sweep as a report: a table beside the published values, learning curves and eigenvalues rule by rule.</summary>
internal static class MnistReport
{
    private static readonly string Smoothed = $"Mean over the seeds, smoothed over {Smoothing.Width} steps";

    /// <summary>Makes the report.</summary>
    /// <param name="title">What was run.</param>
    /// <param name="lead">With what, and what it shows.</param>
    /// <param name="curves">The finished runs.</param>
    /// <param name="withPublished">Whether the published results are of the same experiment and are to be drawn.</param>
    /// <param name="settings">Settings, time and machine.</param>
    internal static Report Of(string title, string lead, IReadOnlyList<MnistCurve> curves, bool withPublished, TablePart settings)
    {
        IReadOnlyList<PublishedRun> published = withPublished ? PublishedMnist.Load() : [];
        List<ReportPart> parts = [Results(curves, published), .. Together(curves)];
        foreach (IGrouping<RuleEntry, MnistCurve> rule in curves.GroupBy(curve => curve.Run.Rule))
        {
            PublishedRun[] theirs = [.. published.Where(run => run.Rule == rule.Key)];
            double[] rates = [.. rule.Select(curve => curve.Run.Rate).Union(theirs.Select(run => run.Rate)).Order()];
            string name = rule.Key.Name, of = $", rule {name}";
            foreach (Quantity quantity in Quantities(rule))
                parts.Add(Curves($"{name}-{quantity.File}", quantity.Title + of, quantity, rule, theirs, rates));
            parts.Add(Eigenvalues(name, rule, theirs, rates));
        }

        parts.Add(settings);
        return new(title, lead, parts);
    }

    // Test batches that were left out have no accuracy; the training batch of a step is as new to the network in the first epoch.
    private static Quantity[] Quantities(IEnumerable<MnistCurve> runs)
    {
        bool trained = runs.Any(curve => curve.Steps.Any(step => double.IsNaN(step.TestAccuracy)));
        string kind = trained ? "Training" : "Test";
        return
        [
            new("accuracy", $"{kind} accuracy", (trained ? MnistSteps.TrainAccuracy : MnistSteps.TestAccuracy).Percent(), AxisScale.Linear,
                theirs => [.. theirs.TestAccuracy.Select(share => 100 * share)]),
            new("loss", $"{kind} loss", trained ? MnistSteps.TrainLoss : MnistSteps.TestLoss, AxisScale.Logarithmic,
                theirs => theirs.TestLoss),
        ];
    }

    // All rules in one figure, each at one rate: its best.
    private static IEnumerable<ReportPart> Together(IReadOnlyList<MnistCurve> curves)
    {
        MnistCurve[][] best =
        [
            .. curves.GroupBy(curve => curve.Run.Rule).Select(rule => rule.GroupBy(curve => curve.Run.Rate)
                .MaxBy(rate => rate.Average(curve => curve.TailAccuracy))!.ToArray()),
        ];
        if (best.Length < 2) yield break;
        foreach (Quantity quantity in Quantities(curves))
            yield return new CurvesPart(
                $"rules-{quantity.File}", $"{quantity.Title}, the rules together",
                $"Every rule at its rate of the highest mean test accuracy over the last {TailSteps.Count} steps. {Smoothed}.",
                new("step"), new(quantity.Ours.Label, quantity.Scale),
                [.. best.Select((runs, color) =>
                    Line($"{runs[0].Run.Rule.Name}, rate {SeedColumns.Rate(runs[0].Run.Rate)}", color, runs, quantity))]);
    }

    private static TablePart Results(IReadOnlyList<MnistCurve> curves, IReadOnlyList<PublishedRun> published)
    {
        Column<MnistCurve[]>[] columns =
        [
            Column.Words<MnistCurve[]>("rule", runs => runs[0].Run.Rule.Name),
            Column.Words<MnistCurve[]>("rate", runs => SeedColumns.Rate(runs[0].Run.Rate)),
            SeedColumns.Runs<MnistCurve>(),
            MnistRuns.TailAccuracy.OverSeeds("test accuracy %", 100, "F1"), Published(theirs => 100 * Tail(theirs.TestAccuracy), "F1"),
            MnistRuns.TailLoss.OverSeeds("test loss", 1, "F3"), Published(theirs => Tail(theirs.TestLoss), "F3"),
            MnistRuns.FinalAccuracy.OverSeeds("whole set %", 100, "F1"),
            MnistRuns.SpectralRadius.OverSeeds("spectral radius of W", 1, "F2"),
            SeedColumns.OfAll<MnistCurve>("unsolved", runs => runs.Sum(MnistRuns.Unsolved.Value!), "F0"),
            SeedColumns.OfAll<MnistCurve>("skipped", runs => runs.Sum(MnistRuns.Skipped.Value!), "F0"),
            SeedColumns.EndedEarly<MnistCurve, MnistRun, MnistStep>(), SeedColumns.SecondsPerRun<MnistCurve, MnistRun, MnistStep>(),
        ];
        return ColumnTable.Of(
            "results", "Results",
            $"Mean over the seeds ± standard deviation. Test accuracy and loss: mean of the last {TailSteps.Count} steps on batches "
                + $"of test images, as published; "
            + "whole set: all test images after the last step. A sample without a fixed point counts as wrong.",
            columns, curves.GroupBy(curve => (curve.Run.Rule, curve.Run.Rate)).Select(group => group.ToArray()));

        Column<MnistCurve[]> Published(Func<PublishedRun, double> of, string format) => Column.Words<MnistCurve[]>(
            "published",
            runs => published.FirstOrDefault(run => run.Rule == runs[0].Run.Rule && run.Rate == runs[0].Run.Rate) is { } theirs
                ? ReadableNumber.Of(of(theirs), format) : "");
    }

    private static CurvesPart Curves(
        string file, string title, Quantity quantity, IEnumerable<MnistCurve> runs, PublishedRun[] theirs, double[] rates)
    {
        List<Curve> curves = [];
        foreach (IGrouping<double, MnistCurve> rate in runs.GroupBy(run => run.Run.Rate).OrderBy(group => group.Key))
            curves.Add(Line($"rate {SeedColumns.Rate(rate.Key)}", Array.IndexOf(rates, rate.Key), [.. rate], quantity));
        foreach (PublishedRun run in theirs)
        {
            double[] values = quantity.Published(run);
            curves.Add(new($"published, rate {SeedColumns.Rate(run.Rate)}", Smoothing.Places(values.Length), Smoothing.Of(values),
                Array.IndexOf(rates, run.Rate), Published: true));
        }

        return new(
            file, title, $"{Smoothed}{(theirs.Length > 0 ? "; dashed: published, of test batches" : "")}.",
            new("step"), new(quantity.Ours.Label, quantity.Scale), curves);
    }

    private static ScatterPart Eigenvalues(string name, IEnumerable<MnistCurve> runs, PublishedRun[] theirs, double[] rates)
    {
        List<Points> sets = [];
        foreach (IGrouping<double, MnistCurve> rate in runs.GroupBy(run => run.Run.Rate).OrderBy(group => group.Key))
        {
            MnistCurve first = rate.First();
            if (first.Eigenvalues.Length == 0) continue;
            sets.Add(new(
                $"rate {SeedColumns.Rate(rate.Key)}", [.. first.Eigenvalues.Select(value => value.Real)],
                [.. first.Eigenvalues.Select(value => value.Imaginary)],
                Array.IndexOf(rates, rate.Key)));
        }

        foreach (PublishedRun run in theirs)
        {
            sets.Add(new(
                $"published, rate {SeedColumns.Rate(run.Rate)}", [.. run.Eigenvalues.Select(value => value.Real)],
                [.. run.Eigenvalues.Select(value => value.Imaginary)],
                Array.IndexOf(rates, run.Rate), true));
        }

        return new(
            $"{name}-eigenvalues", $"Eigenvalues of the trained W, rule {name}",
            "After the last step, first seed. Right of the line the linear network would be unstable; a tanh network with gains below "
                + "1 need not be.",
            new("real part"), new("imaginary part"), sets, 1);
    }

    private static Curve Line(string name, int color, MnistCurve[] runs, Quantity quantity) => SeedCurve.Of(
        name, color, [.. runs.Select(run => SeedCurve.Steps(run.Run.Seed, run.Steps, quantity.Ours.Value!))], Enumerable.Average,
        Smoothing.Of);

    private static double Tail(double[] values) => values[^TailSteps.Count..].Average();

    // What a figure shows, of ours and of the published runs.
    private sealed record Quantity(
        string File, string Title, Column<MnistStep> Ours, AxisScale Scale, Func<PublishedRun, double[]> Published);
}
