using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Circuits;

/// <summary>The only fixed point of a circuit with Wr = I, and its parameters, in double: what the analysis of both element types works
/// on.</summary>
/// <remarks>a = (b₀σ)² + W (b z)² and y = b z/√a; rectified, [b z]₊ for b z in both, and y = b z where that is not positive.</remarks>
internal sealed class IdentityPoint
{
    private IdentityPoint(CircuitKind kind, int units) => (Kind, Units) = (kind, units);

    internal CircuitKind Kind { get; }

    internal int Units { get; }

    internal required double[] Pool { get; init; }

    internal required double[] Floor { get; init; }

    internal required double[] TauY { get; init; }

    internal required double[] TauA { get; init; }

    /// <summary>b z.</summary>
    internal required double[] Driven { get; init; }

    internal required double[] Y { get; init; }

    internal required double[] A { get; init; }

    /// <summary>What unit j brings into a pool: (b z)², of a rectified circuit [b z]₊².</summary>
    internal double Fed(int j) => Kind == CircuitKind.Main || Driven[j] > 0 ? Driven[j] * Driven[j] : 0;

    internal static IdentityPoint Of<T>(Circuit<T> circuit, ReadOnlySpan<T> drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(circuit);
        int n = circuit.Units;
        Throw.IfNotLength(drive.Length, n, nameof(drive));
        if (circuit.Recurrent is not null)
            throw new ArgumentException($"The circuit has a {n}×{n} matrix Wr; this is known for Wr = I.", nameof(circuit));
        double[] driven = new double[n];
        for (int i = 0; i < n; i++) driven[i] = double.CreateChecked(circuit.Gains[i]) * double.CreateChecked(drive[i]);
        IdentityPoint point = new(circuit.Kind, n)
        {
            Pool = Widen(circuit.Pool.Values), Floor = Widen(circuit.Floor), TauY = Widen(circuit.TauY), TauA = Widen(circuit.TauA),
            Driven = driven, Y = new double[n], A = new double[n],
        };
        for (int i = 0; i < n; i++)
        {
            double a = point.Floor[i];
            for (int j = 0; j < n; j++) a += point.Pool[(i * n) + j] * point.Fed(j);
            point.A[i] = a;
            point.Y[i] = circuit.Kind == CircuitKind.Main || driven[i] > 0 ? driven[i] / Math.Sqrt(a) : driven[i];
        }

        return point;
    }

    private static double[] Widen<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = double.CreateChecked(values[i]);
        return wide;
    }
}
