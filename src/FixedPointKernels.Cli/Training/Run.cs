using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>One rule at one rate from the common start: its model, its trainer, its order of batches and what it measured.</summary>
internal sealed class Run<T, TActivation> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Trainer<T, TActivation> trainer;
    private readonly BatchOrder order;
    private readonly BatchOrder heldOut;
    private readonly Split data;
    private readonly TrainingSettings settings;
    private readonly Watching watching;

    internal Run(RunPlan plan, TrainingSettings settings, Model<T, TActivation> model, Split data, Watching watching)
    {
        (Plan, Model, this.data, this.settings, this.watching) = (plan, model, data, settings, watching);
        trainer = new(model, settings);
        order = new(data.Train.Count, settings.BatchSize, settings.Seed);
        heldOut = new(data.Test.Count, settings.BatchSize, settings.Seed ^ HeldOutSeed);
        Metrics = new(plan);
    }

    // Another stream of draws than the training batches'.
    private const ulong HeldOutSeed = 0x7465_7374;

    internal RunPlan Plan { get; }

    internal Model<T, TActivation> Model { get; }

    internal Metrics Metrics { get; }

    internal int StepsPerEpoch => order.Batches;

    /// <summary>The step at which the weights would have left the finite numbers, after which the run stands still; 0 for none.</summary>
    internal int StoppedAt { get; private set; }

    internal Score LastScore { get; private set; }

    /// <summary>Trains for one epoch and scores on the test part.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="advance">Called after every step.</param>
    /// <param name="stop">Whether to break off between steps.</param>
    internal void Epoch(int epoch, Action<StepReport> advance, Func<bool> stop)
    {
        if (StoppedAt > 0) return;
        order.StartEpoch(epoch);
        for (int batch = 0; batch < order.Batches && !stop(); batch++)
        {
            (StepReport report, Score? scored) = Step(order.Batch(batch));
            Metrics.Add(epoch + 1, report, scored);
            if (watching.Every > 0 && Metrics.Steps % watching.Every == 0) Metrics.Add(Look());
            advance(report);
            if (report.Applied) continue;
            StoppedAt = Metrics.Steps;
            break;
        }

        LastScore = trainer.Evaluate(data.Test);
        if (Metrics.Steps > 0) Metrics.Add(LastScore);
    }

    // Every step's held-out batch is a fresh draw, which depends on the seed and the step alone.
    private (StepReport Report, Score? HeldOut) Step(ReadOnlySpan<int> batch)
    {
        if (!watching.TestBatches && !watching.PublishedUpdate) return (trainer.Step(data.Train, batch), null);
        heldOut.StartEpoch(Metrics.Steps);
        ReadOnlySpan<int> drawn = heldOut.Batch(0);
        if (watching.PublishedUpdate)
        {
            PublishedReport leaked = trainer.PublishedStep(data.Train, batch, data.Test, drawn);
            return (leaked.AsTraining(), leaked.Test);
        }

        Score scored = trainer.Measure(data.Test, drawn);
        return (trainer.Step(data.Train, batch), scored);
    }

    private StableSamples Look() => StableSamples.Of(
        Model, data.Test, Math.Min(watching.Samples, data.Test.Count), TrainingReport.TruePoints(settings.Solver!), settings.Threads);

    /// <inheritdoc/>
    public void Dispose() => trainer.Dispose();
}
