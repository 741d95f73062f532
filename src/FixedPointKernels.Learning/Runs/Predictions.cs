using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Runs;

/// <summary>What a classifier tells of a set: the class of every sample.</summary>
public static class Predictions
{
    /// <summary>A sample without a fixed point, of which nothing can be told.</summary>
    public const int None = -1;

    /// <summary>The class with the largest readout R r at each sample's fixed point, the first of equals; <see cref="None"/> without one.
    /// </summary>
    /// <param name="trainer">Solves, batch by batch, as it scores; made of the model.</param>
    /// <param name="model">A classifier.</param>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">The model has no readout, or the samples do not fit it.</exception>
    public static int[] Of<T, TActivation>(Trainer<T> trainer, Model<T, TActivation> model, SampleSet data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (model.Classes == 0) throw new ArgumentException("The model has no readout: it tells no classes.", nameof(model));
        int[] told = new int[data.Count];
        int[] chosen = new int[trainer.Settings.BatchSize];
        int n = model.Network.Neurons;
        for (int from = 0; from < data.Count; from += chosen.Length)
        {
            int count = Math.Min(chosen.Length, data.Count - from);
            for (int k = 0; k < count; k++) chosen[k] = from + k;
            trainer.Measure(data, chosen.AsSpan(0, count));
            for (int k = 0; k < count; k++) told[from + k] = Class(model.Readout, trainer.States.Slice(k * n, n));
        }

        return told;
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
