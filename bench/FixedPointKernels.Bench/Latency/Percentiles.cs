using System;
using System.Diagnostics;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.Latency;

/// <summary>Percentiles of many times, in seconds: the value that this share of the calls did not exceed.</summary>
internal readonly record struct Percentiles(double P50, double P90, double P99, double P999, double Max)
{
    internal static Percentiles Of(ReadOnlySpan<long> ticks)
    {
        long[] sorted = ticks.ToArray();
        Array.Sort(sorted);
        return new(At(sorted, 0.5), At(sorted, 0.9), At(sorted, 0.99), At(sorted, 0.999), At(sorted, 1));
    }

    /// <summary>Each percentile's middle over some runs.</summary>
    internal static Percentiles Middle(Percentiles[] runs) => new(
        Middle(runs, run => run.P50), Middle(runs, run => run.P90), Middle(runs, run => run.P99), Middle(runs, run => run.P999),
        Middle(runs, run => run.Max));

    private static double Middle(Percentiles[] runs, Func<Percentiles, double> of) =>
        Sampler.Median(Array.ConvertAll(runs, run => of(run)));

    private static double At(long[] sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] / (double)Stopwatch.Frequency;
}
