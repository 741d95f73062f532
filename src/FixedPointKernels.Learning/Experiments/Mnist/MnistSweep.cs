using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Experiments.Mnist;

/// <summary>The paper's MNIST experiment: rules × rates × seeds, each run on one thread, as many at once as there are threads.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// x = Wx s, r = tanh(W r + x), softmax cross-entropy of a fixed readout; only W is trained, by plain steps. Before every update the network is scored
/// on a batch of test images, drawn without replacement until the set is used up. A run depends on its rule, rate and seed alone, not on the
/// threads or on its neighbors. Source: V. Zhu, R. Rosenbaum 2024, section 3 (MNIST).
/// </remarks>
public sealed class MnistSweep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Streams 1 + epoch of a seed order the training batches; the test batches take seeds of their own.
    private const ulong TestSeed = 0x9E3779B97F4A7C15;

    private readonly Split data;
    private readonly MnistSettings settings;

    /// <summary>For a set and common settings.</summary>
    /// <param name="data">Training and test part.</param>
    /// <param name="settings">What all runs share.</param>
    /// <exception cref="ArgumentException">Fewer test images than a batch holds.</exception>
    public MnistSweep(Split data, MnistSettings settings)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        if (data.Test.Count < settings.BatchSize)
            throw new ArgumentException($"The test part has {data.Test.Count} samples, but a batch of test images needs {settings.BatchSize}.", nameof(data));
        (this.data, this.settings) = (data, settings);
    }

    /// <summary>Steps of a run.</summary>
    public int Steps => settings.Epochs * new BatchOrder(data.Train.Count, settings.BatchSize, 0).Batches;

    /// <summary>Runs all; a cancelled run is dropped, finished ones were handed over.</summary>
    /// <param name="runs">In the order in which they start.</param>
    /// <param name="threads">Runs at once.</param>
    /// <param name="stepped">Called after every step, from several threads.</param>
    /// <param name="finished">Called with every finished run, one at a time.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    public void Run(IReadOnlyList<MnistRun> runs, int threads, Action<MnistRun> stepped, Action<MnistCurve> finished, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(stepped);
        ArgumentNullException.ThrowIfNull(finished);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Lock handing = new();
        // One run at a time to a thread: the runs' costs differ too much to deal them out beforehand.
        Parallel.ForEach(
            Partitioner.Create(runs, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            run =>
            {
                if (cancellation.IsCancellationRequested || Run(run, stepped, cancellation) is not { } curve) return;
                lock (handing) finished(curve);
            });
    }

    private MnistCurve? Run(MnistRun run, Action<MnistRun> stepped, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        Model<T, Tanh> model = Model<T, Tanh>.Random(settings.Neurons, data.Train.Features, data.Train.Classes, run.Seed, settings.InitialGain);
        using Trainer<T, Tanh> trainer = new(model, SettingsOf(run));
        BatchOrder trainOrder = new(data.Train.Count, settings.BatchSize, run.Seed);
        BatchOrder testOrder = new(data.Test.Count, settings.BatchSize, run.Seed ^ TestSeed);
        int testBatches = data.Test.Count / settings.BatchSize;
        MnistCurve curve = new(run);
        for (int step = 0; step < Steps; step++)
        {
            if (cancellation.IsCancellationRequested) return null;
            if (step % trainOrder.Batches == 0) trainOrder.StartEpoch(step / trainOrder.Batches);
            if (step % testBatches == 0) testOrder.StartEpoch(step / testBatches);
            bool applied = Step(trainer, trainOrder.Batch(step % trainOrder.Batches), testOrder.Batch(step % testBatches), curve);
            stepped(run);
            if (applied) continue;
            curve.StoppedAt = step + 1;
            break;
        }

        curve.Final = trainer.Evaluate(data.Test);
        curve.Eigenvalues = Eigenvalues.Of(settings.Neurons, model.Network.Weights);
        curve.Elapsed = Stopwatch.GetElapsedTime(started);
        return curve;
    }

    private bool Step(Trainer<T, Tanh> trainer, ReadOnlySpan<int> train, ReadOnlySpan<int> test, MnistCurve curve)
    {
        long started = Stopwatch.GetTimestamp();
        Score score = settings.PublishedUpdate ? trainer.Measure(data.Train, train) : trainer.Measure(data.Test, test);
        StepReport report = settings.PublishedUpdate ? trainer.Step(data.Test, test) : trainer.Step(data.Train, train);
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        curve.Add(settings.PublishedUpdate
            ? new(score.Loss, score.Accuracy, report.Loss, report.Accuracy, report.Unsolved, report.Skipped, milliseconds)
            : new(report.Loss, report.Accuracy, score.Loss, score.Accuracy, report.Unsolved, report.Skipped, milliseconds));
        return report.Applied;
    }

    private TrainingSettings SettingsOf(MnistRun run) => new()
    {
        Rule = run.Rule,
        Rate = run.Rate,
        BatchSize = settings.BatchSize,
        Epochs = settings.Epochs,
        Seed = run.Seed,
        Solver = run.Rule == TrainingRule.ThroughTime ? SolverOptions.PublishedEuler : settings.Solver ?? new SolverOptions { Method = SolverMethod.Chord },
        Adjoint = new AdjointOptions { Method = AdjointMethod.Shared },
    };
}
