using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>A sweep whose finished runs are kept, so that one that was broken off goes on with the others.</summary>
/// <typeparam name="TRun">Which run.</typeparam>
/// <typeparam name="TCurve">What a run measured.</typeparam>
public interface IResumableSweep<TRun, TCurve>
    where TRun : class, ISweepRun
    where TCurve : ISweepCurve<TRun>
{
    /// <summary>Steps of a run.</summary>
    int Steps { get; }

    /// <summary>Wall time after which a run stops between two of its steps; null for none.</summary>
    TimeSpan? Most => null;

    /// <summary>What decides the numbers of the sweep beside the register width, as names and texts to compare.</summary>
    /// <param name="runs">The runs.</param>
    IEnumerable<(string Name, string Text)> Identity(IReadOnlyList<TRun> runs);

    /// <summary>Runs all that are not finished.</summary>
    /// <param name="runs">In the order in which they start.</param>
    /// <param name="sweep">Runs at once, cancellation, which breaks off a step, and what to call after every step.</param>
    /// <param name="finished">Curves of runs that were finished before and are not computed again; null for none.</param>
    /// <param name="ended">
    /// Called with every run that came to its own end, from any of the threads, one call at a time. What it throws ends the other runs and
    /// the sweep.
    /// </param>
    /// <returns>In the order of the runs; one that the cancellation broke off has the steps until then, one that it kept from starting is
    /// left out.</returns>
    /// <exception cref="ArgumentException">A finished curve is of no run of the sweep, or was broken off.</exception>
    IReadOnlyList<TCurve> Run(IReadOnlyList<TRun> runs, Sweep sweep, IReadOnlyCollection<TCurve>? finished = null,
        Action<TCurve>? ended = null);

    /// <summary>Takes a finished run up again.</summary>
    /// <param name="from">What the run's curve saved.</param>
    /// <param name="run">Which run it must be.</param>
    /// <exception cref="DataFileException">Something is not there, is of another run, or does not go with the rest.</exception>
    TCurve Load(Checkpoint from, TRun run);
}
