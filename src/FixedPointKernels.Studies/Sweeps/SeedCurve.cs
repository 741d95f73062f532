using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>A curve over the runs of several seeds: one value for all of them, and beside it the runs themselves.</summary>
internal static class SeedCurve
{
    /// <summary>Makes the curve, at the places that all runs have: one that ended early ends it.</summary>
    /// <param name="name">In the legend.</param>
    /// <param name="color">Of the palette.</param>
    /// <param name="runs">What was measured in the run of each seed.</param>
    /// <param name="of">What stands for the runs at a place, of their values there.</param>
    /// <param name="smooth">What is done to every line, the runs' too; null for nothing.</param>
    internal static Curve Of(string name, int color, IReadOnlyList<CurveRun> runs, Func<IEnumerable<double>, double> of,
        Func<double[], double[]>? smooth = null)
    {
        double[] places = [.. runs[0].X.Where(x => runs.All(run => Array.BinarySearch(run.X, x) >= 0))];
        double[] values = Array.ConvertAll(places, x => of(runs.Select(run => run.Y[Array.BinarySearch(run.X, x)])));
        smooth ??= same => same;
        return new(name, places, smooth(values), color)
        {
            Runs = runs.Count > 1 ? [.. runs.Select(run => run with { Y = smooth(run.Y) })] : [],
        };
    }

    /// <summary>What a run measured at its steps.</summary>
    internal static CurveRun Steps<TStep>(ulong seed, IReadOnlyList<TStep> steps, Func<TStep, double> of) =>
        Of(seed, Smoothing.Places(steps.Count), [.. steps.Select(of)]);

    /// <summary>What a run measured.</summary>
    internal static CurveRun Of(ulong seed, double[] x, double[] y) =>
        new(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"), x, y);
}
