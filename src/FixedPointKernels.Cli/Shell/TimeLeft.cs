using System;
using System.Threading;

namespace FixedPointKernels.Cli.Shell;

/// <summary>How long work still takes, by its own pace, as soon as that can be told.</summary>
/// <remarks>
/// A process makes its first steps in code that is compiled meanwhile and not yet optimized: such a step took 80 times as long as a later
/// one, and so did the estimates. Hence no
/// step of the first second counts, nor the first step whenever it ends, and nothing is said before two seconds and two steps of the rest.
/// </remarks>
/// <param name="clock">Of the process, or of a test.</param>
/// <param name="most">Time after which the work stops, done or not; null for none.</param>
internal sealed class TimeLeft(TimeProvider clock, TimeSpan? most = null)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Enough = TimeSpan.FromSeconds(2);
    private const double EnoughSteps = 2;
    private readonly long start = clock.GetTimestamp();
    private double? from;
    private long since;
    private long latest = -1;

    /// <summary>What was said last; null for nothing. May be asked by any thread.</summary>
    internal TimeSpan? Latest => Volatile.Read(ref latest) is >= 0 and long ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>The time that <paramref name="left"/> steps take; null while nothing can be said. By one thread at a time.</summary>
    /// <param name="done">Steps made in this process, at least one; to be told from early on.</param>
    /// <param name="left">Steps to come.</param>
    internal TimeSpan? Of(double done, double left)
    {
        if (from is not { } warm)
        {
            if (clock.GetElapsedTime(start) >= WarmUp) (from, since) = (done, clock.GetTimestamp());
            return null;
        }

        TimeSpan taken = clock.GetElapsedTime(since);
        if (taken < Enough || done - warm < EnoughSteps) return null;
        TimeSpan time = taken * (left / (done - warm));
        if (most - clock.GetElapsedTime(start) is { } bound && bound < time) time = bound > TimeSpan.Zero ? bound : TimeSpan.Zero;
        Volatile.Write(ref latest, time.Ticks);
        return time;
    }
}
