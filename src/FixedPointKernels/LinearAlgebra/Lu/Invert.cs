using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

public static partial class Lu
{
    /// <summary>Scratch that <see cref="Invert"/> needs.</summary>
    /// <param name="n">The order of A.</param>
    public static ScratchSize InvertScratch<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        return SolveManyScratch<T>(n, n);
    }

    /// <summary>X = A⁻¹, with A factored by <see cref="Factor"/>.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="lu">The factors, n×n.</param>
    /// <param name="ldlu">Elements from one row of the factors to the next.</param>
    /// <param name="pivots">n exchanges.</param>
    /// <param name="inverse">X, n×n row-major; what was there is not read.</param>
    /// <param name="ldinverse">Elements from one row of X to the next, at least n; what lies between rows is not touched.</param>
    /// <param name="scratch">At least <see cref="InvertScratch{T}"/>.</param>
    /// <remarks>
    /// <para>2n³ flops: the columns of the identity are solved as right-hand sides, which keeps |A X − I| ≤ 3 γₙ |Pᵀ| |L| |U| |X|.</para>
    /// <para>Aliasing: <paramref name="inverse"/> must not share memory with the factors or the scratch.</para>
    /// <para>Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), section 14.3, the column-wise method.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or the scratch is too small.</exception>
    public static void Invert<T>(
        int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, Span<T> inverse, int ldinverse, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(inverse.Length, n, n, ldinverse, nameof(inverse));
        for (int i = 0; i < n; i++)
        {
            inverse.Slice(i * ldinverse, n).Clear();
            inverse[(i * ldinverse) + i] = T.One;
        }

        SolveMany(Transpose.No, n, lu, ldlu, pivots, n, inverse, ldinverse, scratch);
    }
}
