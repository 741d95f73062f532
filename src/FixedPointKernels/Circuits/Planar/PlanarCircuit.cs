using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>The circuit of one unit (n = 1), whose state is a point of the plane: all its fixed points, stable or not.</summary>
/// <remarks>
/// <para>With s = √a, β = b₀σ, D = 1 − w_r + w_r s: y = b z/D and (s² − β²) D² = w (b z)² s², a quartic in s. For w_r, w, β &gt; 0 and
/// z ≠ 0 exactly one fixed point has D &gt; 0; it has the sign of z and is stable. If w_r &gt; 1 and β &lt; 1 − 1/w_r there are two more,
/// or none, with D &lt; 0 and the other sign: a saddle, and one that large τ_y/τ_a makes stable. At z = 0 these are (0, β²) and, with
/// D = 0, y = ±√((1 − β²/a)/w).</para>
/// <para>Rectified, the recurrence and the pool are those of y &gt; 0 or of y ≤ 0, and of each the points on its side count. All in double
/// for both element types; allocates. Source: S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024, equations 16 and 102.</para>
/// </remarks>
public static class PlanarCircuit
{
    /// <summary>The coefficients of the main kind's quartic in s = √a, from s⁴ down: w_r², 2 w_r (1 − w_r),
    /// (1 − w_r)² − w b² z² − β² w_r², −2 w_r (1 − w_r) β², −(1 − w_r)² β².</summary>
    /// <param name="circuit">A circuit of one unit.</param>
    /// <param name="drive">z.</param>
    /// <exception cref="ArgumentException">The circuit has more units, or z is not finite.</exception>
    public static double[] Quartic<T>(Circuit<T> circuit, T drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double wr, double w, double q, double floor) = Read(circuit, drive);
        double rest = 1 - wr;
        return [wr * wr, 2 * wr * rest, (rest * rest) - (w * q * q) - (floor * wr * wr), -2 * wr * rest * floor, -rest * rest * floor];
    }

    /// <summary>The quartic's complex roots, as eigenvalues of its companion matrix: fewer than four where its first coefficients are 0
    /// (w_r = 0). A double root is good to half the digits; <see cref="Points{T}"/> does not use them.</summary>
    /// <param name="circuit">A circuit of one unit.</param>
    /// <param name="drive">z.</param>
    /// <exception cref="ArgumentException">The circuit has more units, z is not finite, or a coefficient is beyond double's
    /// range.</exception>
    public static Complex[] Roots<T>(Circuit<T> circuit, T drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] quartic = Quartic(circuit, drive);
        if (!Array.TrueForAll(quartic, double.IsFinite))
            throw new ArgumentException($"A drive of {drive} makes coefficients beyond double's range.", nameof(drive));
        int first = 0;
        while (first < 4 && !Array.TrueForAll(quartic, one => double.IsFinite(one / quartic[first]))) first++;
        int degree = 4 - first;
        double[] companion = new double[degree * degree];
        for (int k = 0; k < degree; k++) companion[k] = -quartic[first + k + 1] / quartic[first];
        for (int k = 1; k < degree; k++) companion[(k * degree) + k - 1] = 1;
        return Eigenvalues.OfFinite(degree, companion, out _);
    }

    /// <summary>All fixed points with finite a &gt; 0, by D from the largest.</summary>
    /// <param name="circuit">A circuit of one unit, of any kind.</param>
    /// <param name="drive">z.</param>
    /// <returns>None where nothing limits a: w_r = 0 with w (b z)² ≥ 1, or σ = 0 with too little drive.</returns>
    /// <exception cref="ArgumentException">The circuit has more units, or z is not finite.</exception>
    public static PlanarPoint[] Points<T>(Circuit<T> circuit, T drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double wr, double w, double q, double floor) = Read(circuit, drive);
        double tauY = double.CreateChecked(circuit.TauY[0]), tauA = double.CreateChecked(circuit.TauA[0]);
        bool main = circuit.Kind == CircuitKind.Main, output = circuit.Kind == CircuitKind.RectifiedOutput;

        // [w_r y]₊ is w_r y on one side of 0 and nothing on the other.
        PlanarSide above = new(main || !output ? wr : Math.Max(wr, 0), w, floor, tauY, tauA);
        IEnumerable<PlanarPoint> points = above.Points(q);
        if (!main)
        {
            PlanarSide below = new(output ? Math.Min(wr, 0) : 0, 0, floor, tauY, tauA);
            double other = above.Branches.Denominator(Math.Sqrt(floor));
            points = points.Where(one => one.Y > 0).Concat(
                below.Points(q).Where(one => one.Y <= 0)
                    .Select(one => one.Y == 0 && other < one.Denominator ? above.At(0, floor, other) : one));
        }

        return [.. points.Where(one => one.A > 0 && double.IsFinite(one.A)).OrderByDescending(one => one.Denominator)];
    }

    private static (double Recurrence, double Pool, double Driven, double Floor) Read<T>(Circuit<T> circuit, T drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(circuit);
        if (circuit.Units != 1) throw new ArgumentException($"The circuit has {circuit.Units} units, but 1 is needed.", nameof(circuit));
        Throw.IfNotFinite(drive, nameof(drive));
        double recurrence = circuit.Recurrent is null ? 1 : double.CreateChecked(circuit.Recurrent.Values[0]);
        return (
            recurrence, double.CreateChecked(circuit.Pool.Values[0]),
            double.CreateChecked(circuit.Gains[0]) * double.CreateChecked(drive), double.CreateChecked(circuit.Floor[0]));
    }
}
