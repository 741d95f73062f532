using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.Latency;

/// <summary>Percentiles of one way to solve over some runs of a paced loop, each in turn with the empty loop.</summary>
/// <param name="Name">Which way.</param>
/// <param name="Runs">Percentiles of each run.</param>
/// <param name="Empty">Percentiles of the empty loop that each run was in turn with.</param>
/// <param name="Calls">Calls in all runs.</param>
/// <param name="Products">Products with an N × N matrix, per call.</param>
/// <param name="Collections">Garbage collections while the loops ran.</param>
/// <param name="Bytes">Bytes allocated while the loops ran.</param>
/// <param name="WorstResidual">max|r − f(W r + x)| over all calls, in double.</param>
/// <param name="Counts">Calls of all runs per bucket of <see cref="Histogram"/>.</param>
internal sealed record LatencyRun(
    string Name, Percentiles[] Runs, Percentiles[] Empty, long Calls, double Products, int Collections, long Bytes,
    double WorstResidual, long[] Counts)
{
    // The two tails are subtracted, and both are what interrupts the loops: in turn, so that what
    // disturbs the machine for a while disturbs both.
    private const int Stretches = 20;

    /// <summary>Seconds: the middle of the runs.</summary>
    internal double Median => Sampler.Median(Runs.Select(run => run.P50).ToArray());

    /// <summary>Seconds that the 99.9th percentile is over that of the empty loop: the middle of the runs.</summary>
    internal double TailOverEmpty => Sampler.Median(Runs.Zip(Empty, (run, empty) => run.P999 - empty.P999).ToArray());

    /// <summary>Runs the loop.</summary>
    /// <param name="name">For the report.</param>
    /// <param name="problem">Network and inputs.</param>
    /// <param name="solve">The way to solve.</param>
    /// <param name="runs">Runs.</param>
    /// <param name="calls">Calls per run.</param>
    /// <param name="period">Seconds from one call to the next.</param>
    internal static LatencyRun Of<TSolve>(string name, LatencyCase problem, TSolve solve, int runs, int calls, double period)
        where TSolve : struct, ISolveOne
    {
        long[] ticks = new long[calls], idle = new long[calls];
        float[] kept = new float[calls * problem.Neurons];
        Array.Fill(kept, float.NaN);
        Array.Fill(ticks, 1);
        Array.Fill(idle, 1);
        long step = Math.Max(1, (long)(period * Stopwatch.Frequency));
        Percentiles[] found = new Percentiles[runs], empty = new Percentiles[runs];
        long[] counts = new long[Histogram.Buckets];
        EmptyWork nothing = default;
        SolveWork<TSolve> work = new(problem, solve, kept);
        WarmUp(ref work, ref nothing, step, ticks);
        int collections = 0;
        long bytes = 0, before = work.Products;
        double worst = 0;
        for (int run = 0; run < runs; run++)
        {
            int stretch = (calls + Stretches - 1) / Stretches;
            for (int at = 0; at < calls; at += stretch)
            {
                int length = Math.Min(stretch, calls - at);
                PacedLoop.Run(ref nothing, 0, step, idle.AsSpan(at, length));
                (int collected, long allocated) = PacedLoop.Run(ref work, (run * calls) + at, step, ticks.AsSpan(at, length));
                (collections, bytes) = (collections + collected, bytes + allocated);
            }

            empty[run] = Percentiles.Of(idle);
            found[run] = Percentiles.Of(ticks);
            Histogram.Add(ticks, counts);
            worst = Math.Max(worst, WorstOf(problem, run * calls, calls, kept));
        }

        return new(
            name, found, empty, (long)runs * calls, (work.Products - before) / ((double)runs * calls), collections, bytes, worst, counts);
    }

    // The runtime recompiles in the background after 30 calls and 100 ms of quiet: bursts with pauses
    // reach the last tier before anything counts.
    private static void WarmUp<TSolve>(ref SolveWork<TSolve> work, ref EmptyWork nothing, long step, long[] ticks)
        where TSolve : struct, ISolveOne
    {
        Span<long> some = ticks.AsSpan(0, Math.Min(ticks.Length, 2000));
        for (int burst = 0; burst < 4; burst++)
        {
            PacedLoop.Run(ref nothing, 0, step, some);
            PacedLoop.Run(ref work, 0, step, some);
            Thread.Sleep(120);
        }
    }

    private static double WorstOf(LatencyCase problem, int first, int calls, float[] kept)
    {
        double worst = 0;
        int n = problem.Neurons;
        for (int call = first; call < first + calls; call++)
            worst = Math.Max(worst, problem.Residual(call, kept.AsSpan((int)((long)call * n % kept.Length), n)));
        return worst;
    }
}
