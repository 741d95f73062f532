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
        nuint count = (nuint)S.Count;
        if (length < count)
        {
            for (nuint i = 0; i < length; i++)
                (Unsafe.Add(ref one, i), Unsafe.Add(ref other, i)) = (Unsafe.Add(ref other, i), Unsafe.Add(ref one, i));
            return;
        }

        // The last register is loaded first and stored last: where it overlaps the one before, both store the same.
        nuint last = length - count;
        V lastLeft = S.Load(ref one, last);
        V lastRight = S.Load(ref other, last);
        for (nuint j = 0; j < last; j += count)
        {
            V left = S.Load(ref one, j);
            V right = S.Load(ref other, j);
            S.Store(right, ref one, j);
            S.Store(left, ref other, j);
        }

        S.Store(lastRight, ref one, last);
        S.Store(lastLeft, ref other, last);
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
