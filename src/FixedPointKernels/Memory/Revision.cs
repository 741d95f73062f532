using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace FixedPointKernels.Memory;

/// <summary>Counts the changes of shared numbers, so that a reader knows whether it saw one state of them: even at rest,
/// odd while one is being written.</summary>
/// <remarks>
/// A reader that began at an odd count, or ends at another count than it began at, may have read two states mixed. The count goes up before
/// the first write (an interlocked operation: no write moves before it) and again after the last (a release: none moves behind it); the
/// reader's loads stay between its two reads of the version by an acquire and a barrier, which on x64 cost nothing. Source: the sequence
/// lock, e.g. H.-J. Boehm, "Can seqlocks get along with programming language memory models?", 2012.
/// </remarks>
internal struct Revision
{
    private long count;

    /// <summary>The count.</summary>
    internal long Count => Volatile.Read(ref count);

    /// <summary>Before the first write.</summary>
    /// <exception cref="InvalidOperationException">Another thread is writing.</exception>
    internal void BeginWrite()
    {
        long now = Count;
        if (long.IsOddInteger(now) || Interlocked.CompareExchange(ref count, now + 1, now) != now) TwoWriters();
    }

    /// <summary>After the last write.</summary>
    internal void EndWrite() => Volatile.Write(ref count, count + 1);

    /// <summary>Before the first read.</summary>
    /// <returns>What <see cref="EndRead"/> wants.</returns>
    /// <exception cref="InvalidOperationException">A thread is writing.</exception>
    internal long BeginRead()
    {
        long now = Count;
        if (long.IsOddInteger(now)) Torn();
        return now;
    }

    /// <summary>Whether what was read since is one state.</summary>
    internal bool IsStill(long since)
    {
        Volatile.ReadBarrier();
        return Count == since;
    }

    /// <summary>After the last read.</summary>
    /// <exception cref="InvalidOperationException">It was written meanwhile.</exception>
    internal void EndRead(long since)
    {
        if (!IsStill(since)) Torn();
    }

    [DoesNotReturn, StackTraceHidden]
    internal static void Torn() => throw new InvalidOperationException(
        "The network was updated while it was in use: the result belongs neither to the old nor to the new weights. "
        + "Updates need exclusive access: update between calls, or give each thread its own network.");

    [DoesNotReturn, StackTraceHidden]
    private static void TwoWriters() => throw new InvalidOperationException(
        "Two threads update the network at once. Updates need exclusive access: "
        + "let one thread update, or give each thread its own network.");
}
