using System.Collections.Generic;
using System.Threading;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>One case of a golden file: a network, a batch, a loss, a rate, and the values to check. Row-major; rows of batch quantities are
/// samples.</summary>
internal sealed record GoldenCase : IGoldenCase
{
    // What independent double-precision codes agree to on these problems, with room for condition numbers of a few hundred thousand.
    private const double DoubleLimit = 1e-9;

    public required string Name { get; init; }

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

    public IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, double[]> found = Compute(precision, cancellation);
        IReadOnlyDictionary<string, double>? limits = precision == Precision.Float && tolerance is null
            ? FloatLimits.Of(
                this, Neurons, one => one.Compute(Precision.Double, cancellation), Move,
                (_, moved, exact) => RelativeError.Of(moved, exact))
            : null;
        foreach (string quantity in Quantities.All)
        {
            if (Expected.TryGetValue(quantity, out double[]? expected))
                yield return new(quantity, RelativeError.Of(found[quantity], expected), tolerance ?? limits?[quantity] ?? DoubleLimit);
            else if (Quantities.Required(quantity, Activation.IsLinear))
                yield return QuantityFinding.Missing(quantity);
        }
    }

    private IReadOnlyDictionary<string, double[]> Compute(Precision precision, CancellationToken cancellation) =>
        Activation.Run<CaseComputation, IReadOnlyDictionary<string, double[]>>(precision, new CaseComputation(this, cancellation));

    private static GoldenCase Move(GoldenCase one, int pattern) => one with
    {
        Weights = FloatLimits.Move(one.Weights, pattern, 1),
        Input = FloatLimits.Move(one.Input, pattern, 2),
        Readout = FloatLimits.Move(one.Readout, pattern, 3),
        Targets = FloatLimits.Move(one.Targets, pattern, 4),
    };
}
