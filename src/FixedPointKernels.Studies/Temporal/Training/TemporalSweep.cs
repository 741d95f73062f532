using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>Networks that learn a task through time: some rules, gains, rates and seeds.</summary>
/// <remarks>A run's numbers depend on the settings and on the run alone, not on threads or neighbours.</remarks>
/// <param name="settings">What the runs share.</param>
/// <param name="data">What is learned from, as a fingerprint; empty of a task that draws its own trials.</param>
/// <param name="weights">Keeps files of a run; null for none.</param>
internal sealed class TemporalSweep<T>(
    TemporalSettings settings, string data = "", Action<ISweepRun, Action<string>>? weights = null)
    : IResumableSweep<TemporalRun, TemporalCurve>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public int Steps => settings.Updates;

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Text)> Identity(IReadOnlyList<TemporalRun> runs) =>
    [
        ("data", data), ("list of runs", string.Join(", ", runs.Select(run => run.Name))), ("precision", typeof(T).Name),
        ("settings", settings.Identity),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TemporalCurve> Run(
        IReadOnlyList<TemporalRun> runs, Sweep sweep, IReadOnlyCollection<TemporalCurve>? finished = null,
        Action<TemporalCurve>? ended = null) =>
        SweepRuns.Compute(runs, sweep, finished, ended, (run, threads, how) => Run(run, run.Rate, threads, how));

    /// <inheritdoc/>
    public TemporalCurve Load(Checkpoint from, TemporalRun run) => TemporalCurve.Load(from, run, settings);

    /// <summary>One run.</summary>
    /// <param name="run">Which.</param>
    /// <param name="rate">η, where the run itself has none.</param>
    /// <param name="threads">Over the trials of an update.</param>
    /// <param name="sweep">Where it is kept, and what stops it.</param>
    internal TemporalCurve Run(TemporalRun run, double rate, int threads, Sweep sweep)
    {
        TemporalCurve curve = new(run, settings) { Rate = rate };
        TemporalTraining training = new(settings, curve, threads, sweep, weights);
        ActivationTable.Find(settings.Activation).Run<T, TemporalTraining, bool>(null, null, training);
        return curve;
    }
}
