using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>The eigenvalues of a circuit's Jacobian in closed form, where Wr = I, every entry of W is the same α, and b₀σ, τ_y and τ_a are
/// the same for all units.</summary>
/// <remarks>
/// With P = α Σ (b z)² over the p units that feed the pool (all in the main kind, those with b z &gt; 0 in a rectified one) and
/// A = (b₀σ)² + P: −1/τ_a n − 1 times, −√A/τ_y p − 1 times, −1/τ_y n − p times, and the two roots of
/// λ² + ((1 − P/A)/τ_a + √A/τ_y) λ + √A/(τ_y τ_a) = 0; where p = 0, −1/τ_y and −1/τ_a n times each. They are complex, a damped oscillation
/// at the onset of a response, where the square of the middle coefficient is below four times the last. Source: public code of S. Rawat,
/// D. J. Heeger, S. Martiniani, NeurIPS 2024.
/// </remarks>
public static class UniformPoolSpectrum
{
    /// <summary>The 2n eigenvalues at the fixed point.</summary>
    /// <param name="circuit">A circuit with Wr = I.</param>
    /// <param name="drive">z, n.</param>
    /// <returns>2n numbers, the two roots last; null where the circuit's parameters differ from unit to unit, or the fixed point has no
    /// finite a &gt; 0.</returns>
    /// <remarks>Allocates; computed in double for both element types.</remarks>
    /// <exception cref="ArgumentException">The circuit has a matrix Wr, or the length does not fit.</exception>
    public static Complex[]? Of<T>(Circuit<T> circuit, ReadOnlySpan<T> drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        IdentityPoint point = IdentityPoint.Of(circuit, drive);
        int n = point.Units;
        if (!Same(point.Pool) || !Same(point.Floor) || !Same(point.TauY) || !Same(point.TauA)) return null;
        double a = point.A[0], tauY = point.TauY[0], tauA = point.TauA[0], floor = point.Floor[0];
        if (!(a > 0 && double.IsFinite(a)) || !point.Driven.All(double.IsFinite)) return null;
        int p = point.Kind == CircuitKind.Main ? n : point.Driven.Count(one => one > 0);
        double s = Math.Sqrt(a);
        Complex[] fixedOnes = [.. Repeat(-1 / tauA, n - Math.Sign(p)), .. Repeat(-s / tauY, p - 1), .. Repeat(-1 / tauY, n - p)];
        if (p == 0) return fixedOnes;

        // The polynomial is that of [[−√A/τ_y, −√A/τ_y], [(P/A)/τ_a, −(1 − P/A)/τ_a]], and 1 − P/A is (b₀σ)²/A.
        (Complex first, Complex second) = TwoByTwo.Eigenvalues(-s / tauY, -s / tauY, (a - floor) / a / tauA, -(floor / a) / tauA);
        return [.. fixedOnes, first, second];

        static bool Same(double[] values) => Array.TrueForAll(values, one => one == values[0]);

        static Complex[] Repeat(double value, int times) => [.. Enumerable.Repeat(new Complex(value, 0), Math.Max(times, 0))];
    }
}
