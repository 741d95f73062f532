using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>Softmax cross-entropy of a readout against labels: see <see cref="SoftmaxCrossEntropy"/>.</summary>
/// <param name="readout">R, classes × N.</param>
/// <param name="smoothing">ε.</param>
/// <param name="classWeights">By class; empty for equal ones.</param>
internal sealed class CrossEntropyObjective<T>(Parameter<T> readout, T smoothing = default, T[]? classWeights = null) : Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    internal override Objective<T> Learned(TrainingSettings settings)
    {
        if (settings.ClassWeights is { } given) Misuse.IfNotLength(given.Values.Length, readout.Rows, nameof(settings.ClassWeights));
        return settings.LabelSmoothing == 0 && settings.ClassWeights is null ? this : new CrossEntropyObjective<T>(
            readout, T.CreateTruncating(settings.LabelSmoothing),
            settings.ClassWeights is { } weights ? Array.ConvertAll(weights.Values.ToArray(), T.CreateTruncating) : null);
    }

    /// <inheritdoc/>
    internal override int Outputs => readout.Rows;

    /// <inheritdoc/>
    internal override ScratchSize Scratch(int rows, int neurons) => SoftmaxCrossEntropy.Scratch<T>(rows, neurons, readout.Rows);

    /// <inheritdoc/>
    internal override void Gather(SampleSet data, ReadOnlySpan<int> chosen, Span<T> features, Span<int> labels, Span<T> targets)
    {
        if (data is not Dataset labelled)
            throw new ArgumentException($"{data.Name} has no labels, but this model tells {readout.Rows} classes apart.", nameof(data));
        labelled.Gather(chosen, features, labels);
    }

    /// <inheritdoc/>
    internal override int Differentiate(
        int neurons, ReadOnlySpan<T> states, ReadOnlySpan<int> labels, ReadOnlySpan<T> targets, Span<T> losses, Span<T> errors,
        Span<T> outputErrors, Scratch<T> scratch) =>
        SoftmaxCrossEntropy.Differentiate(
            losses.Length, neurons, readout.Rows, readout.Values, states, labels, losses, errors, outputErrors, scratch, smoothing,
            classWeights).Correct;
}
