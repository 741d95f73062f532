using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A sequential case of an ORGaNICs file: a batch through a cell and a readout, and every gradient of the mean
/// cross-entropy.</summary>
internal sealed record SequentialCase : IGoldenCase
{
    public required string Name { get; init; }

    internal required SequentialForm Form { get; init; }

    internal required SequentialShape Shape { get; init; }

    internal required int Steps { get; init; }

    internal required int Classes { get; init; }

    internal required double Sigma { get; init; }

    /// <summary>k_max of y, a, b₀, b: k = k_max f(p).</summary>
    internal required double[] LargestRates { get; init; }

    /// <summary>Row-major, by the names of the file, before any is exponentiated or scaled.</summary>
    internal required IReadOnlyDictionary<string, double[]> Parameters { get; init; }

    /// <summary>y, a, b₀, b before the first step, n each.</summary>
    internal required IReadOnlyList<double[]> Start { get; init; }

    /// <summary>samples × T × m.</summary>
    internal required double[] Inputs { get; init; }

    internal required int[] Labels { get; init; }

    /// <summary>What is to be checked, by the names of <see cref="SequentialQuantities"/>.</summary>
    internal required IReadOnlyDictionary<string, double[]> Expected { get; init; }

    public IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, double[]> found = SequentialComputation.Of(this, precision);
        cancellation.ThrowIfCancellationRequested();

        // A step's products have 2n + m terms and the steps follow one another; the gradients are sums over steps and samples.
        IReadOnlyDictionary<string, double>? limits = precision == Precision.Float && tolerance is null
            ? FloatLimits.Of(
                this, ((2 * Shape.Units) + Shape.Inputs + 8) * Steps, one => SequentialComputation.Of(one, Precision.Double), Move,
                (_, one, other) => Closeness.OfVectors(one, other))
            : null;
        foreach (SequentialQuantity one in SequentialQuantities.All)
        {
            if (!Expected.TryGetValue(one.Name, out double[]? expected)) yield return QuantityFinding.Missing(one.Name);
            else
                yield return new(
                    one.Name, Closeness.OfVectors(found[one.Name], expected), tolerance ?? limits?[one.Name] ?? one.Limit);
        }
    }

    private static SequentialCase Move(SequentialCase one, int pattern) => one with
    {
        Parameters = one.Parameters.Select((pair, k) => (pair.Key, Values: FloatLimits.Move(pair.Value, pattern, 1 + k)))
            .ToDictionary(pair => pair.Key, pair => pair.Values),
        Start = [.. one.Start.Select((state, k) => FloatLimits.Move(state, pattern, 31 + k))],
        Inputs = FloatLimits.Move(one.Inputs, pattern, 30),
    };
}
