using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>A determinant that can neither overflow nor underflow: det A = Sign · e^LogMagnitude.</summary>
/// <param name="Sign">−1, 0 or 1; 0 for a zero or NaN on the diagonal of U.</param>
/// <param name="LogMagnitude">log|det A|: −∞ for a zero on the diagonal of U, NaN for a NaN.</param>
public readonly record struct LogDeterminant(int Sign, double LogMagnitude);

public static partial class Lu
{
    /// <summary>det A = sign(P) Π u_ii, as sign and log |det A| = Σ log |u_ii|, with A factored by <see cref="Factor"/>.</summary>
    /// <param name="n">The order of A; the empty determinant is 1.</param>
    /// <param name="lu">The factors, n×n.</param>
    /// <param name="ldlu">Elements from one row of the factors to the next.</param>
    /// <param name="pivots">n exchanges.</param>
    /// <returns>Summed in double for both element types.</returns>
    /// <remarks>Of a factorization that stopped at a zero pivot the determinant is 0; do not ask.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static LogDeterminant Determinant<T>(int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(lu.Length, n, n, ldlu, nameof(lu));
        Throw.IfNotLength(pivots.Length, n, nameof(pivots));
        int sign = 1;
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double diagonal = double.CreateChecked(lu[(i * ldlu) + i]);
            if (pivots[i] != i) sign = -sign;
            sign = double.IsNaN(diagonal) ? 0 : sign * Math.Sign(diagonal);
            sum += Math.Log(Math.Abs(diagonal));
        }

        return new LogDeterminant(sign, sum);
    }
}
