using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>Squared error of a readout against targets: see <see cref="ReadoutSquaredError"/>.</summary>
/// <param name="readout">R, targets × N.</param>
internal sealed class ReadoutTargetObjective<T>(Parameter<T> readout) : Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string takers = $"the {readout.Rows} outputs of this model's readout";

    /// <inheritdoc/>
    internal override int Targets => readout.Rows;

    /// <inheritdoc/>
    internal override int Outputs => readout.Rows;

    /// <inheritdoc/>
    internal override Objective<T> Learned(TrainingSettings settings)
    {
        RefuseWhatIsOfLabels(settings);
        return this;
    }

    /// <inheritdoc/>
    internal override ScratchSize Scratch(int rows, int neurons) => ReadoutSquaredError.Scratch<T>(rows, neurons, readout.Rows);

    /// <inheritdoc/>
    internal override void Gather(SampleSet data, ReadOnlySpan<int> chosen, Span<T> features, Span<int> labels, Span<T> targets) =>
        GatherTargets(data, chosen, features, targets, takers);

    /// <inheritdoc/>
    internal override int Differentiate(
        int neurons, ReadOnlySpan<T> states, ReadOnlySpan<int> labels, ReadOnlySpan<T> targets, Span<T> losses, Span<T> errors,
        Span<T> outputErrors, Scratch<T> scratch)
    {
        ReadoutSquaredError.Differentiate(
            losses.Length, neurons, readout.Rows, readout.Values, states, targets, losses, errors, outputErrors, scratch);
        return 0;
    }
}
