using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;

namespace FixedPointKernels.Bench.Latency;

/// <summary>Counts of times in buckets that grow by √2 from 16 ns on, and their picture in text.</summary>
internal static class Histogram
{
    internal const int Buckets = 48;
    private const double Smallest = 16e-9;
    private const int Width = 32;

    internal static void Add(ReadOnlySpan<long> ticks, long[] counts)
    {
        foreach (long tick in ticks)
        {
            double seconds = tick / (double)Stopwatch.Frequency;
            int bucket = seconds <= Smallest ? 0 : (int)Math.Ceiling(2 * Math.Log2(seconds / Smallest));
            counts[Math.Min(bucket, Buckets - 1)]++;
        }
    }

    /// <summary>The largest time of a bucket, in seconds.</summary>
    internal static double Edge(int bucket) => Smallest * Math.Pow(2, bucket / 2.0);

    /// <summary>One line per bucket, one column per row; the bars are logarithmic, one call is one mark.</summary>
    internal static IEnumerable<string> Lines(IReadOnlyList<LatencyRun> runs)
    {
        StringBuilder line = new();
        int first = Array.FindIndex(Enumerable.Range(0, Buckets).ToArray(), bucket => runs.Any(run => run.Counts[bucket] > 0));
        int last = Array.FindLastIndex(Enumerable.Range(0, Buckets).ToArray(), bucket => runs.Any(run => run.Counts[bucket] > 0));
        double scale = (Width - 1) / Math.Log10(runs.Max(run => run.Counts.Max()) + 1.0);
        for (int bucket = first; bucket <= last; bucket++)
        {
            line.Clear().Append(CultureInfo.InvariantCulture, $"  ≤ {Edge(bucket) * 1e6,10:F2} µs ");
            foreach (LatencyRun run in runs)
            {
                long count = run.Counts[bucket];
                int marks = count == 0 ? 0 : 1 + (int)(scale * Math.Log10(count));
                line.Append(CultureInfo.InvariantCulture, $" {count,9} {new string('#', marks).PadRight(Width)}");
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
