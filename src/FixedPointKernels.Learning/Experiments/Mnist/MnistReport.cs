using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Experiments.Published;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Experiments.Mnist;

/// <summary>The sweep as a report: a table beside the published values, learning curves and eigenvalues rule by rule.</summary>
public static class MnistReport
{
    // A curve's legend and axis hold a mean over this many steps: batches of 512 test images scatter by ± 2 %.
    private const int Smoothing = 5;

    /// <summary>Makes the report.</summary>
    /// <param name="title">What was run.</param>
    /// <param name="lead">With what, and what it shows.</param>
    /// <param name="curves">The finished runs.</param>
    /// <param name="withPublished">Whether the published results are of the same experiment and are to be drawn.</param>
    /// <param name="settings">Settings, time and machine.</param>
    public static Report Of(string title, string lead, IReadOnlyList<MnistCurve> curves, bool withPublished, TablePart settings)
    {
        ArgumentNullException.ThrowIfNull(curves);
        IReadOnlyList<PublishedRun> published = withPublished ? PublishedMnist.Load() : [];
        List<ReportPart> parts = [Results(curves, published)];
        foreach (IGrouping<RuleEntry, MnistCurve> rule in curves.GroupBy(curve => curve.Run.Rule))
        {
            PublishedRun[] theirs = [.. published.Where(run => run.Rule == rule.Key)];
            double[] rates = [.. rule.Select(curve => curve.Run.Rate).Union(theirs.Select(run => run.Rate)).Order()];
            string name = rule.Key.Name;

            // Test batches that were left out have no accuracy; the training batch of a step is as new to the network in the first epoch.
            bool trained = rule.Any(curve => curve.Steps.Any(step => double.IsNaN(step.TestAccuracy)));
            string kind = trained ? "training" : "test";
            parts.Add(Curves(
                $"{name}-accuracy", trained ? $"Training accuracy, rule {name}" : $"Test accuracy, rule {name}", $"share of a {kind} batch that is right", AxisScale.Linear,
                rule, theirs, rates, s => trained ? s.TrainAccuracy : s.TestAccuracy, r => r.TestAccuracy));
            parts.Add(Curves(
                $"{name}-loss", trained ? $"Training loss, rule {name}" : $"Test loss, rule {name}", $"cross-entropy of a {kind} batch", AxisScale.Logarithmic,
                rule, theirs, rates, s => trained ? s.TrainLoss : s.TestLoss, r => r.TestLoss));
            parts.Add(Eigenvalues(name, rule, theirs, rates));
        }

        parts.Add(settings);
        return new(title, lead, parts);
    }

    private static TablePart Results(IReadOnlyList<MnistCurve> curves, IReadOnlyList<PublishedRun> published)
    {
        List<IReadOnlyList<string>> rows = [];
        foreach (IGrouping<(RuleEntry Rule, double Rate), MnistCurve> group in curves.GroupBy(curve => (curve.Run.Rule, curve.Run.Rate)))
        {
            MnistCurve[] runs = [.. group];
            PublishedRun? theirs = published.FirstOrDefault(run => run.Rule == group.Key.Rule && run.Rate == group.Key.Rate);
            rows.Add([
                group.Key.Rule.Name, group.Key.Rate.ToString("R", CultureInfo.InvariantCulture), Number(runs.Length, "F0"),
                Over(runs, run => run.TailAccuracy, 100, "F1"), theirs is null ? "" : Number(100 * Tail(theirs.TestAccuracy), "F1"),
                Over(runs, run => run.TailLoss, 1, "F3"), theirs is null ? "" : Number(Tail(theirs.TestLoss), "F3"),
                Over(runs, run => run.Final.Accuracy, 100, "F1"), Over(runs, run => run.SpectralRadius, 1, "F2"),
                Number(runs.Sum(run => (double)run.Steps.Sum(step => step.Unsolved)), "F0"), Number(runs.Sum(run => (double)run.Steps.Sum(step => step.Skipped)), "F0"),
                string.Join(" ", runs.Where(run => run.End != SolveStatus.StepLimit).Select(run => $"{run.End} at {Number(run.Steps.Count, "F0")}")),
                Number(runs.Average(run => run.Elapsed.TotalSeconds), "F1")]);
        }

        string[] header = ["rule", "rate", "runs", "test accuracy %", "published", "test loss", "published", "whole set %", "spectral radius of W", "unsolved", "skipped", "ended early", "s per run"];
        int[] shown = [.. Enumerable.Range(0, header.Length).Where(column => rows.Exists(row => row[column].Length > 0))];
        return new(
            "results", "Results",
            $"Mean over the seeds ± standard deviation. Test accuracy and loss: mean of the last {TailSteps.Count} steps on batches of test images, as published; "
            + "whole set: all test images after the last step. A sample without a fixed point counts as wrong.",
            [.. shown.Select(column => header[column])],
            [.. rows.Select(row => (IReadOnlyList<string>)[.. shown.Select(column => row[column])])]);
    }

    private static CurvesPart Curves(
        string file, string title, string label, AxisScale scale, IEnumerable<MnistCurve> runs, PublishedRun[] theirs, double[] rates,
        Func<MnistStep, double> ours, Func<PublishedRun, double[]> published)
    {
        List<Curve> curves = [];
        foreach (IGrouping<double, MnistCurve> rate in runs.GroupBy(run => run.Run.Rate).OrderBy(group => group.Key))
            curves.Add(Line($"rate {Rate(rate.Key)}", Mean([.. rate], ours), Array.IndexOf(rates, rate.Key), false));
        foreach (PublishedRun run in theirs) curves.Add(Line($"published, rate {Rate(run.Rate)}", published(run), Array.IndexOf(rates, run.Rate), true));
        return new(
            file, title, $"Mean over the seeds, smoothed over {Smoothing} steps{(theirs.Length > 0 ? "; dashed: published, of test batches" : "")}.",
            new("step"), new(label, scale), curves);
    }

    private static ScatterPart Eigenvalues(string name, IEnumerable<MnistCurve> runs, PublishedRun[] theirs, double[] rates)
    {
        List<Points> sets = [];
        foreach (IGrouping<double, MnistCurve> rate in runs.GroupBy(run => run.Run.Rate).OrderBy(group => group.Key))
        {
            MnistCurve first = rate.First();
            if (first.Eigenvalues.Length == 0) continue;
            sets.Add(new(
                $"rate {Rate(rate.Key)}", [.. first.Eigenvalues.Select(value => value.Real)], [.. first.Eigenvalues.Select(value => value.Imaginary)],
                Array.IndexOf(rates, rate.Key)));
        }

        foreach (PublishedRun run in theirs)
            sets.Add(new($"published, rate {Rate(run.Rate)}", [.. run.Eigenvalues.Select(v => v.Real)], [.. run.Eigenvalues.Select(v => v.Imaginary)], Array.IndexOf(rates, run.Rate), true));
        return new(
            $"{name}-eigenvalues", $"Eigenvalues of the trained W, rule {name}",
            "After the last step, first seed. Right of the line the linear network would be unstable; a tanh network with gains below 1 need not be.",
            new("real part"), new("imaginary part"), sets, 1);
    }

    private static double[] Mean(MnistCurve[] runs, Func<MnistStep, double> of)
    {
        double[] mean = new double[runs.Min(run => run.Steps.Count)];
        for (int k = 0; k < mean.Length; k++) mean[k] = runs.Average(run => of(run.Steps[k]));
        return mean;
    }

    private static Curve Line(string name, double[] values, int color, bool published)
    {
        double[] smooth = new double[values.Length];
        double[] at = new double[values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            int from = Math.Max(0, k - (Smoothing / 2));
            smooth[k] = values.AsSpan(from, Math.Min(values.Length, k + (Smoothing / 2) + 1) - from).ToArray().Average();
            at[k] = k;
        }

        return new(name, at, smooth, color, published);
    }

    private static double Tail(double[] values) => values[^TailSteps.Count..].Average();

    private static string Over(MnistCurve[] runs, Func<MnistCurve, double> of, double scale, string format) => MeanAndSpread.Of([.. runs.Select(of)]).Text(scale, format);

    private static string Rate(double rate) => rate.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(double value, string format) => ReadableNumber.Of(value, format);
}
