using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>The labelled samples of a step, a row each, and their losses.</summary>
/// <param name="features">Features of a sample.</param>
/// <param name="classes">Classes that the model tells apart.</param>
/// <param name="batch">The most samples.</param>
internal sealed class LabelledRows<T>(int features, int classes, int batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Samples of the step.</summary>
    internal int Count { get; private set; }

    /// <summary>Their features, batch × features.</summary>
    internal AlignedBuffer<T> Features { get; } = new(Misuse.Size(batch, features, nameof(TrainingSettings.BatchSize)));

    /// <summary>Their classes.</summary>
    internal int[] Labels { get; } = new int[batch];

    /// <summary>Their losses; NaN marks a sample that contributes nothing.</summary>
    internal T[] Losses { get; } = new T[batch];

    /// <summary>Gathers the samples of a step.</summary>
    /// <exception cref="ArgumentException">More than a batch, samples without labels, of another width, or with classes that the model
    /// does not tell.</exception>
    internal void Load(SampleSet data, ReadOnlySpan<int> chosen)
    {
        if (chosen.Length > batch)
            throw new ArgumentException($"{chosen.Length} samples were chosen, but the batch size is {batch}.", nameof(chosen));
        if (data is not Dataset labelled)
            throw new ArgumentException($"{data.Name} has no labels, but this model tells {classes} classes apart.", nameof(data));
        if (labelled.Features != features)
            throw new ArgumentException($"{data.Name} has {labelled.Features} features, but this model takes {features}.", nameof(data));
        if (labelled.Classes > classes)
            throw new ArgumentException($"{data.Name} has {labelled.Classes} classes, but this model tells {classes} apart.", nameof(data));
        Count = chosen.Length;
        labelled.Gather(chosen, Features.Span[..(Count * features)], Labels.AsSpan(0, Count));
    }

    /// <summary>The losses of the step, and what the members counted.</summary>
    internal SampleTotals Totals(ReadOnlySpan<SampleTotals> parts)
    {
        SampleTotals sum = LossTotals.Of<T>(Losses.AsSpan(0, Count));
        foreach (SampleTotals part in parts) sum += part;
        return sum;
    }
}
