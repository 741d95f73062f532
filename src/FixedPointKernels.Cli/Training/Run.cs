using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.ZhuRosenbaum.Published;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>One rule at one rate from the common start: its model, its trainer, its order of batches and what it measured.</summary>
internal sealed class Run<T, TActivation> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Trainer<T> trainer;
    private readonly BatchOrder order;
    private readonly BatchOrder heldOut;
    private readonly Split data;
    private readonly Watching watching;

    internal Run(RunPlan plan, TrainingSettings settings, Model<T, TActivation> model, Split data, Watching watching)
    {
        (Plan, Settings, Model, this.data, this.watching) = (plan, settings, model, data, watching);
        trainer = new(model, settings);
        order = new(data.Train.Count, settings.BatchSize, settings.Seed);
        heldOut = new(data.Test.Count, settings.BatchSize, settings.Seed ^ HeldOutSeed);
        Metrics = new(plan);
    }

    // Another stream of draws than the training batches'.
    private const ulong HeldOutSeed = 0x7465_7374;

    internal RunPlan Plan { get; }

    internal TrainingSettings Settings { get; }

    internal Model<T, TActivation> Model { get; }

    internal Metrics Metrics { get; }

    internal int StepsPerEpoch => order.Batches;

    /// <summary>Epochs that are done and scored.</summary>
    internal int EpochsDone { get; private set; }

    /// <summary>Batches of the epoch after those; 0 also where a run that stopped was scored.</summary>
    internal int BatchesDone { get; private set; }

    internal bool IsOver => EpochsDone == Settings.Epochs || (StoppedAt > 0 && BatchesDone == 0);

    /// <summary>Everything beside the state that decides what comes, but for the threads.</summary>
    /// <remarks>The first checkpoints called all four parts of the network "All".</remarks>
    internal string Identity => $"{Settings with { Threads = 1 }}, {watching}".Replace($"Parts = {NetworkParameters.All}", "Parts = All", StringComparison.Ordinal);

    /// <summary>Whether the solvers carry something from step to step that a checkpoint does not hold.</summary>
    internal bool SharesBatch => Settings.SharesBatch;

    /// <summary>The step at which the weights would have left the finite numbers, after which the run stands still; 0 for none.</summary>
    internal int StoppedAt { get; private set; }

    internal Score LastScore { get; private set; }

    /// <summary>Steps in which no sample contributed to the update.</summary>
    internal int IdleSteps()
    {
        int idle = 0;
        double[] failed = Metrics.Of(static report => report.Unsolved + report.Skipped);
        for (int k = 0; k < failed.Length; k++)
        {
            int drawn = watching.PublishedUpdate ? data.Test.Count : data.Train.Count - (k % order.Batches * Settings.BatchSize);
            if (failed[k] >= Math.Min(Settings.BatchSize, drawn)) idle++;
        }

        return idle;
    }

    /// <summary>Trains to the end of the epoch it stands in and scores on the test part; broken off, it stands where it stood.</summary>
    /// <param name="advance">Called after every step: a moment to save.</param>
    /// <param name="stop">Whether to break off between steps.</param>
    internal void Epoch(Action<StepReport> advance, Func<bool> stop)
    {
        order.StartEpoch(EpochsDone);

        // Solvers that share an inverse start every epoch anew: from there a resumed run has the same bits.
        if (BatchesDone == 0) trainer.Forget();
        while (BatchesDone < order.Batches && StoppedAt == 0)
        {
            if (stop()) return;
            (StepReport report, Score? scored) = Step(order.Batch(BatchesDone));
            BatchesDone++;
            Metrics.Add(EpochsDone + 1, report, scored);
            if (watching.Every > 0 && Metrics.Steps % watching.Every == 0) Metrics.Add(Look());
            if (!report.Applied) StoppedAt = Metrics.Steps;
            advance(report);
        }

        Score();
        (EpochsDone, BatchesDone) = (EpochsDone + 1, 0);
    }

    /// <summary>Scores in the middle of an epoch, for a look at what was reached; no checkpoint after that.</summary>
    internal void Score()
    {
        LastScore = trainer.Evaluate(data.Test);
        Metrics.Add(LastScore);
    }

    /// <summary>Keeps where it stands between two steps.</summary>
    internal void Save(Checkpoint checkpoint)
    {
        string prefix = Plan.Folder + "/";
        checkpoint.Add<long>(prefix + "place", [EpochsDone, BatchesDone, StoppedAt], 3);
        trainer.Save(checkpoint, prefix);
        Metrics.Save(checkpoint, prefix);
    }

    /// <summary>Stands again where <see cref="Save"/> found it.</summary>
    /// <exception cref="DataFileException">The checkpoint lacks something, or contradicts itself.</exception>
    internal void Load(Checkpoint checkpoint)
    {
        string prefix = Plan.Folder + "/";
        Span<long> place = stackalloc long[3];
        checkpoint.Read(prefix + "place", place, 3);
        Metrics.Load(checkpoint, prefix);
        (long epochs, long batches, long stopped) = (place[0], place[1], place[2]);
        bool within = epochs >= 0 && epochs <= Settings.Epochs && batches >= 0 && batches <= order.Batches && (epochs < Settings.Epochs || batches == 0);
        bool counted = stopped == 0 ? Metrics.Steps == (epochs * order.Batches) + batches : stopped == Metrics.Steps;
        if (!within || !counted)
            throw checkpoint.Refused(prefix + "place", $"is epoch {epochs}, batch {batches}, stopped at {stopped}, which does not go with {Metrics.Steps} steps");
        trainer.Load(checkpoint, prefix);
        (EpochsDone, BatchesDone, StoppedAt) = ((int)epochs, (int)batches, (int)stopped);
        LastScore = Metrics.LastScore;
    }

    // Every step's held-out batch is a fresh draw, which depends on the seed and the step alone.
    private (StepReport Report, Score? HeldOut) Step(ReadOnlySpan<int> batch)
    {
        if (!watching.TestBatches && !watching.PublishedUpdate) return (trainer.Step(data.Train, batch), null);
        heldOut.StartEpoch(Metrics.Steps);
        ReadOnlySpan<int> drawn = heldOut.Batch(0);
        if (watching.PublishedUpdate)
        {
            PublishedReport leaked = PublishedStep.Take(trainer, data.Train, batch, data.Test, drawn);
            return (leaked.AsTraining(), leaked.Test);
        }

        Score scored = trainer.Measure(data.Test, drawn);
        return (trainer.Step(data.Train, batch), scored);
    }

    private StableSamples Look() => StableSamples.Of(Model, data.Test, watching.Samples, Settings.Threads);

    /// <inheritdoc/>
    public void Dispose() => trainer.Dispose();
}
