using System;
using System.Diagnostics;
using System.Threading;

namespace FixedPointKernels.Bench.Gate;

/// <summary>Times runs of calls of one case in this process.</summary>
internal static class CaseClock
{
    private const int Bursts = 3;
    private const double BurstSeconds = 0.01;
    private const int LeastCalls = 32;

    /// <summary>Brings the case's code to its last tier and returns the seconds of a call, roughly.</summary>
    /// <remarks>
    /// A method is compiled anew after 30 calls, in the background: so bursts of more than 30 calls with pauses between them, for what is
    /// inlined only later too. The gate's processes start counting calls at once (<see cref="BenchProcess"/>).
    /// </remarks>
    internal static double WarmUp(Func<CallCounts> call)
    {
        double seconds = 0;
        for (int burst = 0; burst < Bursts; burst++)
        {
            long start = Stopwatch.GetTimestamp();
            int calls = 0;
            for (; calls < LeastCalls || (Stopwatch.GetElapsedTime(start).TotalSeconds < BurstSeconds && calls < 1 << 20); calls++) call();
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
            Thread.Sleep(5);
        }

        return seconds;
    }

    /// <summary>Seconds per call over a run of calls, after one that brings the operands back into the caches.</summary>
    internal static double Time(Func<CallCounts> call, int calls)
    {
        call();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) call();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
