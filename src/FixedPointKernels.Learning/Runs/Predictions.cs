using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Runs;

/// <summary>What a model tells of a set: the class of every sample, or its numbers.</summary>
public static class Predictions
{
    /// <summary>A sample without a fixed point, of which nothing can be told.</summary>
    public const int None = -1;

    private delegate void Reader<T>(int sample, ReadOnlySpan<T> rates);

    /// <summary>The class with the largest readout R r at each sample's fixed point, the first of equals; <see cref="None"/> without one.
    /// </summary>
    /// <param name="trainer">Solves, batch by batch, as it scores; made of the model.</param>
    /// <param name="model">A classifier.</param>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">The model is no classifier, or the samples do not fit it.</exception>
    public static int[] Of<T, TActivation>(Trainer<T> trainer, Model<T, TActivation> model, SampleSet data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(model);
        if (model.Classes == 0) throw new ArgumentException("The model is no classifier: it tells no classes.", nameof(model));
        ArgumentNullException.ThrowIfNull(data);
        int[] told = new int[data.Count];
        Each(trainer, data, (sample, rates) => told[sample] = Class(model.Readout, rates));
        return told;
    }

    /// <summary>The numbers of each sample, Count × targets: R r, or the rates of the neurons that take values; NaN without a fixed
    /// point.</summary>
    /// <param name="trainer">Solves, batch by batch, as it scores; made of the model.</param>
    /// <param name="model">A model that learns targets.</param>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">The model is a classifier, or the samples do not fit it.</exception>
    public static T[] Values<T, TActivation>(Trainer<T> trainer, Model<T, TActivation> model, SampleSet data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(model);
        if (model.Targets == 0) throw new ArgumentException("The model is a classifier: it gives no numbers.", nameof(model));
        ArgumentNullException.ThrowIfNull(data);
        int outputs = model.Targets;
        T[] told = new T[data.Count * outputs];
        Each(trainer, data, (sample, rates) =>
        {
            for (int j = 0; j < outputs; j++)
            {
                told[(sample * outputs) + j] = model.Readout.IsEmpty
                    ? rates[model.Outputs[j]]
                    : TensorPrimitives.Dot(model.Readout.Slice(j * rates.Length, rates.Length), rates);
            }
        });
        return told;
    }

    private static void Each<T>(Trainer<T> trainer, SampleSet data, Reader<T> read)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        int[] chosen = new int[trainer.Settings.BatchSize];
        for (int from = 0; from < data.Count; from += chosen.Length)
        {
            int count = Math.Min(chosen.Length, data.Count - from);
            for (int k = 0; k < count; k++) chosen[k] = from + k;
            trainer.Measure(data, chosen.AsSpan(0, count));
            int n = trainer.States.Length / count;
            for (int k = 0; k < count; k++) read(from + k, trainer.States.Slice(k * n, n));
        }
    }

    private static int Class<T>(ReadOnlySpan<T> readout, ReadOnlySpan<T> rates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int largest, T most) = (None, T.NegativeInfinity);
        for (int c = 0; c * rates.Length < readout.Length; c++)
        {
            T sum = T.Zero;
            for (int j = 0; j < rates.Length; j++) sum += readout[(c * rates.Length) + j] * rates[j];
            if (T.IsNaN(sum)) return None;
            if (sum > most) (largest, most) = (c, sum);
        }

        return largest;
    }
}
