using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Runs;

/// <summary>A training from its first epoch to its last: batches in a seeded order, a score of the held-out part at the end of every epoch,
/// a row a step, and a place between two steps to stop, save and go on from in the same bits.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// The order of an epoch depends on the seed and the epoch alone (<see cref="BatchOrder"/>). A step whose update would leave the finite
/// numbers is not applied and ends the run. One caller at a time; the trainer inside runs its own threads.
/// </remarks>
public sealed class TrainingRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Another stream of draws than the training batches'.
    private const ulong HeldOutSeed = 0x7465_7374;

    private const string Kind = "training run";
    private const string IdentityName = "run";

    private readonly Trainer<T> trainer;
    private readonly BatchOrder order;
    private readonly BatchOrder drawn;
    private readonly RunOptions<T> options;
    private readonly BestParameters<T> best;

    /// <summary>Stands before the first step.</summary>
    /// <param name="model">What is trained, in place.</param>
    /// <param name="settings">How; its epochs, batch size and seed are the run's.</param>
    /// <param name="train">The samples to learn from.</param>
    /// <param name="heldOut">The samples to score on: a validation or test part.</param>
    /// <param name="options">What it does beside its steps; null for nothing.</param>
    /// <exception cref="ArgumentException">A setting or option is out of range, or a part is empty.</exception>
    public TrainingRun(
        IModel<T> model, TrainingSettings settings, SampleSet train, SampleSet heldOut, RunOptions<T>? options = null)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(heldOut);
        this.options = options ?? new();
        this.options.Validate();
        (Train, HeldOut) = (train, heldOut);
        trainer = new(model, settings);
        best = new(model);
        order = new(train.Count, settings.BatchSize, settings.Seed);
        drawn = new(heldOut.Count, settings.BatchSize, settings.Seed ^ HeldOutSeed);
    }

    /// <summary>How it trains.</summary>
    public TrainingSettings Settings => trainer.Settings;

    /// <summary>The samples it learns from.</summary>
    public SampleSet Train { get; }

    /// <summary>The samples it scores on.</summary>
    public SampleSet HeldOut { get; }

    /// <summary>What it measured.</summary>
    public RunHistory History { get; } = new();

    /// <summary>Steps of an epoch; the last may have fewer samples.</summary>
    public int StepsPerEpoch => order.Batches;

    /// <summary>Epochs that are done and scored.</summary>
    public int EpochsDone { get; private set; }

    /// <summary>Batches of the epoch after those; 0 also where a run that stopped was scored.</summary>
    public int BatchesDone { get; private set; }

    /// <summary>The step at which the parameters would have left the finite numbers, or where asked for not one sample had a loss, after
    /// which the run stands still; 0 for none.</summary>
    public int StoppedAt { get; private set; }

    /// <summary>Whether no step is left to make.</summary>
    public bool IsOver => EpochsDone == Settings.Epochs || (StoppedAt > 0 && BatchesDone == 0) || LostPatience;

    /// <summary>Whether it ended before its last epoch because it no longer got better (<see cref="RunOptions{T}.Patience"/>).</summary>
    public bool LostPatience => options.Patience is { } epochs && BatchesDone == 0 && EpochsDone > 0 && EpochsDone < Settings.Epochs
        && (double.IsNaN(LastScore.Loss) || EpochsDone - (History.Best?.Epoch ?? 0) >= epochs);

    /// <summary>The latest score of the held-out part; of no samples before the first.</summary>
    public Score LastScore => History.LastScore;

    /// <summary>Gives the model the parameters that scored best (<see cref="RunOptions{T}.KeepBest"/>); the history stays.</summary>
    /// <returns>Their row: its epoch and its score; null, and the model as it is, where nothing has scored yet.</returns>
    /// <exception cref="InvalidOperationException">They are not kept.</exception>
    /// <remarks>After it no checkpoint is to be written: the run would go on from there.</remarks>
    public RunRow? RestoreBest()
    {
        if (!options.KeepBest) throw new InvalidOperationException($"{nameof(options.KeepBest)} is not set: the best parameters are gone.");
        best.Restore();
        return History.Best;
    }

    /// <summary>Trains to the end, from where it stands.</summary>
    /// <param name="afterStep">Called after every step with its row: a moment to save, or to cancel.</param>
    /// <param name="afterEpoch">Called when an epoch is done and scored.</param>
    /// <param name="cancellation">Ends it between two steps: it stands there, to be saved or gone on from.</param>
    public void Complete(
        Action<RunRow>? afterStep = null, Action<TrainingRun<T>>? afterEpoch = null, CancellationToken cancellation = default)
    {
        while (!IsOver && !cancellation.IsCancellationRequested)
        {
            if (Epoch(afterStep, cancellation)) afterEpoch?.Invoke(this);
        }
    }

    /// <summary>Trains to the end of the epoch it stands in and scores the held-out part.</summary>
    /// <param name="afterStep">Called after every step with its row: a moment to save, or to cancel.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    /// <returns>Whether the epoch ended; false where it was cancelled, or nothing was left to do.</returns>
    public bool Epoch(Action<RunRow>? afterStep = null, CancellationToken cancellation = default)
    {
        if (IsOver) return false;
        order.StartEpoch(EpochsDone);

        // Solvers that share an inverse start every epoch anew: from there a resumed run has the same bits.
        if (BatchesDone == 0) trainer.Forget();
        while (BatchesDone < order.Batches && StoppedAt == 0)
        {
            if (cancellation.IsCancellationRequested) return false;
            Step();
            afterStep?.Invoke(History.Rows[^1]);
        }

        Score();
        (EpochsDone, BatchesDone) = (EpochsDone + 1, 0);
        return true;
    }

    /// <summary>Scores in the middle of an epoch, for a look at what was reached; no checkpoint after that.</summary>
    /// <exception cref="InvalidOperationException">No step was made.</exception>
    public void Score()
    {
        if (History.Steps == 0) throw new InvalidOperationException("No step was made yet: there is nothing to score.");
        History.Add(trainer.Evaluate(HeldOut));
        if (options.KeepBest && History.Best?.Step == History.Steps) best.Take();
    }

    /// <summary>Writes a checkpoint to a file, whole or not at all; see <see cref="Save(Checkpoint, string)"/>.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <exception cref="DataFileException">It cannot be written.</exception>
    public void Save(string path)
    {
        Checkpoint checkpoint = new(Kind);
        checkpoint.Add(IdentityName, Identity);
        Save(checkpoint, "");
        checkpoint.Write(path);
    }

    /// <summary>Goes on from the file that <see cref="Save(string)"/> wrote; see <see cref="Load(Checkpoint, string)"/>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">It is damaged, or of a run with other settings or samples of other shapes.</exception>
    public void Load(string path)
    {
        Checkpoint checkpoint = Checkpoint.Read(path, Kind);
        string theirs = checkpoint.Text(IdentityName);
        if (theirs != Identity) throw checkpoint.Refused(IdentityName, $"is {theirs}, but this run is {Identity}");
        Load(checkpoint, "");
    }

    /// <summary>Keeps where it stands between two steps.</summary>
    /// <param name="checkpoint">Receives arrays.</param>
    /// <param name="prefix">What their names begin with.</param>
    /// <remarks>Where <see cref="TrainingSettings.SharesBatch"/>, only what is saved at the end of an epoch goes on in the same bits.
    /// </remarks>
    public void Save(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Add<long>(prefix + "place", [EpochsDone, BatchesDone, StoppedAt], 3);
        trainer.Save(checkpoint, prefix);
        History.Save(checkpoint, prefix);
        if (options.KeepBest) best.Save(checkpoint, prefix);
    }

    /// <summary>Stands again where <see cref="Save(Checkpoint, string)"/> found it: made of the same settings, model and samples, it goes
    /// on in the same bits.
    /// </summary>
    /// <param name="checkpoint">What was kept.</param>
    /// <param name="prefix">What its names begin with.</param>
    /// <exception cref="DataFileException">The checkpoint lacks something, or contradicts itself.</exception>
    public void Load(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Span<long> place = stackalloc long[3];
        checkpoint.Read(prefix + "place", place, 3);
        History.Load(checkpoint, prefix);
        (long epochs, long batches, long stopped) = (place[0], place[1], place[2]);
        bool within = epochs >= 0 && epochs <= Settings.Epochs && batches >= 0 && batches <= order.Batches
            && (epochs < Settings.Epochs || batches == 0);
        bool counted = stopped == 0 ? History.Steps == (epochs * order.Batches) + batches : stopped == History.Steps;
        if (!within || !counted)
        {
            throw checkpoint.Refused(
                prefix + "place",
                $"is epoch {epochs}, batch {batches}, stopped at {stopped}, which does not go with {History.Steps} steps");
        }

        if (options.KeepBest && History.Best is not null) best.Load(checkpoint, prefix);
        trainer.Load(checkpoint, prefix);
        (EpochsDone, BatchesDone, StoppedAt) = ((int)epochs, (int)batches, (int)stopped);
    }

    /// <inheritdoc/>
    public void Dispose() => trainer.Dispose();

    private string Identity => $"{Settings.Identity()} on {Train.Count} and {HeldOut.Count} samples of {Train.Features} features, "
        + $"patience {options.Patience}, best {options.KeepBest}";

    private void Step()
    {
        ReadOnlySpan<int> batch = order.Batch(BatchesDone);
        (StepReport report, Score? scored) = (default, null);
        if (options.Step is { } own)
        {
            drawn.StartEpoch(History.Steps);
            (report, scored) = own(trainer, batch, drawn.Batch(0));
        }
        else
        {
            report = trainer.Step(Train, batch);
        }

        BatchesDone++;
        History.Add(EpochsDone + 1, report, scored);
        if (options.Look is { } look && History.Steps % options.LookEvery == 0) History.Add(look());
        if (!report.Applied || (options.StopsWithoutLoss && double.IsNaN(report.Loss))) StoppedAt = History.Steps;
    }
}
