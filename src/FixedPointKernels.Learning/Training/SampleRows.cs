using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Learning.Training;

/// <summary>What the samples of a step bring and leave, a row each: every thread writes its own rows, the updates read them all.</summary>
/// <remarks>A sample that contributes nothing leaves zeros in everything that an update reads; the divisor stays the batch size.</remarks>
internal sealed class SampleRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int neurons;
    private readonly int inputs;
    private readonly int classes;

    internal SampleRows(int neurons, int inputs, int classes, TrainingSettings settings)
    {
        (this.neurons, this.inputs, this.classes) = (neurons, inputs, classes);
        int most = settings.BatchSize;
        bool factors = settings.Trains(TrainedParts.Recurrent) && settings.Rule != RuleTable.ThroughTime;
        Features = new(most * inputs);
        Drive = new(most * neurons);
        Rates = new(most * neurons);
        OutputErrors = new(most * classes);
        Adjoints = new(settings.NeedsAdjoint ? most * neurons : 0);
        Left = new(factors ? most * neurons : 0);
        Right = new(factors ? most * neurons : 0);
        Ones = new(settings.Trains(TrainedParts.Bias) ? most : 0);
        Ones.Span.Fill(T.One);
        Labels = new int[most];
        Losses = new T[most];
    }

    /// <summary>Samples of the step.</summary>
    internal int Count { get; private set; }

    /// <summary>s, B × M.</summary>
    internal AlignedBuffer<T> Features { get; }

    /// <summary>x, B × N.</summary>
    internal AlignedBuffer<T> Drive { get; }

    /// <summary>r, B × N.</summary>
    internal AlignedBuffer<T> Rates { get; }

    /// <summary>softmax − onehot, B × C.</summary>
    internal AlignedBuffer<T> OutputErrors { get; }

    /// <summary>λ = ∂L/∂x, B × N; empty where nothing needs it.</summary>
    internal AlignedBuffer<T> Adjoints { get; }

    /// <summary>The rule's a, B × N; empty where no rule writes factors.</summary>
    internal AlignedBuffer<T> Left { get; }

    /// <summary>The rule's b, B × N; empty where no rule writes factors.</summary>
    internal AlignedBuffer<T> Right { get; }

    /// <summary>Ones, B: with λ they give the bias its mean.</summary>
    internal AlignedBuffer<T> Ones { get; }

    internal int[] Labels { get; }

    internal T[] Losses { get; }

    /// <summary>Gathers the samples of a step.</summary>
    /// <exception cref="ArgumentException">More samples than there are rows, or of another width than the model's.</exception>
    internal void Load(Dataset data, ReadOnlySpan<int> chosen)
    {
        if (chosen.Length > Labels.Length) throw new ArgumentException($"{chosen.Length} samples were chosen, but the batch size is {Labels.Length}.", nameof(chosen));
        Count = chosen.Length;
        data.Gather(chosen, Features.Span[..(Count * inputs)], Labels.AsSpan(0, Count));
    }

    /// <summary>Zeros for a sample that contributes nothing.</summary>
    internal void Withdraw(int sample)
    {
        Rates.Span.Slice(sample * neurons, neurons).Clear();
        OutputErrors.Span.Slice(sample * classes, classes).Clear();
        foreach (AlignedBuffer<T> rows in (ReadOnlySpan<AlignedBuffer<T>>)[Adjoints, Left, Right])
        {
            if (rows.Length > 0) rows.Span.Slice(sample * neurons, neurons).Clear();
        }
    }
}
