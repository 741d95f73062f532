using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace FixedPointKernels.Learning.Threading;

/// <summary>A fixed number of threads that do one piece of work together, again and again, without allocating.</summary>
/// <remarks>
/// The caller is member 0; the others wait between calls. Every member is handed its number, so what it works on never depends on
/// timing. A failure in any member is thrown to the caller once all are done. One call at a time.
/// </remarks>
public sealed class Team : IDisposable
{
    private readonly Thread[] threads;
    private readonly SemaphoreSlim[] starts;
    private readonly CountdownEvent done;
    private readonly long[] allocated;
    private ITeamWork? work;
    private ExceptionDispatchInfo? failure;
    private bool closing;

    /// <summary>Starts the threads.</summary>
    /// <param name="members">Threads in all, the caller's among them; at least 1.</param>
    public Team(int members)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(members);
        Members = members;
        allocated = new long[members];
        threads = new Thread[members - 1];
        starts = new SemaphoreSlim[members - 1];
        done = new CountdownEvent(Math.Max(1, members - 1));
        for (int i = 0; i < threads.Length; i++)
        {
            int member = i + 1;
            starts[i] = new SemaphoreSlim(0);
            threads[i] = new Thread(() => Serve(member)) { IsBackground = true, Name = $"fpk team member {member}" };
            threads[i].Start();
        }
    }

    /// <summary>Threads in all.</summary>
    public int Members { get; }

    /// <summary>Bytes that the members beside the caller have allocated within their parts of the work, summed since the start.</summary>
    public long AllocatedByOthers
    {
        get
        {
            long sum = 0;
            foreach (long bytes in allocated.AsSpan(1)) sum += bytes;
            return sum;
        }
    }

    /// <summary>Runs the work on every member and returns when all are done. 0 bytes.</summary>
    public void Run(ITeamWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(closing, this);
        this.work = work;
        failure = null;
        if (threads.Length > 0) done.Reset();
        foreach (SemaphoreSlim start in starts) start.Release();
        Part(0);
        if (threads.Length > 0) done.Wait();
        this.work = null;
        failure?.Throw();
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (closing) return;
        closing = true;
        foreach (SemaphoreSlim start in starts) start.Release();
        foreach (Thread thread in threads) thread.Join();
        foreach (SemaphoreSlim start in starts) start.Dispose();
        done.Dispose();
    }

    private void Serve(int member)
    {
        while (true)
        {
            starts[member - 1].Wait();
            if (closing) return;
            Part(member);
            done.Signal();
        }
    }

    private void Part(int member)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            work!.Run(member, Members);
        }
        catch (Exception e)
        {
            // Any member's failure is the caller's; the first one is kept and thrown where the caller can catch it.
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
        }
        finally
        {
            allocated[member] += GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
