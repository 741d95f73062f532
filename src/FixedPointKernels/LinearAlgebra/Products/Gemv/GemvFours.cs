using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The inner products of x with rows of at most <see cref="Widest"/> vectors, four rows at a time.</summary>
/// <remarks>
/// Such rows mostly come from the first-level cache, where instructions count, not streams: one chain per row, four rows at once, and their
/// sums over lanes go straight from registers to where they belong.
/// </remarks>
internal static class GemvFours
{
    /// <summary>Vectors per row: x and the four chains then fit 16 registers, too.</summary>
    internal const int Widest = 8;

    /// <summary>sumsᵢ ← Σⱼ Aᵢⱼ xⱼ.</summary>
    /// <param name="rows">Rows. From four on, the last four overlap the four before and write the same bits again;
    /// fewer write three elements too many.</param>
    /// <param name="a">A, C vectors per row.</param>
    /// <param name="lda">Elements from row to row.</param>
    /// <param name="x">C vectors.</param>
    /// <param name="last">Where the last vector starts; it may overlap the one before.</param>
    /// <param name="sums">The sums; not in A or x.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<S, V, C, T>(int rows, ref T a, nint lda, ref T x, int last, ref T sums)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : struct, IGemmExtent
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The lanes counted already are NaN in the mask, so that 1 is not greater.
        nuint n = (nuint)S.Count, tail = (nuint)last;
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One), counted = S.FirstLanes(((C.Value - 1) * S.Count) - last);
        V end = S.IfGreater(one, counted, S.Load(ref x, tail), zero);
        V x0 = default, x1 = default, x2 = default, x3 = default, x4 = default, x5 = default, x6 = default;
        if (C.Value > 1) x0 = S.Load(ref x, 0);
        if (C.Value > 2) x1 = S.Load(ref x, n);
        if (C.Value > 3) x2 = S.Load(ref x, 2 * n);
        if (C.Value > 4) x3 = S.Load(ref x, 3 * n);
        if (C.Value > 5) x4 = S.Load(ref x, 4 * n);
        if (C.Value > 6) x5 = S.Load(ref x, 5 * n);
        if (C.Value > 7) x6 = S.Load(ref x, 6 * n);
        int stride = rows < 4 ? 1 : 4, final = rows < 4 ? rows - 1 : rows - 4;
        nint down = rows < 4 ? 0 : lda;
        for (int row = 0; row < rows; row += stride)
        {
            int top = Math.Min(row, final);
            ref T a0 = ref Unsafe.Add(ref a, top * lda);
            ref T a1 = ref Unsafe.Add(ref a0, down);
            ref T a2 = ref Unsafe.Add(ref a1, down);
            ref T a3 = ref Unsafe.Add(ref a2, down);
            V s0 = S.Multiply(end, S.IfGreater(one, counted, S.Load(ref a0, tail), zero));
            V s1 = S.Multiply(end, S.IfGreater(one, counted, S.Load(ref a1, tail), zero));
            V s2 = S.Multiply(end, S.IfGreater(one, counted, S.Load(ref a2, tail), zero));
            V s3 = S.Multiply(end, S.IfGreater(one, counted, S.Load(ref a3, tail), zero));
            if (C.Value > 1)
            {
                s0 = S.MultiplyAdd(x0, S.Load(ref a0, 0), s0);
                s1 = S.MultiplyAdd(x0, S.Load(ref a1, 0), s1);
                s2 = S.MultiplyAdd(x0, S.Load(ref a2, 0), s2);
                s3 = S.MultiplyAdd(x0, S.Load(ref a3, 0), s3);
            }

            if (C.Value > 2)
            {
                s0 = S.MultiplyAdd(x1, S.Load(ref a0, n), s0);
                s1 = S.MultiplyAdd(x1, S.Load(ref a1, n), s1);
                s2 = S.MultiplyAdd(x1, S.Load(ref a2, n), s2);
                s3 = S.MultiplyAdd(x1, S.Load(ref a3, n), s3);
            }

            if (C.Value > 3)
            {
                s0 = S.MultiplyAdd(x2, S.Load(ref a0, 2 * n), s0);
                s1 = S.MultiplyAdd(x2, S.Load(ref a1, 2 * n), s1);
                s2 = S.MultiplyAdd(x2, S.Load(ref a2, 2 * n), s2);
                s3 = S.MultiplyAdd(x2, S.Load(ref a3, 2 * n), s3);
            }

            if (C.Value > 4)
            {
                s0 = S.MultiplyAdd(x3, S.Load(ref a0, 3 * n), s0);
                s1 = S.MultiplyAdd(x3, S.Load(ref a1, 3 * n), s1);
                s2 = S.MultiplyAdd(x3, S.Load(ref a2, 3 * n), s2);
                s3 = S.MultiplyAdd(x3, S.Load(ref a3, 3 * n), s3);
            }

            if (C.Value > 5)
            {
                s0 = S.MultiplyAdd(x4, S.Load(ref a0, 4 * n), s0);
                s1 = S.MultiplyAdd(x4, S.Load(ref a1, 4 * n), s1);
                s2 = S.MultiplyAdd(x4, S.Load(ref a2, 4 * n), s2);
                s3 = S.MultiplyAdd(x4, S.Load(ref a3, 4 * n), s3);
            }

            if (C.Value > 6)
            {
                s0 = S.MultiplyAdd(x5, S.Load(ref a0, 5 * n), s0);
                s1 = S.MultiplyAdd(x5, S.Load(ref a1, 5 * n), s1);
                s2 = S.MultiplyAdd(x5, S.Load(ref a2, 5 * n), s2);
                s3 = S.MultiplyAdd(x5, S.Load(ref a3, 5 * n), s3);
            }

            if (C.Value > 7)
            {
                s0 = S.MultiplyAdd(x6, S.Load(ref a0, 6 * n), s0);
                s1 = S.MultiplyAdd(x6, S.Load(ref a1, 6 * n), s1);
                s2 = S.MultiplyAdd(x6, S.Load(ref a2, 6 * n), s2);
                s3 = S.MultiplyAdd(x6, S.Load(ref a3, 6 * n), s3);
            }

            S.SumFour(s0, s1, s2, s3, ref Unsafe.Add(ref sums, top));
        }
    }
}
