using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Matrix–matrix products.</summary>
public static class Gemm
{
    /// <summary>Scratch that <see cref="Multiply"/> needs.</summary>
    public static ScratchSize MultiplyScratch<T>(int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ScratchSize.None;

    /// <summary>C ← α·op(A)·op(B) + β·C.</summary>
    public static void Multiply<T>(
        Transpose transposeA, Transpose transposeB, int m, int n, int k,
        T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, T beta, Span<T> c, int ldc, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++)
                {
                    T left = transposeA == Transpose.No ? a[(i * lda) + p] : a[(p * lda) + i];
                    T right = transposeB == Transpose.No ? b[(p * ldb) + j] : b[(j * ldb) + p];
                    sum = T.FusedMultiplyAdd(left, right, sum);
                }

                T old = beta == T.Zero ? T.Zero : beta * c[(i * ldc) + j];
                c[(i * ldc) + j] = T.FusedMultiplyAdd(alpha, sum, old);
            }
        }
    }

    /// <summary>Elements that <see cref="Pack"/> fills for an op(B) of k×n.</summary>
    public static int PackedLength<T>(int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => k * n;

    /// <summary>Copies op(B), k×n, into the layout that the micro-kernel streams.</summary>
    public static void Pack<T>(Transpose transposeB, int k, int n, ReadOnlySpan<T> b, int ldb, Span<T> packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int p = 0; p < k; p++)
        {
            for (int j = 0; j < n; j++) packed[(p * n) + j] = transposeB == Transpose.No ? b[(p * ldb) + j] : b[(j * ldb) + p];
        }
    }

    /// <summary>C ← α·A·B + β·C with A m×k row-major and B packed by <see cref="Pack"/>.</summary>
    public static void MultiplyPacked<T>(
        int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> packed, T beta, Span<T> c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(Transpose.No, Transpose.No, m, n, k, alpha, a, lda, packed, n, beta, c, ldc, default);
}
