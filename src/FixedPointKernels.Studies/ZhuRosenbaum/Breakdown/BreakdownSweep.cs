using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.Images;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>Why the Euclidean rule breaks down or does not: arms × rates × seeds, each run on one thread, as many at once as there are
/// threads.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// The network, start, batches and scores are those of MnistSweep; updates are computed on the training batch. λ = G (I − Wᵀ G)⁻¹ e grows
/// without bound where I − G W turns singular, which is where fixed points appear, vanish or lose their stability: every few steps a probe
/// says how near that is. A run depends on its arm, rate and seed alone. Source of the rule and of the Euler pass: V. Zhu, R. Rosenbaum
/// 2024; of bifurcations as what gradients of recurrent networks run into: K. Doya, "Bifurcations in the learning of recurrent neural
/// networks", 1992.
/// </remarks>
public sealed class BreakdownSweep<T> : IResumableSweep<BreakdownRun, BreakdownCurve>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Split data;
    private readonly BreakdownSettings settings;

    /// <summary>For a set and common settings.</summary>
    /// <param name="data">Training and test part.</param>
    /// <param name="settings">What all runs share.</param>
    /// <exception cref="ArgumentException">Fewer test images than a batch or a probe holds, or a setting out of range.</exception>
    public BreakdownSweep(Split data, BreakdownSettings settings)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        int needed = Math.Max(settings.BatchSize, settings.ProbeSamples);
        if (data.Test.Count < needed)
            throw new ArgumentException(
                $"The test part has {data.Test.Count} samples, but a batch of {settings.BatchSize} and a probe of "
                + $"{settings.ProbeSamples} need {needed}.", nameof(data));
        (this.data, this.settings) = (data, settings);
    }

    /// <summary>Called with every run that came to its own end, from any of the threads, before the run is handed out; null for
    /// nothing. What it throws ends the other runs and the sweep.</summary>
    public Action<TrainedRun>? Trained { get; init; }

    /// <inheritdoc/>
    public int Steps => StepBatches.Steps(data, settings.BatchSize, settings.Epochs);

    /// <inheritdoc/>
    public IReadOnlyList<BreakdownCurve> Run(
        IReadOnlyList<BreakdownRun> runs, Sweep sweep, IReadOnlyCollection<BreakdownCurve>? finished = null,
        Action<BreakdownCurve>? ended = null) =>
        SweepRuns.Compute(runs, sweep, finished, ended, (run, _, own) => Run(run, own));

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Text)> Identity(IReadOnlyList<BreakdownRun> runs)
    {
        foreach ((string Name, string Text) one in settings.Identity<T>(data, runs)) yield return one;
        yield return ("probes", $"every {settings.ProbeEvery} steps, of {settings.ProbeSamples} samples");
        foreach (BreakdownRun run in runs.DistinctBy(run => run.Arm))
            yield return ($"settings of {run.Arm.Name()}", $"{run.Arm.Settings(run, settings)}");
    }

    /// <inheritdoc/>
    public BreakdownCurve Load(Checkpoint from, BreakdownRun run) => BreakdownCurveState.Load(from, run, Steps, settings.ProbeEvery);

    private BreakdownCurve Run(BreakdownRun run, Sweep sweep)
    {
        long started = Stopwatch.GetTimestamp();
        Model<T, Tanh> model = settings.Start<T>(data, run.Seed);
        TrainingSettings trained = run.Arm.Settings(run, settings);
        BreakdownCurve curve = new(run);
        try
        {
            using (Trainer<T> trainer = new(model, trained)) Train(model, trainer, curve, sweep);
            curve.Add(Probe(model, curve.Steps.Count));
            curve.Exact = Evaluate(model, new SolverOptions { Method = SolverMethod.Chord }, sweep.Cancellation);
            curve.Euler = Evaluate(model, SolverOptions.PublishedEuler, sweep.Cancellation);
        }
        catch (OperationCanceledException)
        {
            curve.End = SolveStatus.Cancelled;
        }

        curve.SpectralRadius = Stability.OfMatrix(settings.Neurons, model.Network.Weights).SpectralRadius;
        curve.Elapsed = Stopwatch.GetElapsedTime(started);
        if (curve.IsFinished)
            Trained?.Invoke(new(run, trained, ImageOptions.Word<T>(), curve.Steps.Count, folder => WeightFolder.Write(folder, model)));
        return curve;
    }

    private void Train(Model<T, Tanh> model, Trainer<T> trainer, BreakdownCurve curve, Sweep sweep)
    {
        StepBatches batches = new(data, settings.BatchSize, curve.Run.Seed);
        T[] before = new T[settings.Neurons * settings.Neurons];
        for (int step = 0; step < Steps; step++)
        {
            batches.GoTo(step);
            if (step % settings.ProbeEvery == 0) curve.Add(Probe(model, step));
            long started = Stopwatch.GetTimestamp();
            model.Network.Weights.CopyTo(before);
            Score tested = trainer.Measure(data.Test, batches.Test, sweep.Cancellation);
            StepReport report = trainer.Step(data.Train, batches.Train, sweep.Cancellation);
            double norm = report.Applied ? Norms.OfDifference(model.Network.Weights, before) : double.NaN;
            double adjoint = Norms.OfLargestRow(trainer.Adjoints, settings.Neurons);
            double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            curve.Add(new BreakdownStep(report.Loss, report.Accuracy, tested.Loss, tested.Accuracy, norm, adjoint, report.Unsolved,
                report.Skipped, milliseconds));
            sweep.Advanced?.Invoke();
            if (report.Applied) continue;
            curve.End = SolveStatus.NonFinite;
            return;
        }
    }

    private SingularityProbe Probe(Model<T, Tanh> model, int step) => SingularityProbe.Of(step, model, data.Test, settings.ProbeSamples);

    private Score Evaluate(Model<T, Tanh> model, SolverOptions solver, CancellationToken cancellation)
    {
        using Trainer<T> looker = new(model, new TrainingSettings { BatchSize = settings.BatchSize, Solver = solver });
        return looker.Evaluate(data.Test, cancellation);
    }
}
