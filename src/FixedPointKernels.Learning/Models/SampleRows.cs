using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Learning.Models;

/// <summary>What the samples of a step bring and leave, a row each: every thread writes its own rows, the updates read them all.</summary>
/// <remarks>A sample that contributes nothing leaves zeros in everything that an update reads; the divisor stays the batch size.</remarks>
internal sealed class SampleRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int neurons;
    private readonly int inputs;
    private readonly Objective<T> objective;
    private readonly Objective<T> learned;

    internal SampleRows(int neurons, int inputs, Objective<T> objective, TrainingSettings settings)
    {
        (this.neurons, this.inputs, this.objective) = (neurons, inputs, objective);
        learned = objective.Learned(settings);
        int most = settings.BatchSize;
        bool factors = settings.Trains(NetworkParameters.Recurrent) && settings.Rule != RuleTable.ThroughTime;
        Features = new(most * inputs);
        Drive = new(most * neurons);
        Rates = new(most * neurons);
        OutputErrors = new(most * objective.Outputs);
        Targets = new(most * objective.Targets);
        Adjoints = new(settings.NeedsAdjoint ? most * neurons : 0);
        Left = new(factors ? most * neurons : 0);
        Right = new(factors ? most * neurons : 0);
        Ones = new(settings.Trains(NetworkParameters.Bias) ? most : 0);
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

    /// <summary>softmax − onehot, B × C; empty without a readout.</summary>
    internal AlignedBuffer<T> OutputErrors { get; }

    /// <summary>λ = ∂L/∂x, B × N; empty where nothing needs it.</summary>
    internal AlignedBuffer<T> Adjoints { get; }

    /// <summary>The rule's a, B × N; empty where no rule writes factors.</summary>
    internal AlignedBuffer<T> Left { get; }

    /// <summary>The rule's b, B × N; empty where no rule writes factors.</summary>
    internal AlignedBuffer<T> Right { get; }

    /// <summary>Ones, B: with λ they give the bias its mean.</summary>
    internal AlignedBuffer<T> Ones { get; }

    /// <summary>Labels, B.</summary>
    internal int[] Labels { get; }

    /// <summary>Targets, B × outputs; empty where samples have labels.</summary>
    internal AlignedBuffer<T> Targets { get; }

    /// <summary>Losses, B; NaN marks a sample without a fixed point.</summary>
    internal T[] Losses { get; }

    /// <summary>The update of W that the factors lead to; null where no rule writes factors.</summary>
    internal OuterSlices<T>? Recurrent(TrainingSettings settings) =>
        Left.Length == 0 ? null : new(neurons, neurons, Left, Right, settings.BatchSize, settings.Threads);

    /// <summary>Gathers the samples of a step.</summary>
    /// <exception cref="ArgumentException">More samples than there are rows, or of another width than the model's.</exception>
    internal void Load(SampleSet data, ReadOnlySpan<int> chosen)
    {
        if (chosen.Length > Labels.Length)
            throw new ArgumentException($"{chosen.Length} samples were chosen, but the batch size is {Labels.Length}.", nameof(chosen));
        Count = chosen.Length;
        objective.Gather(
            data, chosen, Features.Span[..(Count * inputs)], Labels.AsSpan(0, Count), Targets.Span[..(Count * objective.Targets)]);
    }

    /// <summary>Losses, e and what a readout learns from, of some rows: as they are learned, or as they are scored.</summary>
    /// <returns>How many samples are right.</returns>
    internal int Differentiate(int from, int count, Span<T> errors, Scratch<T> scratch, bool learn) =>
        (learn ? learned : objective).Differentiate(
        neurons, Rates.Span.Slice(from * neurons, count * neurons), Labels.AsSpan(from, count),
        Targets.Span.Slice(from * objective.Targets, count * objective.Targets),
        Losses.AsSpan(from, count), errors, OutputErrors.Span.Slice(from * objective.Outputs, count * objective.Outputs), scratch);

    /// <summary>Zeros for a sample that contributes nothing.</summary>
    internal void Withdraw(int sample)
    {
        Rates.Span.Slice(sample * neurons, neurons).Clear();
        OutputErrors.Span.Slice(sample * objective.Outputs, objective.Outputs).Clear();
        foreach (AlignedBuffer<T> rows in (ReadOnlySpan<AlignedBuffer<T>>)[Adjoints, Left, Right])
        {
            if (rows.Length > 0) rows.Span.Slice(sample * neurons, neurons).Clear();
        }
    }
}
