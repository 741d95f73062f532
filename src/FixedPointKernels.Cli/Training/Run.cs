using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.ZhuRosenbaum.Published;

namespace FixedPointKernels.Cli.Training;

/// <summary>One rule at one rate from the common start: a run of the library, and what the command calls it.</summary>
internal sealed class Run<T, TActivation> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Watching watching;
    private readonly Fit fit;
    private RunRow? best;

    internal Run(RunPlan plan, TrainingSettings settings, Model<T, TActivation> model, SampleSplit data, Watching watching, Fit fit)
    {
        (Plan, Model, this.watching, this.fit, Yardstick) = (plan, model, watching, fit, Yardstick.Of(data.Test));
        Training = new(model, settings, data.Train, data.Test, new RunOptions<T>
        {
            Step = watching.PublishedUpdate ? Leaked : watching.TestBatches ? Scored : null,
            Look = watching.Every > 0 ? () => StableSamples.Of(model, data.Test, watching.Samples, settings.Threads) : null,
            LookEvery = Math.Max(1, watching.Every),
            KeepBest = fit.Best,
            Patience = fit.Patience,
        });

        (StepReport Report, Score? Drawn) Leaked(Trainer<T> trainer, ReadOnlySpan<int> batch, ReadOnlySpan<int> drawn)
        {
            PublishedReport leaked = PublishedStep.Take(trainer, (Dataset)data.Train, batch, (Dataset)data.Test, drawn);
            return (leaked.AsTraining(), leaked.Test);
        }

        (StepReport Report, Score? Drawn) Scored(Trainer<T> trainer, ReadOnlySpan<int> batch, ReadOnlySpan<int> drawn)
        {
            Score scored = trainer.Measure(data.Test, drawn);
            return (trainer.Step(data.Train, batch), scored);
        }
    }

    internal RunPlan Plan { get; }

    internal Model<T, TActivation> Model { get; }

    internal TrainingRun<T> Training { get; }

    /// <summary>What its held-out scores are measured by.</summary>
    internal Yardstick Yardstick { get; }

    internal TrainingSettings Settings => Training.Settings;

    internal RunHistory History => Training.History;

    /// <summary>Everything beside the state that decides what comes, but for the threads.</summary>
    internal string Identity => $"{Settings.Identity()}, {watching}{fit.Identity}";

    /// <summary>The score of the weights that the run leaves: the best epoch's where those are kept, else the last.</summary>
    internal Score Final => best?.HeldOut ?? Training.LastScore;

    /// <summary>The steps that led to those weights.</summary>
    internal int FinalSteps => best?.Step ?? History.Steps;

    /// <summary>Takes the best weights, where they are kept; no checkpoint after that.</summary>
    internal void Conclude() => best = fit.Best ? Training.RestoreBest() : null;

    /// <summary>Whether the solvers carry something from step to step that a checkpoint does not hold.</summary>
    internal bool SharesBatch => Settings.SharesBatch;

    /// <summary>Steps in which no sample contributed to the update.</summary>
    internal int IdleSteps()
    {
        int idle = 0;
        IReadOnlyList<RunRow> rows = History.Rows;
        for (int k = 0; k < rows.Count; k++)
        {
            int drawn = watching.PublishedUpdate
                ? Training.HeldOut.Count : Training.Train.Count - (k % Training.StepsPerEpoch * Settings.BatchSize);
            if (rows[k].Report.Unsolved + rows[k].Report.Skipped >= Math.Min(Settings.BatchSize, drawn)) idle++;
        }

        return idle;
    }

    /// <summary>Keeps where it stands between two steps.</summary>
    internal void Save(Checkpoint checkpoint) => Training.Save(checkpoint, Plan.Folder + "/");

    /// <summary>Stands again where <see cref="Save"/> found it.</summary>
    /// <exception cref="DataFileException">The checkpoint lacks something, or contradicts itself.</exception>
    internal void Load(Checkpoint checkpoint) => Training.Load(checkpoint, Plan.Folder + "/");

    /// <inheritdoc/>
    public void Dispose() => Training.Dispose();
}
