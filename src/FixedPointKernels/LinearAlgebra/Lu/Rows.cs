using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Exchanges of whole rows.</summary>
internal static class Rows
{
    /// <summary>one ↔ other, <paramref name="length"/> elements.</summary>
    internal static void Exchange<S, V, T>(ref T one, ref T other, nuint length)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint j = 0;
        for (; j + (nuint)S.Count <= length; j += (nuint)S.Count)
        {
            V left = S.Load(ref one, j);
            V right = S.Load(ref other, j);
            S.Store(right, ref one, j);
            S.Store(left, ref other, j);
        }

        for (; j < length; j++) (Unsafe.Add(ref one, j), Unsafe.Add(ref other, j)) = (Unsafe.Add(ref other, j), Unsafe.Add(ref one, j));
    }
}

/// <summary>B ← P B or Pᵀ B for the exchanges of an LU factorization, B a row-major matrix.</summary>
internal ref struct PermuteRows<T>(ReadOnlySpan<int> pivots, bool undo, int columns, Span<T> b, int ldb) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<int> pivots = pivots;
    private readonly ref T first = ref MemoryMarshal.GetReference(b);

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int k = 0; k < pivots.Length; k++)
        {
            int row = undo ? pivots.Length - 1 - k : k;
            int partner = pivots[row];
            if (partner == row) continue;
            Rows.Exchange<S, V, T>(
                ref Unsafe.Add(ref first, (nuint)row * (nuint)ldb), ref Unsafe.Add(ref first, (nuint)partner * (nuint)ldb), (nuint)columns);
        }
    }
}
