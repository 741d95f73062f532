using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>The runs of a sweep that are not finished yet, as many at once as there are threads.</summary>
internal static class SweepRuns
{
    /// <summary>Computes them.</summary>
    /// <param name="runs">All runs, in the order in which they start.</param>
    /// <param name="sweep">Runs at once, cancellation, which breaks off a step, and what to call after every step.</param>
    /// <param name="finished">Curves of runs that were finished before and are not computed again; null for none.</param>
    /// <param name="ended">
    /// Called with every run that came to its own end, from any of the threads, one call at a time. What it throws ends the other runs and
    /// the sweep.
    /// </param>
    /// <param name="compute">One run, on so many threads, under a sweep that is also cancelled where another run fails.</param>
    /// <returns>In the order of the runs; one that the cancellation broke off has the steps until then, one that it kept from starting is
    /// left out.</returns>
    /// <exception cref="ArgumentException">A finished curve is of no run of the sweep, or was broken off.</exception>
    internal static IReadOnlyList<TCurve> Compute<TRun, TCurve>(
        IReadOnlyList<TRun> runs, Sweep sweep, IReadOnlyCollection<TCurve>? finished, Action<TCurve>? ended,
        Func<TRun, int, Sweep, TCurve> compute)
        where TRun : class, ISweepRun
        where TCurve : ISweepCurve<TRun>
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(sweep);
        Dictionary<TRun, TCurve> curves = [];
        foreach (TCurve curve in finished ?? [])
        {
            if (!curve.IsFinished || !runs.Contains(curve.Run))
                throw new ArgumentException($"{curve.Run.Name} is no finished run of this sweep.", nameof(finished));
            curves[curve.Run] = curve;
        }

        TRun[] missing = [.. runs.Where(run => !curves.ContainsKey(run))];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(sweep.Cancellation);
        Sweep own = sweep with { Cancellation = stop.Token };
        bool failed = false;
        own.Run(missing.Length, i =>
        {
            try
            {
                TCurve curve = compute(missing[i], Threads(i, missing.Length, sweep.Threads), own);
                lock (curves)
                {
                    if (curve.IsBegun) curves[curve.Run] = curve;
                    if (!curve.IsFinished || failed) return;

                    // Where it throws, the next to come in here finds this still set.
                    failed = true;
                    ended?.Invoke(curve);
                    failed = false;
                }
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        });
        return [.. runs.Where(curves.ContainsKey).Select(run => curves[run])];
    }

    // The runs that are left over from whole rounds share the threads that would have nothing to do: the 15 published ones on two cores
    // take 7.5 rounds, not 8.
    private static int Threads(int run, int runs, int threads)
    {
        int last = runs % threads;
        return run < runs - last ? 1 : threads / last;
    }
}
