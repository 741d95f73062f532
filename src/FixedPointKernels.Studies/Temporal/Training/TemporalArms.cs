using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>What the studies of learning through time compare: the runs of one arm over the seeds, as tables and figures.</summary>
internal static class TemporalArms
{
    /// <summary>How many runs are solved, with the 95 % interval.</summary>
    internal static Column<TemporalCurve[]> Solved { get; } =
        Column.Words<TemporalCurve[]>("solved (95 % interval)", runs => TemporalReport.Solved(runs).Text);

    /// <summary>Mean and spread of the accuracy of the test.</summary>
    internal static Column<TemporalCurve[]> Accuracy { get; } =
        OfComplete(Column.Numbers<TemporalCurve>("accuracy", curve => curve.Test.Accuracy), "test accuracy %", 100, "F1");

    /// <summary>Mean and spread over the runs that did not diverge; empty of none.</summary>
    internal static Column<TemporalCurve[]> OfComplete(Column<TemporalCurve> of, string label, double scale, string format) =>
        Column.Words<TemporalCurve[]>(label, runs =>
        {
            double[] values = [.. runs.Where(run => run.IsFinished && !run.HasFailed).Select(of.Value!)];
            return values.Length == 0 ? "" : MeanAndSpread.Of(values).Text(scale, format);
        });

    /// <summary>The median of the updates to the criterion, of the runs that reach it.</summary>
    internal static Column<TemporalCurve[]> Updates { get; } = Column.Words<TemporalCurve[]>(
        "updates to criterion", runs => TemporalReport.Median([.. runs.Select(run => run.UpdatesToCriterion).Where(k => k > 0)]));

    /// <summary>How many runs diverged; empty for none.</summary>
    internal static Column<TemporalCurve[]> Diverged { get; } = Column.Words<TemporalCurve[]>(
        "diverged", runs => runs.Count(run => run.HasFailed) is var count && count > 0 ? ReadableNumber.Of(count, "F0") : "");

    /// <summary>Mean and spread of λ₁ at a moment.</summary>
    internal static Column<TemporalCurve[]> Largest(int moment, string label) =>
        OfComplete(Column.Numbers<TemporalCurve>("lambda", curve => curve.Largest(moment)), label, 1, "F3");

    /// <summary>In how many of the runs λ₁ is larger at the end than where training began.</summary>
    internal static Column<TemporalCurve[]> Risen { get; } = Column.Words<TemporalCurve[]>(
        "λ₁ rose", runs => $"{runs.Count(run => run.Largest(TemporalCurve.Ended) > run.Largest(TemporalCurve.Begun))} of {runs.Length}");

    /// <summary>λ₁ of every run where training began and at its end, as a short line at its gain.</summary>
    /// <param name="name">Of the figure's files.</param>
    /// <param name="title">Of the figure.</param>
    /// <param name="groups">The runs of a gain each.</param>
    internal static CurvesPart Arrows(string name, string title, IReadOnlyList<TemporalCurve[]> groups) => new(
        name, title,
        "Every thin line is a run, from the exponent that its training began with (left end) to the one it ended with (right end); the "
            + "thick one is their mean. Per step.",
        new("gain"), new("lambda 1"),
        [
            .. groups.Select((runs, color) => SeedCurve.Of(
                $"gain {SeedColumns.Rate(runs[0].Run.Gain)}", color,
                [
                    .. runs.Select(run => SeedCurve.Of(
                        run.Run.Seed, [run.Run.Gain - 0.05, run.Run.Gain + 0.05],
                        [run.Largest(TemporalCurve.Begun), run.Largest(TemporalCurve.Ended)])),
                ],
                values => values.Average())),
        ]);

    /// <summary>A mean over the runs against the gain, a line a rule.</summary>
    /// <param name="name">Of the figure's files.</param>
    /// <param name="title">Of the figure.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="y">The quantity.</param>
    /// <param name="arms">A line each: its name, and the runs of every gain.</param>
    /// <param name="of">What is drawn of the runs of a gain.</param>
    internal static CurvesPart ByGain(
        string name, string title, string caption, Axis y, IReadOnlyList<(string Name, IReadOnlyList<TemporalCurve[]> Gains)> arms,
        Func<TemporalCurve[], double> of) => new(
        name, title, caption, new("gain"), y,
        [
            .. arms.Select((arm, color) => new Curve(
                arm.Name, [.. arm.Gains.Select(runs => runs[0].Run.Gain)], [.. arm.Gains.Select(of)], color)),
        ]);

    /// <summary>The runs of every seed together, in the order of their first.</summary>
    /// <param name="curves">Runs.</param>
    internal static TemporalCurve[][] Of(IEnumerable<TemporalCurve> curves) =>
        [.. curves.Where(curve => curve.IsBegun).GroupBy(curve => curve.Run with { Seed = 0 }).Select(arm => arm.ToArray())];
}
