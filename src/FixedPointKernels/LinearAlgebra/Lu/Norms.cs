using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

public static partial class Lu
{
    /// <summary>Scratch that <see cref="OneNorm"/> needs.</summary>
    /// <param name="n">The order of A.</param>
    public static ScratchSize OneNormScratch<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        return ScratchSize.Of(n) + ScratchSize.Of(n);
    }

    /// <summary>‖A‖₁ = max over columns of Σᵢ |aᵢⱼ|; take it before <see cref="Factor"/> overwrites A.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="a">A, n×n row-major.</param>
    /// <param name="lda">Elements from one row of A to the next.</param>
    /// <param name="scratch">At least <see cref="OneNormScratch{T}"/>.</param>
    /// <returns>0 for n = 0; not finite if an entry is not.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, or the scratch is too small.</exception>
    public static T OneNorm<T>(int n, ReadOnlySpan<T> a, int lda, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(a.Length, n, n, lda, nameof(a));
        if (n == 0) return T.Zero;
        _ = scratch.Take(n, out Span<T> sums).Take(n, out Span<T> magnitudes);
        sums.Clear();
        for (int i = 0; i < n; i++)
        {
            TensorPrimitives.Abs(a.Slice(i * lda, n), magnitudes);
            TensorPrimitives.Add(sums, magnitudes, sums);
        }

        return TensorPrimitives.Max<T>(sums);
    }

    /// <summary>max |aᵢⱼ|, which <see cref="PivotGrowth"/> compares with; take it before <see cref="Factor"/> overwrites A.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="a">A, n×n row-major.</param>
    /// <param name="lda">Elements from one row of A to the next.</param>
    /// <returns>0 for n = 0; NaN if an entry is.</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static T LargestEntry<T>(int n, ReadOnlySpan<T> a, int lda)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(a.Length, n, n, lda, nameof(a));
        T largest = T.Zero;
        for (int i = 0; i < n; i++) largest = T.Max(largest, T.Abs(TensorPrimitives.MaxMagnitude(a.Slice(i * lda, n))));
        return largest;
    }

    /// <summary>max |uᵢⱼ| / max |aᵢⱼ|: how far elimination let entries grow. Near 1 is good; the error
    /// bound of a solution grows with it.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="lu">The factors, n×n.</param>
    /// <param name="ldlu">Elements from one row of the factors to the next.</param>
    /// <param name="largestEntry"><see cref="LargestEntry"/> of A, a positive number.</param>
    /// <returns>1 for n = 0.</returns>
    /// <remarks>Source: J. H. Wilkinson, Error analysis of direct methods of matrix inversion (1961). At
    /// most 2ⁿ⁻¹ with partial pivoting.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static T PivotGrowth<T>(int n, ReadOnlySpan<T> lu, int ldlu, T largestEntry)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(lu.Length, n, n, ldlu, nameof(lu));
        if (n == 0) return T.One;
        T largest = T.Zero;
        for (int i = 0; i < n; i++) largest = T.Max(largest, T.Abs(TensorPrimitives.MaxMagnitude(lu.Slice((i * ldlu) + i, n - i))));
        return largest / largestEntry;
    }
}
