using System;
using System.Threading;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>How a sweep of independent runs is carried out; the results do not depend on it.</summary>
public sealed record Sweep
{
    /// <summary>Threads that share the runs; each run is worked on by one. Every processor by default.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Asks all runs to end soon, with the steps they have.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where runs keep how far they are, so that a broken off one goes on; null for nowhere.</summary>
    public IRunStates? States { get; init; }

    /// <summary>What runs look at that have a time to end in.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Called after every step, from any of the threads.</summary>
    public Action? Advanced { get; init; }

    /// <summary>Runs jobs 0..jobs − 1, each once, a free thread taking the next; returns when all are done, or not begun since the sweep
    /// was cancelled.</summary>
    /// <param name="jobs">How many.</param>
    /// <param name="job">The work of one, by its number; it writes only to what is its own.</param>
    internal void Run(int jobs, Action<int> job)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        using Team team = new(Math.Clamp(jobs, 1, Threads));
        team.Run(new Queue(jobs, job, Cancellation));
    }

    private sealed class Queue(int jobs, Action<int> job, CancellationToken cancellation) : ITeamWork
    {
        private int next = -1;

        public void Run(int member, int members)
        {
            while (!cancellation.IsCancellationRequested)
            {
                int mine = Interlocked.Increment(ref next);
                if (mine >= jobs) return;
                job(mine);
            }
        }
    }
}
