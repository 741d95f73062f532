using System;
using System.Diagnostics;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>The training of one run: new trials for every update, kept every few hundred updates and where it is broken off, scored on test
/// trials at its end.</summary>
/// <remarks>Trials of update u come from a stream of their own of the run's seed, so nothing of the generator is kept, and the trials do
/// not depend on rule, rate or gain.</remarks>
/// <param name="settings">What the runs share.</param>
/// <param name="curve">Receives what is measured.</param>
/// <param name="threads">Over the trials of an update.</param>
/// <param name="sweep">Where the run is kept, and what stops it.</param>
/// <param name="weights">Keeps files of a run; null for none.</param>
internal sealed class TemporalTraining(
    TemporalSettings settings, TemporalCurve curve, int threads, Sweep sweep, Action<ISweepRun, Action<string>>? weights)
    : INetworkAction<bool>
{
    private const string Prefix = "training ";

    // A state of 64 neurons is 60 kB; 250 updates of the default task take 0.1 s and more.
    private const int KeptEvery = 250;

    // Behind the streams of the weights.
    private const ulong TestStream = 16, TrialStream = 1024;

    /// <summary>Carries the run out; whether it came to its end.</summary>
    public bool Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        TemporalRun run = curve.Run;
        TemporalRuleEntry rule = Rule(run);
        TemporalNetwork<T, TActivation> network = new(settings.Shape, settings.Options(rule), activation);
        (settings.Start with { Gain = run.Gain }).Draw(network, run.Seed);
        using Trainer<T> trainer = new(network, Settings(rule, TemporalNetwork<T, TActivation>.Learned));
        long began = Stopwatch.GetTimestamp();
        TimeSpan before = Resume(trainer);
        try
        {
            Train(trainer, network["W"], () => before + Stopwatch.GetElapsedTime(began));
            curve.Test = trainer.Evaluate(Tests(settings, run.Seed), sweep.Cancellation);
        }
        catch (OperationCanceledException)
        {
            curve.End = SolveStatus.Cancelled;
            return false;
        }

        weights?.Invoke(run, folder => ParameterFolder.Write(folder, network));
        curve.Elapsed = before + Stopwatch.GetElapsedTime(began);
        return true;
    }

    /// <summary>The rule of a run.</summary>
    internal static TemporalRuleEntry Rule(TemporalRun run) => TemporalRules.All.Single(row => row.Name == run.Rule);

    /// <summary>The trials that the runs of a seed are scored on.</summary>
    internal static TrialSet Tests(TemporalSettings settings, ulong seed)
    {
        if (settings.Tests is { } images) return images.All();
        TrialSet tests = settings.Task.NewSet(settings.TestTrials);
        settings.Task.Draw(new(seed, TestStream), tests);
        return tests;
    }

    private TrainingSettings Settings(TemporalRuleEntry rule, ParameterSet learned) => new()
    {
        Rule = rule,
        Parts = settings.TrainsStart ? learned | new ParameterSet("s0") : learned,
        Rate = curve.Run.Rate,
        Optimizer = settings.Optimizer,
        Momentum = settings.Momentum,
        ClipNorm = settings.Clip,
        BatchSize = settings.BatchSize,
        Seed = curve.Run.Seed,
        Threads = threads,
        MeasuresGradient = true,
    };

    private TimeSpan Resume<T>(Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (sweep.States?.Load(curve.Run) is not { } kept) return TimeSpan.Zero;
        trainer.Load(kept, Prefix);
        curve.LoadSteps(kept);
        for (int step = 0; step < curve.Steps.Count; step++) sweep.Advanced?.Invoke();
        return kept.Elapsed();
    }

    private void Train<T>(Trainer<T> trainer, Parameter<T> recurrent, Func<TimeSpan> elapsed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TrialSet trials = settings.Task.NewSet(settings.BatchSize);
        int[] all = new int[settings.BatchSize];
        for (int k = 0; k < all.Length; k++) all[k] = k;
        SeededRandom random = new(curve.Run.Seed);
        for (int update = curve.Steps.Count; update < settings.Updates; update++)
        {
            if (sweep.Cancellation.IsCancellationRequested)
            {
                if (update > 0) Keep(trainer, elapsed());
                sweep.Cancellation.ThrowIfCancellationRequested();
            }

            random.Reseed(curve.Run.Seed, TrialStream + (ulong)update);
            settings.Task.Draw(random, trials);
            double norm = double.CreateTruncating(TensorPrimitives.Norm(recurrent.Values));
            StepReport report = trainer.Step(trials, all);
            curve.Add(new(report.Loss, report.Accuracy, report.GradientNorm, norm));
            sweep.Advanced?.Invoke();
            if (!report.Applied || !(report.Loss < TemporalSettings.Diverged * curve.Steps[0].Loss))
            {
                curve.End = SolveStatus.NonFinite;
                return;
            }

            if ((update + 1) % KeptEvery == 0 && update + 1 < settings.Updates) Keep(trainer, elapsed());
        }
    }

    private void Keep<T>(Trainer<T> trainer, TimeSpan elapsed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (sweep.States is not { } states) return;
        Checkpoint state = states.New(curve.Run);
        trainer.Save(state, Prefix);
        curve.SaveSteps(state);
        state.AddElapsed(elapsed);
        states.Save(curve.Run, state);
    }
}
