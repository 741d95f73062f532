using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.Images;
using FixedPointKernels.Studies.ZhuRosenbaum.Published;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>The paper's MNIST experiment: rules × rates × seeds, as many runs at once as there are threads, each on one.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// x = Wx s, r = tanh(W r + x), softmax cross-entropy of a fixed readout; only W is trained, by plain steps. Before every update the
/// network is scored on a batch of test images, drawn without replacement until the set is used up. A run depends on its rule, rate and
/// seed alone, not on the threads or on its neighbors: where its samples share an inverse it has one thread, else the last runs may have
/// several. Source: V. Zhu, R. Rosenbaum 2024, section 3 (MNIST).
/// </remarks>
public sealed class MnistSweep<T> : IResumableSweep<MnistRun, MnistCurve>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Score NotScored = new(0, double.NaN, double.NaN, 0);

    private readonly Split data;
    private readonly MnistSettings settings;

    /// <summary>For a set and common settings.</summary>
    /// <param name="data">Training and test part.</param>
    /// <param name="settings">What all runs share.</param>
    /// <exception cref="ArgumentException">Fewer test images than a batch holds, or fewer scores at exact fixed points, where one solve
    /// starts from another's.</exception>
    public MnistSweep(Split data, MnistSettings settings)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        if (data.Test.Count < settings.BatchSize)
            throw new ArgumentException(
                $"The test part has {data.Test.Count} samples, but a batch of test images needs {settings.BatchSize}.", nameof(data));
        if (settings.FewerScores && settings.Solver?.Method != SolverMethod.Euler)
            throw new ArgumentException(
                $"{nameof(MnistSettings.FewerScores)} is for Euler steps: exact solves start from what the ones before left, scores "
                + $"among them.", nameof(settings));
        (this.data, this.settings) = (data, settings);
    }

    /// <summary>Called with every run that came to its own end, from any of the threads, before the run is handed out; null for
    /// nothing. What it throws ends the other runs and the sweep.</summary>
    public Action<TrainedRun>? Trained { get; init; }

    /// <inheritdoc/>
    public int Steps => StepBatches.Steps(data, settings.BatchSize, settings.Epochs);

    /// <inheritdoc/>
    public IReadOnlyList<MnistCurve> Run(
        IReadOnlyList<MnistRun> runs, Sweep sweep, IReadOnlyCollection<MnistCurve>? finished = null, Action<MnistCurve>? ended = null) =>
        SweepRuns.Compute(runs, sweep, finished, ended, Run);

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Text)> Identity(IReadOnlyList<MnistRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        foreach ((string Name, string Text) one in settings.Identity<T>(data, runs)) yield return one;
        if (settings.FewerScores) yield return ("scores", "without those that no update needs");
        foreach (MnistRun run in runs.DistinctBy(run => run.Rule)) yield return ($"settings of {run.Rule.Name}", $"{SettingsOf(run)}");
    }

    /// <inheritdoc/>
    public MnistCurve Load(Checkpoint from, MnistRun run) => MnistCurveState.Load(from, run, Steps, settings.Neurons);

    private MnistCurve Run(MnistRun run, int threads, Sweep sweep)
    {
        long started = Stopwatch.GetTimestamp();
        Model<T, Tanh> model = settings.Start<T>(data, run.Seed);
        TrainingSettings alone = SettingsOf(run);
        using Trainer<T> trainer = new(model, alone.SharesBatch ? alone : alone with { Threads = threads });
        MnistCurve curve = new(run);
        try
        {
            Train(trainer, curve, sweep);
            curve.Final = trainer.Evaluate(data.Test, sweep.Cancellation);
        }
        catch (OperationCanceledException)
        {
            curve.End = SolveStatus.Cancelled;
        }

        curve.Eigenvalues = Eigenvalues.Of(settings.Neurons, model.Network.Weights);
        curve.Elapsed = Stopwatch.GetElapsedTime(started);
        if (curve.IsFinished)
            Trained?.Invoke(new(run, alone, ImageOptions.Word<T>(), curve.Steps.Count, folder => WeightFolder.Write(folder, model)));
        return curve;
    }

    private void Train(Trainer<T> trainer, MnistCurve curve, Sweep sweep)
    {
        StepBatches batches = new(data, settings.BatchSize, curve.Run.Seed);
        for (int step = 0; step < Steps; step++)
        {
            batches.GoTo(step);
            bool isScored = !settings.FewerScores || step >= Steps - TailSteps.Count;
            bool applied = Step(trainer, batches.Train, batches.Test, isScored, curve, sweep.Cancellation);
            sweep.Advanced?.Invoke();
            if (applied) continue;
            curve.End = SolveStatus.NonFinite;
            return;
        }
    }

    private bool Step(Trainer<T> trainer, ReadOnlySpan<int> train, ReadOnlySpan<int> test, bool isScored, MnistCurve curve,
        CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        (Score seen, Score tested, StepReport report) =
            settings.PublishedUpdate ? Published(trainer, train, test, cancellation) : Sound(trainer, train, test, isScored, cancellation);
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        curve.Add(new(seen.Loss, seen.Accuracy, tested.Loss, tested.Accuracy, report.Unsolved, report.Skipped, milliseconds));
        return report.Applied;
    }

    private (Score Seen, Score Tested, StepReport Report) Sound(
        Trainer<T> trainer, ReadOnlySpan<int> train, ReadOnlySpan<int> test, bool isScored, CancellationToken cancellation)
    {
        Score tested = isScored ? trainer.Measure(data.Test, test, cancellation) : NotScored;
        StepReport report = trainer.Step(data.Train, train, cancellation);
        return (new(train.Length, report.Loss, report.Accuracy, report.Unsolved), tested, report);
    }

    private (Score Seen, Score Tested, StepReport Report) Published(
        Trainer<T> trainer, ReadOnlySpan<int> train, ReadOnlySpan<int> test, CancellationToken cancellation)
    {
        if (settings.FewerScores)
        {
            StepReport step = trainer.Step(data.Test, test, cancellation);
            return (NotScored, new(test.Length, step.Loss, step.Accuracy, step.Unsolved), step);
        }

        PublishedReport report = PublishedStep.Take(trainer, data.Train, train, data.Test, test, cancellation);
        return (report.Train, report.Test, report.Step);
    }

    private TrainingSettings SettingsOf(MnistRun run) => new()
    {
        Rule = run.Rule,
        Rate = run.Rate,
        BatchSize = settings.BatchSize,
        Epochs = settings.Epochs,
        Seed = run.Seed,
        GainsFromRates = settings.PublishedUpdate,
        Solver = run.Rule == RuleTable.ThroughTime ? SolverOptions.PublishedEuler : settings.Solver
            ?? new SolverOptions { Method = SolverMethod.Chord },
        Adjoint = run.Rule == RuleTable.Euclidean ? new AdjointOptions { Method = AdjointMethod.Shared } : null,
    };
}
