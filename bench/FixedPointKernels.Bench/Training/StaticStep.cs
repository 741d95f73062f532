using System;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Bench.Training;

/// <summary>One step of training layers of normalization behind an autoencoder on 256 images of MNIST in float, from pixels to updated
/// weights.</summary>
internal sealed class StaticStep : IDisposable
{
    internal const int Batch = 256;

    /// <summary>Multiplications and additions of a step with one layer of 50, by sample: products of the autoencoder forward, back and
    /// for the weights, as the published size has them.</summary>
    internal const double Operations = 4.0e6;

    private readonly Trainer<float> trainer;
    private readonly Dataset data = MnistStep.Images();
    private readonly int[] order = [.. Enumerable.Range(0, Batch)];

    internal StaticStep(ClassifierKind kind, int threads, params int[] units)
    {
        AutoencoderClassifier<float> model = AutoencoderClassifier<float>.Random(data.Features, 10, units, kind, 14);
        trainer = new(model, new()
        {
            Parts = model.Trainable, Rate = 1e-3, Optimizer = OptimizerKind.Adam, Penalty = 1e-5, BatchSize = Batch, Threads = threads,
        });
    }

    /// <summary>What the last step reported.</summary>
    internal StepReport Last { get; private set; }

    internal void Step() => Last = trainer.Step(data, order);

    public void Dispose() => trainer.Dispose();
}
