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

    /// <summary>Gathers features and targets.</summary>
    /// <param name="data">A <see cref="TargetSet"/>.</param>
    /// <param name="chosen">Which.</param>
    /// <param name="features">Overwritten.</param>
    /// <param name="targets">Overwritten.</param>
    /// <param name="takers">What is to take them, for the refusal of another set; made once, since a text costs bytes.</param>
    private protected static void GatherTargets(
        SampleSet data, ReadOnlySpan<int> chosen, Span<T> features, Span<T> targets, string takers)
    {
        if (data is not TargetSet wanted)
            throw new ArgumentException($"{data.Name} has no targets, but {takers} are to take some.", nameof(data));
        wanted.Gather(chosen, features, targets);
    }

    /// <summary>Refuses label smoothing and class weights, which targets do not know.</summary>
    /// <exception cref="ArgumentException">One of them is set.</exception>
    private protected static void RefuseWhatIsOfLabels(TrainingSettings settings)
    {
        string? unused = settings.LabelSmoothing > 0 ? nameof(settings.LabelSmoothing)
            : settings.ClassWeights is not null ? nameof(settings.ClassWeights) : null;
        if (unused is not null) throw new ArgumentException($"{unused} is set, but this model learns targets, not labels.", unused);
    }

    /// <summary>Losses, e and, for a readout, ∂L/∂ŷ of a slice.</summary>
    /// <returns>How many samples are right; 0 where that means nothing.</returns>
    internal abstract int Differentiate(
        int neurons, ReadOnlySpan<T> states, ReadOnlySpan<int> labels, ReadOnlySpan<T> targets, Span<T> losses, Span<T> errors,
        Span<T> outputErrors, Scratch<T> scratch);
}
