using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.Organics.Classifiers;
using FixedPointKernels.Studies.Organics.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>The static classification of the paper: layers of normalization behind an autoencoder, trained together, some seeds.</summary>
/// <remarks>A run's numbers depend on its layers and seed alone, not on threads or neighbours; after every epoch it is kept, and goes on
/// from there in the same bits.</remarks>
/// <param name="data">Images.</param>
/// <param name="settings">What the runs share.</param>
/// <param name="weights">Keeps files of a run; null for none.</param>
internal sealed class StaticSweep<T>(MnistParts data, StaticSettings settings, Action<ISweepRun, Action<string>>? weights = null)
    : IResumableSweep<StaticRun, StaticCurve>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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
        KeptTraining.OrCancelled(curve, () => Carry(curve, threads, sweep));
        return curve;
    }

    private void Carry(StaticCurve curve, int threads, Sweep sweep)
    {
        StaticRun run = curve.Run;
        AutoencoderClassifier<T> model =
            AutoencoderClassifier<T>.Random(data.Train.Features, data.Train.Classes, run.Units, run.Kind, run.Seed);
        TrainingSettings how = SettingsOf(model, run, threads);
        int[] looked = StaticStability.Spread(data.Validation, settings.SpectraOfEpoch);
        KeptTraining.Carry(
            curve, model, how, data, sweep, null,
            (_, scores) => Row(scores, looked.Length, StaticStability.Of(model, data.Validation, looked, sweep.Cancellation)), weights);
        long began = Stopwatch.GetTimestamp();
        curve.Largest = StaticStability.Of(model, data.Test, StaticStability.Spread(data.Test, settings.Spectra), sweep.Cancellation);
        curve.Elapsed += Stopwatch.GetElapsedTime(began);
    }

    /// <summary>The largest and the median over the images of the largest real part over an image's layers. An image without a fixed
    /// point in some layer is in neither; runs.csv counts those of the test images.</summary>
    /// <param name="scores">The epoch's.</param>
    /// <param name="images">Looked at.</param>
    /// <param name="largest">images × layers; NaN where there is no fixed point.</param>
    internal static StaticEpoch Row(ClassifierEpoch scores, int images, double[] largest)
    {
        int layers = largest.Length / images;
        double[] sorted = layers == 0 ? []
            : [.. largest.Chunk(layers).Where(one => !one.Any(double.IsNaN)).Select(one => one.Max()).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? new(scores, double.NaN, double.NaN)
            : new(scores, sorted[^1], sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
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
