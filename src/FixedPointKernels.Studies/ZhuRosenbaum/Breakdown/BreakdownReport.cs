using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>The experiment as a report: two tables, and for every rate the arms side by side.</summary>
internal static class BreakdownReport
{
    private const string WorstOfSeeds = "Of the seeds the worst one at every step.";

    /// <summary>Makes the report.</summary>
    /// <param name="title">What was run.</param>
    /// <param name="lead">With what.</param>
    /// <param name="curves">The runs.</param>
    /// <param name="settings">Settings, time and machine.</param>
    internal static Report Of(string title, string lead, IReadOnlyList<BreakdownCurve> curves, TablePart settings)
    {
        List<ReportPart> parts = [BreakdownTables.Results(curves), BreakdownTables.NearSingularities(curves)];
        foreach (IGrouping<double, BreakdownCurve> rate in curves.GroupBy(curve => curve.Run.Rate).OrderBy(group => group.Key))
            parts.AddRange(Figures(rate.Key, [.. rate]));
        parts.Add(settings);
        return new(title, lead, parts);
    }

    private static IEnumerable<ReportPart> Figures(double rate, BreakdownCurve[] runs)
    {
        string text = SeedColumns.Rate(rate);
        string file = text.ToLowerInvariant().Replace(".", "-", StringComparison.Ordinal).Replace("+", "", StringComparison.Ordinal);
        string name = $"rate-{file}";
        string at = $", rate {text}";
        yield return Steps(
            $"{name}-accuracy", "Test accuracy" + at,
            $"Before every update, by the arm's own forward pass, smoothed over {Smoothing.Width} steps. Mean over the seeds.",
            AxisScale.Linear, runs, BreakdownSteps.TestAccuracy.Percent(), mean: true);
        yield return Steps(
            $"{name}-update", "Norm of the update" + at,
            $"‖ΔW‖ in the Frobenius norm; W starts at about half the root of N. {WorstOfSeeds}",
            AxisScale.Logarithmic, runs, BreakdownSteps.UpdateNorm);
        yield return Steps(
            $"{name}-adjoint", "Largest adjoint" + at, $"The largest ‖λ‖ of the samples in the update. {WorstOfSeeds}",
            AxisScale.Logarithmic, runs, BreakdownSteps.LargestAdjoint);
        yield return Probes(
            $"{name}-abscissa", "Stability of the fixed points" + at,
            $"The largest max Re λ(G W) at the probe's fixed points: from 1 on (dashed) one is unstable. {WorstOfSeeds}",
            AxisScale.Linear, runs, BreakdownProbes.LargestAbscissa, border: true);
        yield return Probes(
            $"{name}-distance", "Distance to the nearest singularity" + at,
            $"The smallest |1 − λ(G W)| at the probe's fixed points; I − G W is singular at 0. {WorstOfSeeds}",
            AxisScale.Logarithmic, runs, BreakdownProbes.NearestSingularity, smallest: true);
        yield return Probes(
            $"{name}-euler", "How far 500 Euler steps end from the fixed point" + at,
            $"The largest max|r − r*| of the probe, r* the fixed point found from r = 0, with the weights of each arm. {WorstOfSeeds}",
            AxisScale.Logarithmic, runs, BreakdownProbes.EulerDistance);
    }

    private static CurvesPart Steps(string file, string title, string caption, AxisScale scale, BreakdownCurve[] runs,
        Column<BreakdownStep> column, bool mean = false) => new(
        file, title, caption, new("step"), new(column.Label, scale),
        Arms(runs, run => SeedCurve.Steps(run.Run.Seed, run.Steps, column.Value!), mean ? Enumerable.Average : BreakdownTables.Largest,
            mean ? Smoothing.Of : null));

    // With smallest the smallest of the seeds is the worst.
    private static CurvesPart Probes(
        string file, string title, string caption, AxisScale scale, BreakdownCurve[] runs, Column<SingularityProbe> column,
        bool smallest = false, bool border = false)
    {
        List<Curve> curves = Arms(
            runs, run => SeedCurve.Of(run.Run.Seed, [.. run.Probes.Select(probe => (double)probe.Step)],
                [.. run.Probes.Select(column.Value!)]),
            smallest ? values => -BreakdownTables.Largest(values.Select(value => -value)) : BreakdownTables.Largest);
        double last = curves.Max(curve => curve.Lines.Max(line => line.X[^1]));
        if (border) curves.Add(new("border of stability", [0, Math.Max(1, last)], [1, 1], 7, Published: true));
        return new(file, title, caption, new("step"), new(column.Label, scale), curves);
    }

    private static List<Curve> Arms(BreakdownCurve[] runs, Func<BreakdownCurve, CurveRun> measured, Func<IEnumerable<double>, double> of,
        Func<double[], double[]>? smooth = null) =>
    [
        .. runs.GroupBy(run => run.Run.Arm).OrderBy(group => group.Key)
            .Select(arm => SeedCurve.Of(arm.Key.Title(), (int)arm.Key, [.. arm.Select(measured)], of, smooth)),
    ];
}
