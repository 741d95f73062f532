using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

public static partial class Lu
{
    // More than five rounds practically never raise the estimate (Higham 1988, section 4).
    private const int EstimateRounds = 5;

    /// <summary>Scratch that <see cref="ReciprocalCondition"/> needs.</summary>
    /// <param name="n">The order of A.</param>
    public static ScratchSize ReciprocalConditionScratch<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        return ScratchSize.Of(n) + ScratchSize.Of(n);
    }

    /// <summary>An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁) from the factors, at the price of a few solves.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="lu">The factors, n×n.</param>
    /// <param name="ldlu">Elements from one row of the factors to the next.</param>
    /// <param name="pivots">n exchanges.</param>
    /// <param name="oneNorm"><see cref="OneNorm"/> of A.</param>
    /// <param name="scratch">At least <see cref="ReciprocalConditionScratch{T}"/>.</param>
    /// <returns>Between 0 and 1, 1 for n = 0. Never below the true value but by rounding, and nearly always within a factor 3 of it.
    /// 0 where A⁻¹ overflows. About log₁₀ of its inverse is the number of digits that a solution loses.</returns>
    /// <remarks>Source: W. W. Hager, Condition estimates (1984); N. J. Higham, FORTRAN codes for estimating the one-norm (1988),
    /// algorithm 4.1: ‖A⁻¹x‖₁ is convex in x, so its largest value over ‖x‖₁ ≤ 1 lies at a unit vector; its gradient A⁻ᵀ
    /// sign(A⁻¹x) says which one to try next.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or the scratch is too small.</exception>
    public static T ReciprocalCondition<T>(int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, T oneNorm, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(lu.Length, n, n, ldlu, nameof(lu));
        Throw.IfNotLength(pivots.Length, n, nameof(pivots));
        if (n == 0) return T.One;
        T inverseNorm = EstimateInverseNorm(n, lu, ldlu, pivots, scratch);
        T reciprocal = T.One / inverseNorm / oneNorm;
        return T.IsFinite(reciprocal) ? T.Min(reciprocal, T.One) : T.Zero;
    }

    private static T EstimateInverseNorm<T>(int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = scratch.Take(n, out Span<T> y).Take(n, out Span<T> signs);
        y.Fill(T.One / T.CreateChecked(n));
        Solve(Transpose.No, n, lu, ldlu, pivots, y);
        T estimate = TensorPrimitives.SumOfMagnitudes<T>(y);
        if (n == 1) return estimate;
        signs.Clear();

        int tried = -1;
        for (int round = 0; round < EstimateRounds && T.IsFinite(estimate); round++)
        {
            if (!TakeSigns(y, signs)) break;
            signs.CopyTo(y);
            Solve(Transpose.Yes, n, lu, ldlu, pivots, y);
            int steepest = TensorPrimitives.IndexOfMaxMagnitude<T>(y);
            if (steepest == tried) break;
            tried = steepest;
            y.Clear();
            y[steepest] = T.One;
            Solve(Transpose.No, n, lu, ldlu, pivots, y);
            T next = TensorPrimitives.SumOfMagnitudes<T>(y);
            if (next <= estimate && round > 0) break;
            estimate = T.Max(next, estimate);
        }

        // A vector of growing entries with alternating signs: catches matrices built to make every sign pattern above cancel.
        for (int i = 0; i < n; i++)
        {
            T entry = T.One + (T.CreateChecked(i) / T.CreateChecked(n - 1));
            y[i] = int.IsEvenInteger(i) ? entry : -entry;
        }

        Solve(Transpose.No, n, lu, ldlu, pivots, y);
        T alternating = T.CreateChecked(2) * TensorPrimitives.SumOfMagnitudes<T>(y) / T.CreateChecked(3 * (long)n);
        return alternating > estimate || T.IsNaN(alternating) ? alternating : estimate;
    }

    // signs ← sign(y), 1 for a zero; whether any sign differs from the one that stood there.
    private static bool TakeSigns<T>(ReadOnlySpan<T> y, Span<T> signs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool changed = false;
        for (int i = 0; i < y.Length; i++)
        {
            T sign = y[i] < T.Zero ? -T.One : T.One;
            changed |= sign != signs[i];
            signs[i] = sign;
        }

        return changed;
    }
}
