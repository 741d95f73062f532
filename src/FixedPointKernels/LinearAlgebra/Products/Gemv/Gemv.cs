using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Matrix–vector products y ← α·op(A)·x + β·y with A row-major as stored.</summary>
/// <remarks>
/// As stored, each yᵢ is an inner product whose order of summation depends on the columns and the register width only; transposed, each yⱼ
/// is one chain of fused multiply-adds over the rows in ascending order, the same bits at every width. Where a vector must get the same
/// bits as a row of a batch, use <see cref="Weights.PackedWeights{T}.Multiply"/> with one.
/// </remarks>
public static class Gemv
{
    /// <summary>y ← α·A·x + β·y, or y ← α·Aᵀ·x + β·y.</summary>
    /// <param name="transpose">Whether A enters transposed.</param>
    /// <param name="rows">Rows of A as stored.</param>
    /// <param name="columns">Columns of A as stored.</param>
    /// <param name="alpha">Factor of the product; 0 means that A and x are not read.</param>
    /// <param name="a">A, rows×columns.</param>
    /// <param name="lda">A's leading dimension, at least columns.</param>
    /// <param name="x">columns elements (rows if transposed).</param>
    /// <param name="beta">Factor of the old y; 0 means that y is not read.</param>
    /// <param name="y">rows elements (columns if transposed); may not overlap A or x.</param>
    /// <exception cref="ArgumentException">A shape does not fit its span, or y overlaps A or x.</exception>
    public static void Multiply<T>(
        Transpose transpose, int rows, int columns, T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> x, T beta, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotMatrix(a.Length, rows, columns, lda, nameof(a));
        Throw.IfNotLength(x.Length, transpose == Transpose.No ? columns : rows, nameof(x));
        Throw.IfNotLength(y.Length, transpose == Transpose.No ? rows : columns, nameof(y));
        Throw.IfOverlaps(y, x, nameof(y), nameof(x));
        if (MatrixOverlap.Exists(y, 1, y.Length, y.Length, a, rows, columns, lda)) Throw.Overlap(nameof(y), nameof(a));
        if (alpha == T.Zero || x.IsEmpty)
        {
            Scale(beta, y);
            return;
        }

        if (transpose == Transpose.No)
        {
            GemvKernel<T> kernel = new() { Rows = rows, Columns = columns, Alpha = alpha, A = a, Lda = lda, X = x, Beta = beta, Y = y };
            Dispatch.Run<GemvKernel<T>, T>(ref kernel);
        }
        else
        {
            bool fresh = beta == T.Zero;
            if (!fresh) Scale(beta, y);
            GemvTransposedKernel<T> kernel =
                new() { Rows = rows, Columns = columns, Alpha = alpha, A = a, Lda = lda, X = x, Fresh = fresh, Y = y };
            Dispatch.Run<GemvTransposedKernel<T>, T>(ref kernel);
        }
    }

    // y ← β·y, and zeros where β = 0, whatever y held.
    internal static void Scale<T>(T beta, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (beta == T.Zero) y.Clear();
        else if (beta != T.One) TensorPrimitives.Multiply(y, beta, y);
    }
}
