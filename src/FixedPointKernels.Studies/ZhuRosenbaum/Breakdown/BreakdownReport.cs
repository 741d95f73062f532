using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>The experiment as a report: a table, and for every rate the arms side by side.</summary>
public static class BreakdownReport
{
    private const string WorstOfSeeds = "Of the seeds the worst one at every step.";

    /// <summary>Makes the report.</summary>
    /// <param name="title">What was run.</param>
    /// <param name="lead">With what.</param>
    /// <param name="curves">The runs.</param>
    /// <param name="settings">Settings, time and machine.</param>
    public static Report Of(string title, string lead, IReadOnlyList<BreakdownCurve> curves, TablePart settings)
    {
        ArgumentNullException.ThrowIfNull(curves);
        List<ReportPart> parts = [Results(curves), NearSingularities(curves)];
        foreach (IGrouping<double, BreakdownCurve> rate in curves.GroupBy(curve => curve.Run.Rate).OrderBy(group => group.Key)) parts.AddRange(Figures(rate.Key, [.. rate]));
        parts.Add(settings);
        return new(title, lead, parts);
    }

    private static TablePart Results(IReadOnlyList<BreakdownCurve> curves) => Table(
        curves, "results", "Results",
        $"Mean over the seeds ± standard deviation. Test accuracy: mean of the last {TailSteps.Count} steps on batches of test images by the arm's own forward pass. Whole set: all test "
        + "images after the last step, at exact fixed points (a sample without one counts as wrong) and at the ends of 500 Euler steps.",
        ("test accuracy %", runs => Over(runs, run => run.TailAccuracy, 100, "F1")),
        ("whole set %, exact", runs => Over(runs, run => run.Exact.Accuracy, 100, "F1")),
        ("whole set %, Euler", runs => Over(runs, run => run.Euler.Accuracy, 100, "F1")),
        ("test images without fixed point", runs => Over(runs, run => run.Exact.Samples == 0 ? double.NaN : run.Exact.Unsolved, 1, "F0")),
        ("spectral radius of W", runs => Over(runs, run => run.SpectralRadius, 1, "G3")),
        ("ended early", runs => string.Join(" ", runs.Where(run => run.End != SolveStatus.StepLimit).Select(run => $"{run.End} at {run.Steps.Count}"))),
        ("s per run", runs => Number(runs.Average(run => run.Elapsed.TotalSeconds), "F1")));

    private static TablePart NearSingularities(IReadOnlyList<BreakdownCurve> curves) => Table(
        curves, "singularities", "Near singularities",
        "Over all steps and seeds. Unsolved and failed: training samples without a fixed point, and with an adjoint above its tolerance. The probes solve the same held-out images "
        + "at every look: how many had no fixed point, how many an unstable one, the largest max Re λ(G W), the smallest |1 − λ(G W)|, and how far the Euler steps end from the fixed point.",
        ("largest update", runs => Number(Largest(runs, run => run.Steps.Select(step => step.UpdateNorm)), "G3")),
        ("largest adjoint", runs => Number(Largest(runs, run => run.Steps.Select(step => step.LargestAdjoint)), "G3")),
        ("unsolved", runs => Number(runs.Sum(run => run.Steps.Sum(step => (double)step.Unsolved)), "F0")),
        ("failed adjoints", runs => Number(runs.Sum(run => run.Steps.Sum(step => (double)step.AdjointFailed)), "F0")),
        ("probed", runs => Number(runs.Sum(run => run.Probes.Sum(probe => (double)probe.Samples)), "F0")),
        ("without fixed point", runs => Number(runs.Sum(run => run.Probes.Sum(probe => (double)probe.Lost)), "F0")),
        ("unstable", runs => Number(runs.Sum(run => run.Probes.Sum(probe => (double)probe.Unstable)), "F0")),
        ("largest abscissa", runs => Number(Largest(runs, run => run.Probes.Select(probe => probe.LargestAbscissa)), "G4")),
        ("nearest singularity", runs => Number(-Largest(runs, run => run.Probes.Select(probe => -probe.NearestSingularity)), "G3")),
        ("largest Euler distance", runs => Number(Largest(runs, run => run.Probes.Select(probe => probe.EulerDistance)), "G3")));

    private static IEnumerable<ReportPart> Figures(double rate, BreakdownCurve[] runs)
    {
        string name = $"rate-{Rate(rate).ToLowerInvariant().Replace(".", "-", StringComparison.Ordinal).Replace("+", "", StringComparison.Ordinal)}";
        string at = $", rate {Rate(rate)}";
        yield return Steps($"{name}-accuracy", "Test accuracy" + at, "Before every update, by the arm's own forward pass, smoothed over 5 steps. Mean over the seeds.", new("share of a test batch that is right"), runs, s => s.TestAccuracy, mean: true);
        yield return Steps($"{name}-update", "Norm of the update" + at, $"‖ΔW‖ in the Frobenius norm; W starts at about half the root of N. {WorstOfSeeds}", new("norm of the update", AxisScale.Logarithmic), runs, s => s.UpdateNorm);
        yield return Steps($"{name}-adjoint", "Largest adjoint" + at, $"The largest ‖λ‖ of the samples in the update. {WorstOfSeeds}", new("norm of λ", AxisScale.Logarithmic), runs, s => s.LargestAdjoint);
        yield return Probes($"{name}-abscissa", "Stability of the fixed points" + at, $"The largest max Re λ(G W) at the probe's fixed points: from 1 on (dashed) one is unstable. {WorstOfSeeds}", new("max Re λ(G W)"), runs, p => p.LargestAbscissa, border: true);
        yield return Probes($"{name}-distance", "Distance to the nearest singularity" + at, $"The smallest |1 − λ(G W)| at the probe's fixed points; I − G W is singular at 0. {WorstOfSeeds}", new("smallest |1 − λ(G W)|", AxisScale.Logarithmic), runs, p => -p.NearestSingularity, sign: -1);
        yield return Probes($"{name}-euler", "How far 500 Euler steps end from the fixed point" + at, $"The largest max|r − r*| of the probe, r* the fixed point found from r = 0, with the weights of each arm. {WorstOfSeeds}", new("distance", AxisScale.Logarithmic), runs, p => p.EulerDistance);
    }

    private static CurvesPart Steps(string file, string title, string caption, Axis axis, BreakdownCurve[] runs, Func<BreakdownStep, double> of, bool mean = false)
    {
        List<Curve> curves = [];
        foreach (IGrouping<BreakdownArm, BreakdownCurve> arm in runs.GroupBy(run => run.Run.Arm).OrderBy(group => group.Key))
        {
            BreakdownCurve[] seeds = [.. arm];
            double[] values = new double[seeds.Min(run => run.Steps.Count)];
            for (int k = 0; k < values.Length; k++) values[k] = mean ? seeds.Average(run => of(run.Steps[k])) : Largest(seeds, run => [of(run.Steps[k])]);
            curves.Add(new(arm.Key.Title(), [.. Enumerable.Range(0, values.Length).Select(k => (double)k)], mean ? Smooth(values) : values, (int)arm.Key));
        }

        return new(file, title, caption, new("step"), axis, curves);
    }

    private static CurvesPart Probes(
        string file, string title, string caption, Axis axis, BreakdownCurve[] runs, Func<SingularityProbe, double> of, double sign = 1, bool border = false)
    {
        List<Curve> curves = [];
        double last = 0;
        foreach (IGrouping<BreakdownArm, BreakdownCurve> arm in runs.GroupBy(run => run.Run.Arm).OrderBy(group => group.Key))
        {
            BreakdownCurve[] seeds = [.. arm];
            int count = seeds.Min(run => run.Probes.Count);
            double[] at = [.. seeds[0].Probes.Take(count).Select(probe => (double)probe.Step)];
            curves.Add(new(arm.Key.Title(), at, [.. Enumerable.Range(0, count).Select(k => sign * Largest(seeds, run => [of(run.Probes[k])]))], (int)arm.Key));
            last = Math.Max(last, at[^1]);
        }

        if (border) curves.Add(new("border of stability", [0, Math.Max(1, last)], [1, 1], 7, Published: true));
        return new(file, title, caption, new("step"), axis, curves);
    }

    private static TablePart Table(
        IReadOnlyList<BreakdownCurve> curves, string name, string title, string caption, params (string Header, Func<BreakdownCurve[], string> Cell)[] columns)
    {
        List<IReadOnlyList<string>> rows = [];
        foreach (IGrouping<(double Rate, BreakdownArm Arm), BreakdownCurve> group in
            curves.GroupBy(curve => (curve.Run.Rate, curve.Run.Arm)).OrderBy(group => group.Key.Rate).ThenBy(group => group.Key.Arm))
        {
            BreakdownCurve[] runs = [.. group];
            rows.Add([group.Key.Arm.Name(), Rate(group.Key.Rate), Number(runs.Length, "F0"), .. columns.Select(column => column.Cell(runs))]);
        }

        string[] header = ["arm", "rate", "runs", .. columns.Select(column => column.Header)];
        int[] shown = [.. Enumerable.Range(0, header.Length).Where(column => rows.Exists(row => row[column].Length > 0))];
        return new(name, title, caption, [.. shown.Select(column => header[column])], [.. rows.Select(row => (IReadOnlyList<string>)[.. shown.Select(column => row[column])])]);
    }

    // NaN where nothing was measured: what was not is no worst case.
    private static double Largest(BreakdownCurve[] runs, Func<BreakdownCurve, IEnumerable<double>> of) =>
        runs.SelectMany(of).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Max();

    private static double[] Smooth(double[] values) =>
        [.. Enumerable.Range(0, values.Length).Select(k => values[Math.Max(0, k - 2)..Math.Min(values.Length, k + 3)].Average())];

    private static string Over(BreakdownCurve[] runs, Func<BreakdownCurve, double> of, double scale, string format) => MeanAndSpread.Of([.. runs.Select(of)]).Text(scale, format);

    private static string Rate(double rate) => rate.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(double value, string format) => ReadableNumber.Of(value, format);
}
