using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime;
using System.Threading;

namespace FixedPointKernels.Bench.Measuring;

/// <summary>Times of several pieces of work taken in turn, so that what disturbs the machine for a
/// while disturbs all of them alike.</summary>
/// <remarks>
/// Each sample is a run of as many calls as fill a slice of time, so the clock's grain and the delegate call (1 to 2 ns) stay small.
/// The order within a round is turned each time. Medians count; a ratio is only ever taken between
/// works of one call of <see cref="Alternate"/>.
/// </remarks>
internal static class Sampler
{
    /// <summary>Seconds per call of each work, one row of samples per work: sample i of every row comes from round i.</summary>
    /// <param name="works">What is timed.</param>
    /// <param name="rounds">Samples per work.</param>
    /// <param name="slice">Seconds one sample takes at least; work that is longer is called once per sample.</param>
    internal static double[][] Alternate(IReadOnlyList<Action> works, int rounds = 21, double slice = 0.004)
    {
        int[] calls = new int[works.Count];
        double[][] seconds = new double[works.Count][];
        WarmUp(works);
        for (int i = 0; i < works.Count; i++)
        {
            calls[i] = Calibrate(works[i], slice);
            seconds[i] = new double[rounds];
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < works.Count; turn++)
            {
                int i = (turn + round) % works.Count;
                seconds[i][round] = Time(works[i], calls[i]);
            }
        }

        return seconds;
    }

    /// <summary>The middle of the samples, the upper one of two.</summary>
    internal static double Median(ReadOnlySpan<double> samples)
    {
        double[] sorted = samples.ToArray();
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }

    /// <summary>Calls the works until nothing is compiled any more.</summary>
    /// <remarks>
    /// The runtime recompiles a method in the background after 30 calls, with counters first, and again without. (It counts from the first
    /// call on, as the project file asks, not after 100 ms without new methods.) On one processor that work waits for a pause. So: bursts
    /// and pauses until two in a row compiled nothing.
    /// </remarks>
    internal static void WarmUp(IReadOnlyList<Action> works)
    {
        const int mostBursts = 20;
        int quiet = 0;
        for (int burst = 0; burst < mostBursts && quiet < 2; burst++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            foreach (Action work in works)
            {
                long start = Stopwatch.GetTimestamp();
                for (int call = 0; call < 40 && Stopwatch.GetElapsedTime(start).TotalSeconds < 0.1; call++) work();
            }

            Thread.Sleep(60);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    private static int Calibrate(Action work, double slice)
    {
        int calls = 1;
        double taken;
        while ((taken = Time(work, calls) * calls) < slice / 2 && calls < 1 << 24) calls *= 2;
        return Math.Max(1, (int)Math.Round(calls * slice / Math.Max(taken, 1e-9)));
    }

    private static double Time(Action work, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++) work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
