using System;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>Columns of tables whose rows are the runs of several seeds, and numbers as such tables write them.</summary>
internal static class SeedColumns
{
    /// <summary>Mean and spread of a quantity of the runs.</summary>
    /// <param name="of">The quantity.</param>
    /// <param name="label">The column's head.</param>
    /// <param name="scale">What values are multiplied with: 100 makes percents of shares.</param>
    /// <param name="format">How mean and spread are written.</param>
    internal static Column<TCurve[]> OverSeeds<TCurve>(this Column<TCurve> of, string label, double scale, string format) =>
        Column.Words<TCurve[]>(label, runs => MeanAndSpread.Of([.. runs.Select(of.Value!)]).Text(scale, format));

    /// <summary>A number of all the runs.</summary>
    internal static Column<TCurve[]> OfAll<TCurve>(string label, Func<TCurve[], double> value, string format) =>
        Column.Words<TCurve[]>(label, runs => ReadableNumber.Of(value(runs), format));

    /// <summary>How many runs.</summary>
    internal static Column<TCurve[]> Runs<TCurve>() => OfAll<TCurve>("runs", runs => runs.Length, "F0");

    /// <summary>The runs that did not come to their last step.</summary>
    internal static Column<TCurve[]> EndedEarly<TCurve, TRun, TStep>()
        where TCurve : SweepCurve<TRun, TStep>
        where TRun : ISweepRun
        where TStep : struct =>
        Column.Words<TCurve[]>("ended early", runs => string.Join(" ",
            runs.Where(run => run.End != SolveStatus.StepLimit).Select(run => $"{run.End} at {ReadableNumber.Of(run.Steps.Count, "F0")}")));

    /// <summary>The mean time of a run.</summary>
    internal static Column<TCurve[]> SecondsPerRun<TCurve, TRun, TStep>()
        where TCurve : SweepCurve<TRun, TStep>
        where TRun : ISweepRun
        where TStep : struct =>
        OfAll<TCurve>("s per run", runs => runs.Average(run => run.Elapsed.TotalSeconds), "F1");

    /// <summary>A learning rate as it was typed.</summary>
    internal static string Rate(double rate) => rate.ToString(Column.Exact, CultureInfo.InvariantCulture);
}
