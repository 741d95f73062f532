using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>What is asked of the states of a batch: from them to losses and to e = ∂L/∂r, slice by slice.</summary>
internal abstract class Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Targets of a sample; 0 where samples have labels.</summary>
    internal virtual int Targets => 0;

    /// <summary>Width of ∂L/∂ŷ, which a readout learns from; 0 without one.</summary>
    internal virtual int Outputs => 0;

    /// <summary>The same as it is to be learned: with smoothed labels and weighed classes.</summary>
    /// <exception cref="ArgumentException">A setting that this objective does not use, or that does not fit it.</exception>
    internal abstract Objective<T> Learned(TrainingSettings settings);

    /// <summary>Scratch for a slice.</summary>
    /// <param name="rows">Its samples.</param>
    /// <param name="neurons">The width of a state.</param>
    internal abstract ScratchSize Scratch(int rows, int neurons);

    /// <summary>Gathers features, and labels or targets.</summary>
    /// <exception cref="ArgumentException">The set is of the other kind, or does not fit.</exception>
    internal abstract void Gather(SampleSet data, ReadOnlySpan<int> chosen, Span<T> features, Span<int> labels, Span<T> targets);

    /// <summary>Losses, e and, for a readout, ∂L/∂ŷ of a slice.</summary>
    /// <returns>How many samples are right; 0 where that means nothing.</returns>
    internal abstract int Differentiate(
        int neurons, ReadOnlySpan<T> states, ReadOnlySpan<int> labels, ReadOnlySpan<T> targets, Span<T> losses, Span<T> errors,
        Span<T> outputErrors, Scratch<T> scratch);
}
