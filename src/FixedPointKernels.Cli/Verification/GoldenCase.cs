using System.Collections.Generic;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>One case of a golden file: a network, a batch, a loss, a rate, and the values to check. Row-major; rows of batch quantities are
/// samples.</summary>
internal sealed record GoldenCase
{
    internal required string Name { get; init; }

    internal required ActivationChoice Activation { get; init; }

    internal required int Neurons { get; init; }

    internal required int Batch { get; init; }

    /// <summary>W, N×N.</summary>
    internal required double[] Weights { get; init; }

    /// <summary>X, B×N.</summary>
    internal required double[] Input { get; init; }

    /// <summary>Softmax cross-entropy of <see cref="Readout"/> against <see cref="Labels"/>, else squared error against <see
    /// cref="Targets"/>.</summary>
    internal required bool IsCrossEntropy { get; init; }

    /// <summary>C×N; empty for squared error.</summary>
    internal required double[] Readout { get; init; }

    internal required int[] Labels { get; init; }

    /// <summary>B×N; empty for cross-entropy.</summary>
    internal required double[] Targets { get; init; }

    /// <summary>η of the complete steps.</summary>
    internal required double Rate { get; init; }

    /// <summary>What is to be checked, by the names of <see cref="Quantities.All"/>; a quantity that the file lacks is not here.</summary>
    internal required IReadOnlyDictionary<string, double[]> Expected { get; init; }
}
