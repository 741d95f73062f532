using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>The static classification of the paper: layers of normalization behind an autoencoder, trained together, some seeds.</summary>
/// <remarks>A run's numbers depend on its layers and seed alone, not on threads or neighbours; after every epoch it is kept, and goes on
/// from there in the same bits.</remarks>
internal sealed class StaticSweep<T>(MnistParts data, StaticSettings settings) : IResumableSweep<StaticRun, StaticCurve>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Training = "training ";

    /// <inheritdoc/>
    public int Steps => settings.Epochs * StepsPerEpoch;

    private int StepsPerEpoch => ((data.Train.Count - 1) / settings.BatchSize) + 1;

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Text)> Identity(IReadOnlyList<StaticRun> runs) =>
    [
        ("training part", data.Train.Fingerprint()), ("validation part", data.Validation.Fingerprint()),
        ("test part", data.Test.Fingerprint()), ("list of runs", string.Join(", ", runs.Select(run => run.Name))),
        ("precision", typeof(T).Name),
        ("settings", string.Create(CultureInfo.InvariantCulture,
            $"epochs {settings.Epochs}, batch {settings.BatchSize}, rate {settings.Rate:R}, {settings.Decay}, spectra {settings.Spectra}")),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<StaticCurve> Run(
        IReadOnlyList<StaticRun> runs, Sweep sweep, IReadOnlyCollection<StaticCurve>? finished = null, Action<StaticCurve>? ended = null) =>
        SweepRuns.Compute(runs, sweep, finished, ended, Run);

    /// <inheritdoc/>
    public StaticCurve Load(Checkpoint from, StaticRun run) => StaticCurve.Load(from, run, settings.Epochs, data.Test.Count);

    private StaticCurve Run(StaticRun run, int threads, Sweep sweep)
    {
        StaticCurve curve = new(run);
        try
        {
            Carry(curve, threads, sweep);
        }
        catch (OperationCanceledException)
        {
            curve.End = SolveStatus.Cancelled;
        }

        return curve;
    }

    private void Carry(StaticCurve curve, int threads, Sweep sweep)
    {
        StaticRun run = curve.Run;
        AutoencoderClassifier<T> model =
            AutoencoderClassifier<T>.Random(data.Train.Features, data.Train.Classes, run.Units, run.Kind, run.Seed);
        TrainingSettings how = SettingsOf(model, run, threads);
        using TrainingRun<T> training = new(model, how, data.Train, data.Validation, new() { KeepBest = true });
        TimeSpan before = TimeSpan.Zero;
        if (sweep.States?.Load(run) is { } kept)
        {
            training.Load(kept, Training);
            curve.LoadEpochs(kept);
            before = kept.Elapsed();
            for (int step = 0; step < training.History.Steps; step++) sweep.Advanced?.Invoke();
        }

        long started = Stopwatch.GetTimestamp();
        int[] looked = StaticStability.Spread(data.Validation, settings.SpectraOfEpoch);
        long epoch = started;
        training.Complete(
            _ => sweep.Advanced?.Invoke(),
            done =>
            {
                double[] largest = StaticStability.Of(model, data.Validation, looked, sweep.Cancellation);
                curve.Add(Row(done, largest, Stopwatch.GetElapsedTime(epoch)));
                epoch = Stopwatch.GetTimestamp();
                Keep(curve, done, before + Stopwatch.GetElapsedTime(started), sweep);
            },
            sweep.Cancellation);
        sweep.Cancellation.ThrowIfCancellationRequested();
        if (training.StoppedAt > 0) curve.End = SolveStatus.NonFinite;
        using Trainer<T> scorer = new(model, how);
        curve.Last = scorer.Evaluate(data.Test, sweep.Cancellation);
        curve.BestEpoch = training.RestoreBest()?.Epoch ?? 0;
        curve.Best = scorer.Evaluate(data.Test, sweep.Cancellation);
        curve.Told = StaticAnswers.Of(scorer, data.Test, sweep.Cancellation);
        curve.Largest = StaticStability.Of(model, data.Test, StaticStability.Spread(data.Test, settings.Spectra), sweep.Cancellation);
        curve.Elapsed = before + Stopwatch.GetElapsedTime(started);
    }

    private static void Keep(StaticCurve curve, TrainingRun<T> training, TimeSpan elapsed, Sweep sweep)
    {
        if (sweep.States is not { } states || training.IsOver) return;
        Checkpoint state = states.New(curve.Run);
        training.Save(state, Training);
        curve.SaveEpochs(state);
        state.AddElapsed(elapsed);
        states.Save(curve.Run, state);
    }

    private static StaticEpoch Row(TrainingRun<T> training, double[] largest, TimeSpan taken)
    {
        RunRow[] rows = [.. training.History.Rows.Where(row => row.Epoch == training.EpochsDone)];
        Score held = training.LastScore;
        double[] sorted = [.. largest.Order()];
        return new(
            rows.Average(row => row.Report.Loss), rows.Average(row => row.Report.Accuracy), held.Loss, held.Accuracy,
            rows.Sum(row => row.Report.Unsolved) + held.Unsolved, rows.Sum(row => row.Report.Skipped),
            sorted.Length == 0 || double.IsNaN(sorted[0]) ? double.NaN : sorted[^1],
            sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2], taken.TotalSeconds);
    }

    private TrainingSettings SettingsOf(AutoencoderClassifier<T> model, StaticRun run, int threads) => new()
    {
        Parts = model.Trainable,
        Rate = settings.Rate,
        Optimizer = OptimizerKind.Adam,
        Penalty = StaticSettings.Penalty,
        Schedule = settings.Decay == RateDecay.Constant ? RateSchedule.Constant : new() { Decay = settings.Decay, Steps = Steps },
        BatchSize = settings.BatchSize,
        Epochs = settings.Epochs,
        Seed = run.Seed,
        Threads = threads,
    };
}
