using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>
/// A few columns of A factored at once: transposed into scratch, so that pivot search and elimination run down contiguous columns, and copied back.
/// </summary>
/// <remarks>
/// <para>No row moves inside the panel: a pivot row is marked dead, its factors are then zero and elimination passes over it. Only the copy back puts
/// every row where its exchanges would have brought it, and exchanges the rows of the other columns. So nothing but whole registers is stored
/// while the panel is worked on; a register load that straddled the store of one element would wait for that store to leave the buffer.</para>
/// <para>Each step updates the next column first and searches it in the same pass: the search's chain of shuffles and the reciprocal run while the
/// other columns are updated. Every column starts at a whole register and is filled up with dead rows, so no loop has a tail.</para>
/// <para>The bits do not depend on the register width: every element sees the same operations, and ties take the first row.</para>
/// </remarks>
internal ref struct LuPanel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int n;
    private readonly int lda;
    private readonly int first;
    private readonly int width;
    private readonly int rows;
    private readonly nint stride;
    private readonly ref T matrix;
    private readonly ref T panel;

    // The row number as the bits of an integer while the row is live, −1 when it is dead. The bits of a row number are those of a denormal: above −1.
    private readonly ref T live;
    private readonly ref T factors;
    private readonly ref T spike;
    private readonly ref T squares;
    private readonly PanelOrder order;

    internal LuPanel(int n, Span<T> a, int lda, Span<int> pivots, int first, int width, Span<T> scratch)
    {
        this.n = n;
        this.lda = lda;
        this.first = first;
        this.width = width;
        rows = n - first;
        stride = Padded(rows);
        matrix = ref MemoryMarshal.GetReference(a);
        squares = ref MemoryMarshal.GetReference(scratch);
        spike = ref Unsafe.Add(ref squares, PanelCopy.ScratchLength);
        live = ref Unsafe.Add(ref spike, 2 * ScratchSize.Grain);
        factors = ref Unsafe.Add(ref live, stride);
        panel = ref Unsafe.Add(ref factors, stride);
        Span<int> places = MemoryMarshal.Cast<T, int>(scratch.Slice(ScratchLength(n, width) - OrderLength(n, width)));
        order = new PanelOrder(rows, first, width, pivots, places);
    }

    /// <summary>−1, or the index of the first pivot that is zero or not finite.</summary>
    internal int Singular { get; private set; } = -1;

    internal static int ScratchLength(int n, int width) =>
        checked(PanelCopy.ScratchLength + (2 * ScratchSize.Grain) + (Padded(n) * (width + 2)) + OrderLength(n, width));

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        Prepare<S, V>();
        T largest = T.Zero;
        int best = FirstPivot<S, V>(ref largest);
        for (int k = 0; k < width; k++)
        {
            T pivot = best < 0 ? T.NaN : Unsafe.Add(ref panel, (k * stride) + best);
            if (pivot == T.Zero || !T.IsFinite(pivot))
            {
                Singular = first + k;
                break;
            }

            order.Take(k, best);
            int pivotRow = best;
            MarkDead<S, V>(pivotRow);
            T reciprocal = T.CopySign(T.One / largest, pivot);
            if (!T.IsFinite(reciprocal)) reciprocal = ScaleUp(k, pivot);
            if (k + 1 == width) Divide<S, V>(k, reciprocal);
            else best = Advance<S, V>(k, pivotRow, reciprocal, ref largest);
            EliminateRest<S, V>(k, pivotRow);
        }

        Finish<S, V>();
    }

    // Whole registers of the widest kind (16 floats), and one more so that columns of 2ⁿ rows do not fall on the same cache sets.
    private static int Padded(int rows) => ((rows + (ScratchSize.Grain - 1)) & ~(ScratchSize.Grain - 1)) + ScratchSize.Grain;

    private static int OrderLength(int n, int width) => Padded(PanelOrder.Length(n, width));

    private readonly void Prepare<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int whole = (rows + ScratchSize.Grain - 1) & ~(ScratchSize.Grain - 1);
        V zero = S.Broadcast(T.Zero);
        for (int r = rows & ~(S.Count - 1); r < whole; r += S.Count)
        {
            for (int c = 0; c < width; c++) S.Store(zero, ref Unsafe.Add(ref panel, c * stride), (nuint)r);
        }

        PanelCopy.In<S, V, T>(ref Unsafe.Add(ref matrix, ((nint)first * lda) + first), lda, rows, width, ref panel, stride, ref squares);
        for (int r = 0; r < whole; r++) Unsafe.Add(ref live, r) = r < rows ? PanelOrder.AsBits<T>(r) : -T.One;
        for (int i = 0; i < 2 * ScratchSize.Grain; i++) Unsafe.Add(ref spike, i) = T.Zero;
        Unsafe.Add(ref spike, ScratchSize.Grain - 1) = T.One;
    }

    private readonly int FirstPivot<S, V>(ref T most)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V dead = S.Broadcast(-T.One);
        V largest = dead;
        V where = dead;
        for (nuint r = 0; r < (nuint)rows; r += (nuint)S.Count)
        {
            V alive = S.Load(ref live, r);
            V magnitude = S.IfGreater(alive, dead, S.Abs(S.Load(ref panel, r)), dead);
            where = S.IfGreater(magnitude, largest, alive, where);
            largest = S.IfGreater(magnitude, largest, magnitude, largest);
        }

        return FirstOf<S, V>(largest, where, ref most);
    }

    // The smallest row among the lanes that hold the largest magnitude; −1 if there is none, as every live row is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstOf<S, V>(V largest, V where, ref T most)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        T found = S.Largest(largest);
        most = found;
        if (found < T.Zero) return -1;
        uint lanes = S.EqualLanes(largest, S.Broadcast(found));
        int row = int.MaxValue;
        do
        {
            row = Math.Min(row, PanelOrder.FromBits(Unsafe.Add(ref Unsafe.As<V, T>(ref where), BitOperations.TrailingZeroCount(lanes))));
            lanes &= lanes - 1;
        }
        while (lanes != 0);
        return row;
    }

    // One register is loaded and stored whole: the spike is a single 1 among zeros, read from where its lane is the row's.
    private readonly void MarkDead<S, V>(int row)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int lane = row & (S.Count - 1);
        V here = S.Load(ref spike, (nuint)(ScratchSize.Grain - 1 - lane));
        V old = S.Load(ref live, (nuint)(row - lane));
        S.Store(S.IfGreater(here, S.Broadcast(T.Zero), S.Broadcast(-T.One), old), ref live, (nuint)(row - lane));
    }

    // Where 1 / pivot overflows (a denormal pivot), the column below is scaled up by a power of two first, which is exact.
    private readonly T ScaleUp(int k, T pivot)
    {
        T scale = T.ScaleB(T.One, 64);
        ref T column = ref Unsafe.Add(ref panel, k * stride);
        for (int r = 0; r < rows; r++)
        {
            if (Unsafe.Add(ref live, r) > -T.One) Unsafe.Add(ref column, r) *= scale;
        }

        return T.One / (pivot * scale);
    }

    // The factors of column k, the update of column k + 1 and the search of its pivot, in one pass.
    private readonly int Advance<S, V>(int k, int pivotRow, T reciprocal, ref T most)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T column = ref Unsafe.Add(ref panel, k * stride);
        ref T next = ref Unsafe.Add(ref column, stride);
        ref T alive = ref live;
        ref T kept = ref factors;
        nuint length = (nuint)rows;
        V dead = S.Broadcast(-T.One);
        V zero = S.Broadcast(T.Zero);
        V scale = S.Broadcast(reciprocal);
        V above = S.Broadcast(Unsafe.Add(ref next, pivotRow));
        V largest = dead;
        V where = dead;
        for (nuint r = 0; r < length; r += (nuint)S.Count)
        {
            V row = S.Load(ref alive, r);
            V old = S.Load(ref column, r);
            V factor = S.Multiply(old, scale);
            S.Store(S.IfGreater(row, dead, factor, old), ref column, r);
            factor = S.IfGreater(row, dead, factor, zero);
            S.Store(factor, ref kept, r);
            V updated = S.NegateMultiplyAdd(factor, above, S.Load(ref next, r));
            S.Store(updated, ref next, r);
            V magnitude = S.IfGreater(row, dead, S.Abs(updated), dead);
            where = S.IfGreater(magnitude, largest, row, where);
            largest = S.IfGreater(magnitude, largest, magnitude, largest);
        }

        return FirstOf<S, V>(largest, where, ref most);
    }

    private readonly void Divide<S, V>(int k, T reciprocal)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T column = ref Unsafe.Add(ref panel, k * stride);
        V dead = S.Broadcast(-T.One);
        V scale = S.Broadcast(reciprocal);
        for (nuint r = 0; r < (nuint)rows; r += (nuint)S.Count)
        {
            V old = S.Load(ref column, r);
            S.Store(S.IfGreater(S.Load(ref live, r), dead, S.Multiply(old, scale), old), ref column, r);
        }
    }

    // The columns after the next: four at a time share the loads of the factors.
    private readonly void EliminateRest<S, V>(int k, int pivotRow)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T kept = ref factors;
        nuint length = (nuint)rows;
        int c = k + 2;
        for (; c + 4 <= width; c += 4)
        {
            ref T column0 = ref Unsafe.Add(ref panel, c * stride);
            ref T column1 = ref Unsafe.Add(ref column0, stride);
            ref T column2 = ref Unsafe.Add(ref column1, stride);
            ref T column3 = ref Unsafe.Add(ref column2, stride);
            V above0 = S.Broadcast(Unsafe.Add(ref column0, pivotRow));
            V above1 = S.Broadcast(Unsafe.Add(ref column1, pivotRow));
            V above2 = S.Broadcast(Unsafe.Add(ref column2, pivotRow));
            V above3 = S.Broadcast(Unsafe.Add(ref column3, pivotRow));
            for (nuint r = 0; r < length; r += (nuint)S.Count)
            {
                V factor = S.Load(ref kept, r);
                S.Store(S.NegateMultiplyAdd(factor, above0, S.Load(ref column0, r)), ref column0, r);
                S.Store(S.NegateMultiplyAdd(factor, above1, S.Load(ref column1, r)), ref column1, r);
                S.Store(S.NegateMultiplyAdd(factor, above2, S.Load(ref column2, r)), ref column2, r);
                S.Store(S.NegateMultiplyAdd(factor, above3, S.Load(ref column3, r)), ref column3, r);
            }
        }

        for (; c < width; c++)
        {
            ref T column = ref Unsafe.Add(ref panel, c * stride);
            V above = S.Broadcast(Unsafe.Add(ref column, pivotRow));
            for (nuint r = 0; r < length; r += (nuint)S.Count)
                S.Store(S.NegateMultiplyAdd(S.Load(ref kept, r), above, S.Load(ref column, r)), ref column, r);
        }
    }

    private readonly void Finish<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        PanelCopy.Out<S, V, T>(
            ref panel, stride, rows, width, ref order.Places, ref Unsafe.Add(ref matrix, ((nint)first * lda) + first), lda, ref squares);
        int taken = Singular < 0 ? width : Singular - first;
        int after = first + width;
        for (int k = first; k < first + taken; k++)
        {
            int partner = order.Pivot(k);
            if (partner == k) continue;
            ref T one = ref Unsafe.Add(ref matrix, (nint)k * lda);
            ref T other = ref Unsafe.Add(ref matrix, (nint)partner * lda);
            Rows.Exchange<S, V, T>(ref one, ref other, (nuint)first);
            Rows.Exchange<S, V, T>(ref Unsafe.Add(ref one, after), ref Unsafe.Add(ref other, after), (nuint)(n - after));
        }
    }
}
