using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Bench.Latency;

/// <summary>What a paced loop calls: only <see cref="Call"/> is timed, the rest happens in the slack before and behind it.</summary>
internal interface IPacedWork
{
    void Prepare(int call);

    void Call();

    void Finish(int call);
}

/// <summary>One call every so many ticks, by spinning on the clock; the time from when a call was due until it had returned.</summary>
/// <remarks>
/// Counted from the due time, not from the start, so that whatever delays the start counts too; the same loop around nothing says how much
/// of it is the machine's. A call that overruns takes the next due time of the grid, and those missed are not made up for.
/// </remarks>
internal static class PacedLoop
{
    /// <param name="work">What is called.</param>
    /// <param name="first">Number of the first call.</param>
    /// <param name="period">Ticks of the clock from one due time to the next.</param>
    /// <param name="ticks">One per call, overwritten.</param>
    /// <returns>Collections of any generation, and bytes allocated on this thread, while it ran.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (int Collections, long Bytes) Run<TWork>(ref TWork work, int first, long period, Span<long> ticks)
        where TWork : struct, IPacedWork
    {
        int collections = GC.CollectionCount(0);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long due = Stopwatch.GetTimestamp() + period;
        for (int i = 0; i < ticks.Length; i++)
        {
            work.Prepare(first + i);
            while (Stopwatch.GetTimestamp() < due)
            {
            }

            work.Call();
            long end = Stopwatch.GetTimestamp();
            ticks[i] = end - due;
            work.Finish(first + i);
            due += (((end - due) / period) + 1) * period;
        }

        return (GC.CollectionCount(0) - collections, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }
}
