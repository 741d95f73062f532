using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

public static partial class Lu
{
    /// <summary>x ← A⁻¹ x, or A⁻ᵀ x, with A factored by <see cref="Factor"/>.</summary>
    /// <param name="transpose">Which of the two.</param>
    /// <param name="n">The order of A.</param>
    /// <param name="lu">The factors, n×n.</param>
    /// <param name="ldlu">Elements from one row of the factors to the next.</param>
    /// <param name="pivots">n exchanges.</param>
    /// <param name="x">The right-hand side, n; on return the solution.</param>
    /// <remarks>
    /// <para>Aliasing: <paramref name="x"/> must not share memory with the factors. Scratch: none.</para>
    /// <para>Error: ‖b − A x‖ ≤ 3 γₙ ‖|L| |U| |x|‖ and the like for Aᵀ. A factorization that stopped at a pivot
    /// gives garbage or non-finite numbers.</para>
    /// <para>The plain solve sums along rows, in an order that depends on the register width; the transposed one
    /// has the same bits at every width.</para>
    /// <para>Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), theorem 9.4.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static void Solve<T>(Transpose transpose, int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(lu.Length, n, n, ldlu, nameof(lu));
        Throw.IfNotLength(pivots.Length, n, nameof(pivots));
        Throw.IfNotLength(x.Length, n, nameof(x));
        if (n == 0) return;
        if (transpose == Transpose.No)
        {
            for (int i = 0; i < n; i++) (x[i], x[pivots[i]]) = (x[pivots[i]], x[i]);
            LuSolvePlain<T> kernel = new(n, lu, ldlu, x);
            Dispatch.Run<LuSolvePlain<T>, T>(ref kernel);
        }
        else
        {
            LuSolveTransposed<T> kernel = new(n, lu, ldlu, x);
            Dispatch.Run<LuSolveTransposed<T>, T>(ref kernel);
            for (int i = n - 1; i >= 0; i--) (x[i], x[pivots[i]]) = (x[pivots[i]], x[i]);
        }
    }
}
