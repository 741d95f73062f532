using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Studies.Organics.Classifiers;

/// <summary>What a classifier says of every image of a set, from the scores that its trainer shows.</summary>
internal static class ClassifierAnswers
{
    internal static int[] Of<T>(Trainer<T> trainer, Dataset data, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] told = new int[data.Count], chosen = new int[trainer.Settings.BatchSize];
        for (int from = 0; from < data.Count; from += chosen.Length)
        {
            int count = Math.Min(chosen.Length, data.Count - from);
            for (int k = 0; k < count; k++) chosen[k] = from + k;
            trainer.Measure(data, chosen.AsSpan(0, count), cancellation);
            for (int k = 0; k < count; k++)
            {
                ReadOnlySpan<T> scores = trainer.States.Slice(k * data.Classes, data.Classes);
                told[from + k] = TensorPrimitives.IsFiniteAll(scores) ? TensorPrimitives.IndexOfMax(scores) : Predictions.None;
            }
        }

        return told;
    }
}
