using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>x ← L⁻ᵀ U⁻ᵀ x by subtracting multiples of the rows of the factors, so that memory is read
/// along rows as in the plain solve.</summary>
/// <remarks>
/// Blocks of 16 rows, counted from the last row for U and from the first for L, so that what a block subtracts from is a multiple of every
/// register length. Four rows at a time share one load and one store of x.
/// </remarks>
internal ref struct LuSolveTransposed<T>(int n, ReadOnlySpan<T> lu, int ldlu, Span<T> x) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = LuSolvePlain<T>.Block;
    private readonly ref T factors = ref MemoryMarshal.GetReference(lu);
    private readonly ref T unknowns = ref MemoryMarshal.GetReference(x);

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int ragged = n % Block == 0 ? Block : n % Block;
        for (int start = 0, end = ragged; start < n; start = end, end += Block)
        {
            for (int i = start; i < end; i++)
            {
                Element(i) /= Unsafe.Add(ref Row(i), i);
                Spread(i, i + 1, end);
            }

            SubtractRows<S, V>(start, end, end, n);
        }

        for (int start = (n - 1) / Block * Block; start >= 0; start -= Block)
        {
            int end = Math.Min(start + Block, n);
            for (int i = end - 1; i > start; i--) Spread(i, start, i);
            SubtractRows<S, V>(start, end, 0, start);
        }
    }

    private readonly ref T Row(int i) => ref Unsafe.Add(ref factors, (nuint)i * (nuint)ldlu);

    private readonly ref T Element(int i) => ref Unsafe.Add(ref unknowns, i);

    // x_j ← x_j − row_ij x_i for j in [from, to), inside a block.
    private readonly void Spread(int i, int from, int to)
    {
        ref T row = ref Row(i);
        T factor = -Element(i);
        for (int j = from; j < to; j++) Element(j) = T.FusedMultiplyAdd(factor, Unsafe.Add(ref row, j), Element(j));
    }

    // x_j ← x_j − Σ row_ij x_i over the rows i in [start, end), for j in [from, to); to − from is a multiple of 16.
    private readonly void SubtractRows<S, V>(int start, int end, int from, int to)
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
            V factor0 = S.Broadcast(-Element(i));
            V factor1 = S.Broadcast(-Element(i + 1));
            V factor2 = S.Broadcast(-Element(i + 2));
            V factor3 = S.Broadcast(-Element(i + 3));
            for (nuint j = (nuint)from; j < (nuint)to; j += count)
            {
                V sum = S.MultiplyAdd(factor0, S.Load(ref row0, j), S.Load(ref unknowns, j));
                sum = S.MultiplyAdd(factor1, S.Load(ref row1, j), sum);
                sum = S.MultiplyAdd(factor2, S.Load(ref row2, j), sum);
                S.Store(S.MultiplyAdd(factor3, S.Load(ref row3, j), sum), ref unknowns, j);
            }
        }

        for (; i < end; i++)
        {
            ref T row = ref Row(i);
            V factor = S.Broadcast(-Element(i));
            for (nuint j = (nuint)from; j < (nuint)to; j += count)
                S.Store(S.MultiplyAdd(factor, S.Load(ref row, j), S.Load(ref unknowns, j)), ref unknowns, j);
        }
    }
}
