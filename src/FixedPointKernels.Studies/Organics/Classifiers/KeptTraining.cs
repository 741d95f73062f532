using System;
using System.Diagnostics;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Classifiers;

/// <summary>The training of a classifier as one run of a sweep: kept after every epoch and where it is broken off, gone on with in the same
/// bits, and scored at its end.</summary>
internal static class KeptTraining
{
    private const string Prefix = "training ";

    /// <summary>Carries a run out; where it is cancelled, its curve says so and has the epochs until then.</summary>
    internal static void OrCancelled<TRun, TEpoch>(ClassifierCurve<TRun, TEpoch> curve, Action carry)
        where TRun : ISweepRun
        where TEpoch : struct
    {
        try
        {
            carry();
        }
        catch (OperationCanceledException)
        {
            curve.End = SolveStatus.Cancelled;
        }
    }

    /// <summary>Trains from where the run was kept.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TRun">Which run.</typeparam>
    /// <typeparam name="TEpoch">What an epoch measures.</typeparam>
    /// <param name="curve">Receives epochs, scores, and <see cref="SolveStatus.Cancelled"/> where the time was up.</param>
    /// <param name="model">Has the best weights afterwards.</param>
    /// <param name="how">Settings.</param>
    /// <param name="data">Parts.</param>
    /// <param name="sweep">Where it is kept, and what stops it.</param>
    /// <param name="most">Wall time after which it stops between two steps; null for none.</param>
    /// <param name="epoch">Adds what else an epoch measures.</param>
    /// <param name="weights">Keeps files of a run; null for nothing.</param>
    /// <param name="ended">Called with the run while it still has all its steps; null for nothing.</param>
    /// <exception cref="OperationCanceledException">The sweep was cancelled; how far the run is was kept.</exception>
    internal static void Carry<T, TRun, TEpoch>(
        ClassifierCurve<TRun, TEpoch> curve, IModel<T> model, TrainingSettings how, MnistParts data, Sweep sweep, TimeSpan? most,
        Func<TrainingRun<T>, ClassifierEpoch, TEpoch> epoch, Action<ISweepRun, Action<string>>? weights,
        Action<TrainingRun<T>>? ended = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRun : ISweepRun
        where TEpoch : struct
    {
        using TrainingRun<T> training = new(model, how, data.Train, data.Validation, new() { KeepBest = true, StopsWithoutLoss = true });
        TimeSpan before = TimeSpan.Zero;
        if (sweep.States?.Load(curve.Run) is { } kept)
        {
            training.Load(kept, Prefix);
            curve.LoadEpochs(kept);
            before = kept.Elapsed();
            for (int step = 0; step < training.History.Steps; step++) sweep.Advanced?.Invoke();
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(sweep.Cancellation);
        long began = Stopwatch.GetTimestamp(), clock = sweep.Clock.GetTimestamp(), stepped = began;
        training.Complete(
            _ =>
            {
                stepped = Stopwatch.GetTimestamp();
                sweep.Advanced?.Invoke();
                if (sweep.Clock.GetElapsedTime(clock) >= most) stop.Cancel();
            },
            done =>
            {
                curve.Add(epoch(done, ClassifierEpoch.Of(done, Stopwatch.GetElapsedTime(stepped))));
                if (!done.IsOver) Keep(Time());
            },
            stop.Token);
        curve.Elapsed = Time();
        ended?.Invoke(training);
        if (!training.IsOver)
        {
            if (training.BatchesDone > 0) Keep(curve.Elapsed);
            curve.End = SolveStatus.Cancelled;
            sweep.Cancellation.ThrowIfCancellationRequested();
        }

        if (training.StoppedAt > 0) curve.End = SolveStatus.NonFinite;
        using Trainer<T> scorer = new(model, how);
        curve.Last = scorer.Evaluate(data.Test, sweep.Cancellation);
        curve.BestEpoch = training.RestoreBest()?.Epoch ?? 0;
        if (curve.BestEpoch > 0) weights?.Invoke(curve.Run, folder => ParameterFolder.Write(folder, model));
        curve.Best = scorer.Evaluate(data.Test, sweep.Cancellation);
        curve.Told = ClassifierAnswers.Of(scorer, data.Test, sweep.Cancellation);
        curve.Elapsed = Time();

        TimeSpan Time() => before + Stopwatch.GetElapsedTime(began);

        void Keep(TimeSpan elapsed)
        {
            if (sweep.States is not { } states) return;
            Checkpoint state = states.New(curve.Run);
            training.Save(state, Prefix);
            curve.SaveEpochs(state);
            state.AddElapsed(elapsed);
            states.Save(curve.Run, state);
        }
    }
}
