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
using FixedPointKernels.Learning.Tasks;
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
    private const string Prefix = "training ", FlossingPrefix = "flossing of ";

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
        TemporalNetwork<T, TActivation> network = new(settings.Shape, settings.Options(rule, run), activation);
        (settings.Start with { Gain = run.Gain }).Draw(network, run.Seed);
        using Trainer<T> trainer = new(network, Settings(rule, TemporalNetwork<T, TActivation>.Learned));
        TrialFlossing<T, TActivation>? flossing =
            run.Flossing is { } plan ? new(network, plan.Settings, settings.TaskOf(run), run.Seed) : null;
        FlossingLoss<T, TActivation>? companion =
            run.Flossing is { Weight: > 0 and var weight } joined ? new(network, joined.Settings, weight) : null;
        network.Companion = companion;
        Action<int>? load = companion is null ? null : update => flossing!.Load(companion, update);
        NetworkProbe<T, TActivation> probe = new(network, settings, run);
        long began = Stopwatch.GetTimestamp();
        TimeSpan before = Resume(trainer, flossing);
        try
        {
            if (curve.Steps.Count == 0) Begin(network, probe, flossing);
            Train(trainer, network["W"], flossing, load, () => before + Stopwatch.GetElapsedTime(began));
            curve.Test = trainer.Evaluate(Tests(settings, run), sweep.Cancellation);
            Look(probe, TemporalCurve.Ended);
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
    internal static TrialSet Tests(TemporalSettings settings, TemporalRun run)
    {
        if (settings.Tests is { } images) return images.All();
        TrialSet tests = settings.TaskOf(run).NewSet(settings.TestTrials);
        settings.TaskOf(run).Draw(new(run.Seed, TestStream), tests);
        return tests;
    }

    private TrainingSettings Settings(TemporalRuleEntry rule, ParameterSet learned) => new()
    {
        Rule = rule,
        Parts = settings.TrainsStart ? learned | new ParameterSet("s0") : learned,
        Rate = curve.Rate,
        Optimizer = settings.Optimizer,
        Momentum = settings.Momentum,
        ClipNorm = curve.Run.Clip,
        BatchSize = settings.BatchSize,
        Seed = curve.Run.Seed,
        Threads = threads,
        MeasuresGradient = true,
    };

    private TimeSpan Resume<T, TActivation>(Trainer<T> trainer, TrialFlossing<T, TActivation>? flossing)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        if (sweep.States?.Load(curve.Run) is not { } kept) return TimeSpan.Zero;
        trainer.Load(kept, Prefix);
        flossing?.Flossing.Load(kept, FlossingPrefix);
        curve.LoadSteps(kept);
        curve.LoadExponents(kept, Math.Min(settings.ProbedExponents, settings.Units));
        for (int step = 0; step < curve.Steps.Count; step++) sweep.Advanced?.Invoke();
        return kept.Elapsed();
    }

    // As drawn, then flossed where the plan says so; a control is drawn again, from the gain with the flossed network's exponent.
    private void Begin<T, TActivation>(
        TemporalNetwork<T, TActivation> network, NetworkProbe<T, TActivation> probe, TrialFlossing<T, TActivation>? flossing)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        Look(probe, TemporalCurve.Drawn);
        if (flossing is not null) Floss(flossing, curve.Run.Flossing!.Before);
        if (curve.Run.IsControl)
        {
            curve.Gain = MatchedGain.Of(probe.Exponents()[0], curve.Run.Gain, gain =>
            {
                (settings.Start with { Gain = gain }).Draw(network, curve.Run.Seed);
                return probe.Exponents()[0];
            });
            (settings.Start with { Gain = curve.Gain }).Draw(network, curve.Run.Seed);
        }

        Look(probe, TemporalCurve.Begun);
    }

    private void Look<T, TActivation>(NetworkProbe<T, TActivation> probe, int moment)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation =>
        (curve.Exponents[moment], curve.StartGradients[moment]) = (probe.Exponents(), probe.StartGradient());

    private void Floss<T, TActivation>(TrialFlossing<T, TActivation> flossing, int epochs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            sweep.Cancellation.ThrowIfCancellationRequested();
            curve.Add(FlossingStep.Of(flossing.Epoch()));
        }
    }

    private void Train<T, TActivation>(
        Trainer<T> trainer, Parameter<T> recurrent, TrialFlossing<T, TActivation>? flossing, Action<int>? load, Func<TimeSpan> elapsed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        TrialTask task = settings.TaskOf(curve.Run);
        TrialSet trials = task.NewSet(settings.BatchSize);
        int[] all = new int[settings.BatchSize];
        for (int k = 0; k < all.Length; k++) all[k] = k;
        SeededRandom random = new(curve.Run.Seed);
        for (int update = curve.Steps.Count; update < settings.Updates; update++)
        {
            if (sweep.Cancellation.IsCancellationRequested)
            {
                if (update > 0) Keep(trainer, flossing, elapsed());
                sweep.Cancellation.ThrowIfCancellationRequested();
            }

            random.Reseed(curve.Run.Seed, TrialStream + (ulong)update);
            task.Draw(random, trials);
            double norm = double.CreateTruncating(TensorPrimitives.Norm(recurrent.Values));
            load?.Invoke(update);
            StepReport report = trainer.Step(trials, all);
            curve.Add(new TemporalStep(report.Loss, report.Accuracy, report.GradientNorm, norm));
            sweep.Advanced?.Invoke();
            if (!report.Applied || curve.HasExploded || !(report.Loss < TemporalSettings.Diverged * curve.Steps[0].Loss))
            {
                curve.End = SolveStatus.NonFinite;
                return;
            }

            if (flossing is not null && !curve.Run.IsControl) Floss(flossing, curve.Run.Flossing!.After(update + 1));
            if ((update + 1) % KeptEvery == 0 && update + 1 < settings.Updates) Keep(trainer, flossing, elapsed());
        }
    }

    private void Keep<T, TActivation>(Trainer<T> trainer, TrialFlossing<T, TActivation>? flossing, TimeSpan elapsed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        if (sweep.States is not { } states) return;
        Checkpoint state = states.New(curve.Run);
        trainer.Save(state, Prefix);
        flossing?.Flossing.Save(state, FlossingPrefix);
        curve.SaveSteps(state);
        state.AddElapsed(elapsed);
        states.Save(curve.Run, state);
    }
}
