using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A trial of a task without noise: its inputs, its targets and the steps that are told apart.</summary>
/// <param name="Name">Where it stands in the file.</param>
/// <param name="Needed">The quantities that it has, of <see cref="Quantities"/>.</param>
/// <param name="Expected">Those that stand there.</param>
/// <param name="Compute">The same from the library, in a precision.</param>
internal sealed record TaskCase(
    string Name, IReadOnlyList<string> Needed, IReadOnlyDictionary<string, double[]> Expected,
    Func<Precision, IReadOnlyDictionary<string, double[]>> Compute) : IGoldenCase
{
    internal const string BitInput = "tasks.xor_copy.input", BitTarget = "tasks.xor_copy.target";
    internal const string FirstDefined = "tasks.xor_copy.first_defined", FirstPredictable = "tasks.xor_copy.first_predictable";
    internal const string FirstPublished = "tasks.xor_copy.first_published";
    internal const string DecisionInput = "tasks.ngym.x", DecisionTarget = "tasks.ngym.target";

    // Only the same bits are nearer than this.
    private const double Same = 1e-30;

    // Inputs are kept in double, and rounded once.
    private static readonly double RoundedOnce = Math.ScaleB(1, -24);

    /// <summary>Those of trials of bits.</summary>
    internal static IReadOnlyList<string> OfBits { get; } = [BitInput, BitTarget, FirstDefined, FirstPredictable, FirstPublished];

    /// <summary>Those of decisions.</summary>
    internal static IReadOnlyList<string> OfDecisions { get; } = [DecisionInput, DecisionTarget];

    internal static IReadOnlyList<string> Quantities { get; } = [.. OfBits, .. OfDecisions];

    public IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, double[]> found = Compute(precision);
        double limit = tolerance ?? (precision == Precision.Float ? RoundedOnce : Same);
        return Needed.Select(quantity => Expected.TryGetValue(quantity, out double[]? expected)
            ? new QuantityFinding(quantity, Closeness.OfVectors(found[quantity], expected), limit)
            : QuantityFinding.Missing(quantity));
    }

    /// <summary>The inputs of a set of one trial as a network of this precision gets them.</summary>
    internal static double[] Inputs(TrialSet set, Precision precision)
    {
        if (precision == Precision.Double) return set.Inputs(0).ToArray();
        float[] rounded = new float[set.Features];
        set.Gather<float>([0], rounded);
        return TemporalComputation.Widen<float>(rounded);
    }
}
