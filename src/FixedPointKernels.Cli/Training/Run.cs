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
    private readonly Split data;

    internal Run(RunPlan plan, TrainingSettings settings, Model<T, TActivation> model, Split data)
    {
        (Plan, Model, this.data) = (plan, model, data);
        trainer = new(model, settings);
        order = new(data.Train.Count, settings.BatchSize, settings.Seed);
        Metrics = new(plan);
    }

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
            StepReport report = trainer.Step(data.Train, order.Batch(batch));
            Metrics.Add(epoch + 1, report);
            advance(report);
            if (report.Applied) continue;
            StoppedAt = Metrics.Steps;
            break;
        }

        LastScore = trainer.Evaluate(data.Test);
        if (Metrics.Steps > 0) Metrics.Add(LastScore);
    }

    /// <inheritdoc/>
    public void Dispose() => trainer.Dispose();
}
