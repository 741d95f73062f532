using System;
using System.Collections.Generic;
using System.Threading;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Lyapunov exponents along one trajectory of a cell, and the gradients of Σ (λ − λ*)².</summary>
internal sealed record SpectrumCase : IGoldenCase
{
    // Relative: what independent codes in double agree to.
    internal const double CommonLimit = 1e-11;

    public required string Name { get; init; }

    internal required ActivationChoice Activation { get; init; }

    internal required LeakPlacement Placement { get; init; }

    internal required double Alpha { get; init; }

    internal required int Units { get; init; }

    internal required int Columns { get; init; }

    /// <summary>W, U, b and s₀, one after the other.</summary>
    internal required double[] Parameters { get; init; }

    /// <summary>x, T × D.</summary>
    internal required double[] Inputs { get; init; }

    /// <summary>Q₀, k × N: vectors as rows.</summary>
    internal required double[] Vectors { get; init; }

    internal required SpectrumSchedule Schedule { get; init; }

    internal required double Target { get; init; }

    /// <summary>Those that it can have, of <see cref="SpectrumQuantities"/>.</summary>
    internal required IReadOnlyList<string> Quantities { get; init; }

    /// <summary>Those that stand in the file.</summary>
    internal required IReadOnlyDictionary<string, double[]> Expected { get; init; }

    /// <summary>Largest error in double.</summary>
    internal double Limit { get; init; } = CommonLimit;

    internal int Exponents => Vectors.Length / Units;

    public IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, double[]> found = SpectrumComputation.Of(this, precision);
        cancellation.ThrowIfCancellationRequested();

        // Errors of steps long past are forgotten where the dynamics contracts, and are in what is measured where it does not.
        IReadOnlyDictionary<string, double>? limits = precision == Precision.Float && tolerance is null
            ? FloatLimits.Of(
                this, (Units + Columns + 8) * Math.Min(Schedule.Steps, 100), one => SpectrumComputation.Of(one, Precision.Double), Move,
                (_, one, other) => Closeness.OfVectors(one, other))
            : null;
        foreach (string quantity in Quantities)
        {
            if (Expected.TryGetValue(quantity, out double[]? expected))
            {
                double error = found.TryGetValue(quantity, out double[]? value) ? Closeness.OfVectors(value, expected) : double.NaN;
                double limit = tolerance ?? Math.Max(Limit, limits?.GetValueOrDefault(quantity) ?? 0);

                // Of chaos float may have no digit: where what it may be off by is all of it, nothing is said.
                if (limits is null || limit < 1) yield return new(quantity, error, limit);
            }
            else if (SpectrumQuantities.IsNeeded(quantity, Units)) yield return QuantityFinding.Missing(quantity);
        }
    }

    private static SpectrumCase Move(SpectrumCase one, int pattern) => one with
    {
        Parameters = FloatLimits.Move(one.Parameters, pattern, 1),
        Inputs = FloatLimits.Move(one.Inputs, pattern, 2),
        Vectors = FloatLimits.Move(one.Vectors, pattern, 3),
    };
}
