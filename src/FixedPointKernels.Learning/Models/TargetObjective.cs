using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>Squared error of chosen neurons against targets: see <see cref="SquaredError"/>.</summary>
internal sealed class TargetObjective<T> : Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] outputs;
    private readonly string takers;

    /// <summary>Takes the neurons.</summary>
    /// <param name="neurons">The width of a state.</param>
    /// <param name="outputs">The neuron of every target, at least one.</param>
    /// <exception cref="ArgumentException">None, or one that lies outside.</exception>
    internal TargetObjective(int neurons, ReadOnlySpan<int> outputs)
    {
        if (outputs.IsEmpty) throw new ArgumentException("No neuron has a target: at least one must be chosen.", nameof(outputs));
        Misuse.IfNeuronOutside(outputs, neurons, nameof(outputs));
        (this.outputs, takers) = (outputs.ToArray(), $"{outputs.Length} neurons of this model");
    }

    /// <summary>The neuron of every target.</summary>
    internal ReadOnlySpan<int> Neurons => outputs;

    /// <inheritdoc/>
    internal override int Targets => outputs.Length;

    /// <inheritdoc/>
    internal override Objective<T> Learned(TrainingSettings settings)
    {
        RefuseWhatIsOfLabels(settings);
        return this;
    }

    /// <inheritdoc/>
    internal override ScratchSize Scratch(int rows, int neurons) => SquaredError.Scratch<T>(outputs.Length);

    /// <inheritdoc/>
    internal override void Gather(SampleSet data, ReadOnlySpan<int> chosen, Span<T> features, Span<int> labels, Span<T> targets) =>
        GatherTargets(data, chosen, features, targets, takers);

    /// <inheritdoc/>
    internal override int Differentiate(
        int neurons, ReadOnlySpan<T> states, ReadOnlySpan<int> labels, ReadOnlySpan<T> targets, Span<T> losses, Span<T> errors,
        Span<T> outputErrors, Scratch<T> scratch)
    {
        SquaredError.Differentiate(losses.Length, neurons, outputs, states, targets, losses, errors, scratch);
        return 0;
    }
}
