using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>The tables of the experiment: a row for every arm and rate.</summary>
internal static class BreakdownTables
{
    private static readonly Column<BreakdownCurve>
        TailAccuracy = Column.Numbers<BreakdownCurve>("tail_test_accuracy", run => run.TailAccuracy),
        ExactAccuracy = Column.Numbers<BreakdownCurve>("exact_accuracy", run => run.Exact.Accuracy),
        EulerAccuracy = Column.Numbers<BreakdownCurve>("euler_accuracy", run => run.Euler.Accuracy),
        WithoutFixedPoint = Column.Numbers<BreakdownCurve>("without_fixed_point", run => run.Exact.Samples == 0
            ? double.NaN : run.Exact.Unsolved),
        SpectralRadius = Column.Numbers<BreakdownCurve>("spectral_radius", run => run.SpectralRadius);

    internal static TablePart Results(IReadOnlyList<BreakdownCurve> curves) => Table(
        curves, "results", "Results",
        $"Mean over the seeds ± standard deviation. Test accuracy: mean of the last {TailSteps.Count} steps on batches of test images "
            + $"by the arm's own forward pass. Whole set: all test "
        + "images after the last step, at exact fixed points (a sample without one counts as wrong) and at the ends of 500 Euler steps.",
        TailAccuracy.OverSeeds("test accuracy %", 100, "F1"), ExactAccuracy.OverSeeds("whole set %, exact", 100, "F1"),
        EulerAccuracy.OverSeeds("whole set %, Euler", 100, "F1"), WithoutFixedPoint.OverSeeds("test images without fixed point", 1, "F0"),
        SpectralRadius.OverSeeds("spectral radius of W", 1, "G3"),
        SeedColumns.EndedEarly<BreakdownCurve, BreakdownRun, BreakdownStep>(),
        SeedColumns.SecondsPerRun<BreakdownCurve, BreakdownRun, BreakdownStep>());

    internal static TablePart NearSingularities(IReadOnlyList<BreakdownCurve> curves) => Table(
        curves, "singularities", "Near singularities",
        "Over all steps and seeds. Unsolved and failed: training samples without a fixed point, and with an adjoint above its "
            + "tolerance. The probes solve the same held-out images "
        + "at every look: how many had no fixed point, how many an unstable one, the largest max Re λ(G W), the smallest |1 − λ(G "
            + "W)|, and how far the Euler steps end from the fixed point.",
        LargestOf("largest update", run => run.Steps, BreakdownSteps.UpdateNorm, "G3"),
        LargestOf("largest adjoint", run => run.Steps, BreakdownSteps.LargestAdjoint, "G3"),
        Sum("unsolved", run => run.Steps, BreakdownSteps.Unsolved), Sum("failed adjoints", run => run.Steps, BreakdownSteps.AdjointFailed),
        Sum("probed", run => run.Probes, BreakdownProbes.Samples), Sum("without fixed point", run => run.Probes, BreakdownProbes.Lost),
        Sum("unstable", run => run.Probes, BreakdownProbes.Unstable),
        LargestOf("largest abscissa", run => run.Probes, BreakdownProbes.LargestAbscissa, "G4"),
        LargestOf("nearest singularity", run => run.Probes, BreakdownProbes.NearestSingularity, "G3", sign: -1),
        LargestOf("largest Euler distance", run => run.Probes, BreakdownProbes.EulerDistance, "G3"));

    /// <summary>The largest; NaN where nothing was measured: what was not is no worst case.</summary>
    internal static double Largest(IEnumerable<double> values) =>
        values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Max();

    private static TablePart Table(IReadOnlyList<BreakdownCurve> curves, string name, string title, string caption,
        params Column<BreakdownCurve[]>[] columns) => ColumnTable.Of(
        name, title, caption,
        [
            Column.Words<BreakdownCurve[]>("arm", runs => runs[0].Run.Arm.Name()),
            Column.Words<BreakdownCurve[]>("rate", runs => SeedColumns.Rate(runs[0].Run.Rate)),
            SeedColumns.Runs<BreakdownCurve>(), .. columns,
        ],
        curves.GroupBy(curve => (curve.Run.Rate, curve.Run.Arm)).OrderBy(group => group.Key.Rate).ThenBy(group => group.Key.Arm)
            .Select(group => group.ToArray()));

    private static Column<BreakdownCurve[]> Sum<TRow>(string label, Func<BreakdownCurve, IEnumerable<TRow>> rows, Column<TRow> column) =>
        SeedColumns.OfAll<BreakdownCurve>(label, runs => runs.Sum(run => rows(run).Sum(column.Value!)), "F0");

    private static Column<BreakdownCurve[]> LargestOf<TRow>(
        string label, Func<BreakdownCurve, IEnumerable<TRow>> rows, Column<TRow> column, string format, double sign = 1) =>
        SeedColumns.OfAll<BreakdownCurve>(label,
            runs => sign * Largest(runs.SelectMany(rows).Select(row => sign * column.Value!(row))), format);
}
