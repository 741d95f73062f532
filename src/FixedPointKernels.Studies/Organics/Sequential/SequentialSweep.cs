using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.Organics.Classifiers;
using FixedPointKernels.Studies.Organics.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>The sequential classification of the paper: cells that are shown an image piece by piece, some rates and seeds.</summary>
/// <remarks>A run's numbers depend on its cell, rate and seed alone, not on threads or neighbours; after every epoch and where its time is
/// up it is kept, and goes on from there in the same bits.</remarks>
/// <param name="data">Images.</param>
/// <param name="settings">What the runs share.</param>
/// <param name="weights">Keeps files of a run; null for none.</param>
internal sealed class SequentialSweep<T>(
    MnistParts data, SequentialSettings settings, Action<ISweepRun, Action<string>>? weights = null)
    : IResumableSweep<SequentialRun, SequentialCurve>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public int Steps => settings.Epochs * StepsPerEpoch;

    /// <inheritdoc/>
    public TimeSpan? Most => settings.Most;

    private int StepsPerEpoch => ((data.Train.Count - 1) / settings.BatchSize) + 1;

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Text)> Identity(IReadOnlyList<SequentialRun> runs) =>
    [
        ("training part", data.Train.Fingerprint()), ("validation part", data.Validation.Fingerprint()),
        ("test part", data.Test.Fingerprint()), ("list of runs", string.Join(", ", runs.Select(run => run.Name))),
        ("precision", typeof(T).Name),
        ("settings", string.Create(CultureInfo.InvariantCulture,
            $"epochs {settings.Epochs}, batch {settings.BatchSize}, units {settings.Units}, inputs {settings.Inputs}, {settings.Form}, "
                + $"{settings.Order}, stairs {settings.Stairs}")),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<SequentialCurve> Run(
        IReadOnlyList<SequentialRun> runs, Sweep sweep, IReadOnlyCollection<SequentialCurve>? finished = null,
        Action<SequentialCurve>? ended = null) => SweepRuns.Compute(runs, sweep, finished, ended, Run);

    /// <inheritdoc/>
    public SequentialCurve Load(Checkpoint from, SequentialRun run) =>
        SequentialCurve.Load(from, run, settings.Epochs, data.Test.Count);

    private SequentialCurve Run(SequentialRun run, int threads, Sweep sweep)
    {
        SequentialCurve curve = new(run);
        KeptTraining.OrCancelled(curve, () => Carry(curve, threads, sweep));
        return curve;
    }

    private void Carry(SequentialCurve curve, int threads, Sweep sweep)
    {
        SequenceShape shape = new(settings.Units, settings.Inputs, data.Train.Features / settings.Inputs, data.Train.Classes);
        SequenceClassifier<T> model = SequentialCells.Model<T>(curve.Run, shape, settings);
        curve.RatesBefore = Rates(model);
        KeptTraining.Carry(
            curve, model, SettingsOf(model, curve.Run, threads), data, sweep, settings.Most,
            (training, scores) =>
            {
                double[] norms = [.. ClassifierEpoch.Rows(training).Select(row => row.Report.GradientNorm)];
                return new SequentialEpoch(scores, SequentialCurve.Median(norms), SequentialCurve.Largest(norms));
            },
            weights, training => curve.Norms = [.. training.History.Rows.Select(row => row.Report.GradientNorm)]);
        curve.Rates = Rates(model);
        curve.Hidden = HiddenStates.Of(model, data.Test, sweep.Cancellation);
    }

    private static double[] Rates(SequenceClassifier<T> model)
    {
        if (model.Circuit is not { } circuit) return [];
        SequentialPart[] parts = [SequentialPart.RateY, SequentialPart.RateA, SequentialPart.RatePoolGain, SequentialPart.RateGain];
        return [.. parts.SelectMany(part => circuit.Shape.Of(circuit.Values, part).ToArray()).Select(double.CreateTruncating)];
    }

    private TrainingSettings SettingsOf(SequenceClassifier<T> model, SequentialRun run, int threads) => new()
    {
        Parts = model.Trainable,
        Rate = run.Rate,
        Optimizer = OptimizerKind.Adam,
        Penalty = SequentialSettings.Penalty,
        Schedule = settings.Stairs
            ? new()
            {
                Decay = RateDecay.Stairs, Steps = SequentialSettings.StairEpochs * StepsPerEpoch, Final = SequentialSettings.StairFactor,
            }
            : RateSchedule.Constant,
        BatchSize = settings.BatchSize,
        Epochs = settings.Epochs,
        Seed = run.Seed,
        Threads = threads,
        MeasuresGradient = true,
    };
}
