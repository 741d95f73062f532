using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>x ← U⁻¹ L⁻¹ x as dot products along the rows of the factors.</summary>
/// <remarks>
/// Rows are taken in blocks of 16, for L counted from the first row and for U from the last: the part of a row outside its block is then
/// a multiple of every register length, so no dot product has a tail. Four rows at a time share each
/// load of x and give four independent chains.
/// </remarks>
internal ref struct LuSolvePlain<T>(int n, ReadOnlySpan<T> lu, int ldlu, Span<T> x) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const int Block = 16;
    private readonly ref T factors = ref MemoryMarshal.GetReference(lu);
    private readonly ref T unknowns = ref MemoryMarshal.GetReference(x);

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int start = 0; start < n; start += Block)
        {
            int end = Math.Min(start + Block, n);
            SubtractDots<S, V>(start, end, 0, start);
            for (int i = start + 1; i < end; i++) Element(i) = Finish(i, start, i);
        }

        for (int end = n; end > 0; end -= Block)
        {
            int start = Math.Max(end - Block, 0);
            SubtractDots<S, V>(start, end, end, n);
            for (int i = end - 1; i >= start; i--) Element(i) = Finish(i, i + 1, end) / Unsafe.Add(ref Row(i), i);
        }
    }

    private readonly ref T Row(int i) => ref Unsafe.Add(ref factors, (nuint)i * (nuint)ldlu);

    private readonly ref T Element(int i) => ref Unsafe.Add(ref unknowns, i);

    // x_i − Σ row_ij x_j over j in [from, to), inside a block.
    private readonly T Finish(int i, int from, int to)
    {
        ref T row = ref Row(i);
        T rest = Element(i);
        for (int j = from; j < to; j++) rest = T.FusedMultiplyAdd(-Unsafe.Add(ref row, j), Element(j), rest);
        return rest;
    }

    // x_i ← x_i − Σ row_ij x_j over j in [from, to), for the rows i in [start, end); to − from is a multiple of 16.
    private readonly void SubtractDots<S, V>(int start, int end, int from, int to)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        if (from == to) return;
        nuint count = (nuint)S.Count;
        int i = start;
        for (; i + 4 <= end; i += 4)
        {
            ref T row0 = ref Row(i);
            ref T row1 = ref Row(i + 1);
            ref T row2 = ref Row(i + 2);
            ref T row3 = ref Row(i + 3);
            V sum0 = S.Broadcast(T.Zero);
            V sum1 = sum0;
            V sum2 = sum0;
            V sum3 = sum0;
            for (nuint j = (nuint)from; j < (nuint)to; j += count)
            {
                V factor = S.Load(ref unknowns, j);
                sum0 = S.MultiplyAdd(S.Load(ref row0, j), factor, sum0);
                sum1 = S.MultiplyAdd(S.Load(ref row1, j), factor, sum1);
                sum2 = S.MultiplyAdd(S.Load(ref row2, j), factor, sum2);
                sum3 = S.MultiplyAdd(S.Load(ref row3, j), factor, sum3);
            }

            Element(i) -= S.Sum(sum0);
            Element(i + 1) -= S.Sum(sum1);
            Element(i + 2) -= S.Sum(sum2);
            Element(i + 3) -= S.Sum(sum3);
        }

        for (; i < end; i++)
        {
            ref T row = ref Row(i);
            V sum = S.Broadcast(T.Zero);
            for (nuint j = (nuint)from; j < (nuint)to; j += count) sum = S.MultiplyAdd(S.Load(ref row, j), S.Load(ref unknowns, j), sum);
            Element(i) -= S.Sum(sum);
        }
    }
}
