using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Temporal.Training;

namespace FixedPointKernels.Studies.Temporal.Gains;

/// <summary>Rules over gains and seeds, each rule at the rate of a grid that was best on other seeds.</summary>
/// <remarks>Runs with a rate are the grid's and come first; those without take the one that is chosen of them: by the mean accuracy over
/// gains and seeds, the smaller of two equal ones.</remarks>
/// <param name="settings">What the runs share.</param>
/// <param name="data">Fingerprint of what is learned from; empty of a task that draws its own trials.</param>
internal sealed class GainSweep<T>(TemporalSettings settings, string data = "") : IResumableSweep<TemporalRun, TemporalCurve>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TemporalSweep<T> sweeps = new(settings, data);

    /// <inheritdoc/>
    public int Steps => sweeps.Steps;

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Text)> Identity(IReadOnlyList<TemporalRun> runs) => sweeps.Identity(runs);

    /// <inheritdoc/>
    public TemporalCurve Load(Checkpoint from, TemporalRun run) => sweeps.Load(from, run);

    /// <inheritdoc/>
    public IReadOnlyList<TemporalCurve> Run(
        IReadOnlyList<TemporalRun> runs, Sweep sweep, IReadOnlyCollection<TemporalCurve>? finished = null,
        Action<TemporalCurve>? ended = null)
    {
        TemporalRun[] grid = [.. runs.Where(run => run.Rate > 0)], reported = [.. runs.Where(run => run.Rate == 0)];
        TemporalCurve[] done = [.. finished ?? []], held = [.. done.Where(curve => curve.Run.Rate == 0)];
        IReadOnlyList<TemporalCurve> chosen = SweepRuns.Compute(
            grid, sweep, [.. done.Where(curve => curve.Run.Rate > 0)], ended,
            (run, threads, how) => sweeps.Run(run, run.Rate, threads, how));
        if (chosen.Count(curve => curve.IsFinished) < grid.Length) return [.. chosen, .. held];
        IReadOnlyDictionary<TemporalRun, double> rates = Best(chosen);
        return
        [
            .. chosen,
            .. SweepRuns.Compute(
                reported, sweep, held, ended, (run, threads, how) => sweeps.Run(run, rates[Arm(run)], threads, how)),
        ];
    }

    /// <summary>The rate of every arm.</summary>
    internal static IReadOnlyDictionary<TemporalRun, double> Best(IReadOnlyList<TemporalCurve> grid) => grid
        .GroupBy(curve => Arm(curve.Run)).ToDictionary(
            arm => arm.Key,
            arm => arm.GroupBy(curve => curve.Run.Rate).OrderBy(rate => rate.Key)
                .MaxBy(rate => rate.Average(curve => double.IsNaN(curve.Test.Accuracy) ? 0 : curve.Test.Accuracy))!.Key);

    /// <summary>What is chosen for: a rule and how it is clipped, whatever gain, rate and seed.</summary>
    internal static TemporalRun Arm(TemporalRun run) => run with { Gain = 0, Rate = 0, Seed = 0 };
}
