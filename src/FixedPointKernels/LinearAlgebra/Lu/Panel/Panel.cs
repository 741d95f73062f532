using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>
/// A few columns of A factored at once: transposed into scratch, so that pivot search and elimination run
/// down contiguous columns, and copied back.
/// </summary>
/// <remarks>
/// <para>No row moves inside the panel: the pivot row's part of U is put aside, and the row is marked dead, which only the search
/// looks at; what elimination makes of a dead row is never read. The copy back puts every row where its exchanges would have brought
/// it. So nothing but whole registers is stored in the columns; a register load that straddled the store of one element would wait
/// for that store to leave its buffer.</para>
/// <para>Each step updates the next column first and searches it in the same pass: the search's chain of shuffles and
/// the reciprocal run while the other columns are updated. Every column starts at a whole register and is filled up with
/// dead rows, so no loop has a tail.</para>
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
    private readonly ref T live;
    private readonly ref T upper;
    private readonly ref T numbers;
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
        numbers = ref Unsafe.Add(ref squares, PanelCopy.ScratchLength);
        spike = ref Unsafe.Add(ref numbers, Whole(n));
        live = ref Unsafe.Add(ref spike, 2 * Whole(n));
        upper = ref Unsafe.Add(ref live, Whole(n));
        panel = ref Unsafe.Add(ref upper, Whole(width * width));
        Span<int> places = MemoryMarshal.Cast<T, int>(scratch.Slice(ScratchLength(n, width) - OrderLength(n, width)));
        order = new PanelOrder(rows, first, width, pivots, places);
    }

    /// <summary>−1, or the index of the first pivot that is zero or not finite.</summary>
    internal int Singular { get; private set; } = -1;

    internal static int ScratchLength(int n, int width) =>
        checked(PanelCopy.ScratchLength + (4 * Whole(n)) + Whole(width * width) + (Padded(n) * width) + OrderLength(n, width));

    // One loop without calls but for the rarest case, and compiled fully at once: what the profile of one shape suggests costs another.
    // The copy of the first reciprocal keeps it in a register: a variable that a call has by reference lives in memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        Prepare<S, V>();
        ref T column = ref panel;
        ref T row = ref upper;
        nint apart = stride;
        int columns = width;
        int best = PivotSearch.First<S, V, T>(rows, ref live, ref numbers, ref panel, out V start);
        V reciprocal = start;
        for (int k = 0; k < columns; k++)
        {
            T pivot = best < 0 ? T.NaN : Unsafe.Add(ref column, best);
            if (pivot == T.Zero || !T.IsFinite(pivot))
            {
                Singular = first + k;
                break;
            }

            order.Take(k, best);
            Unsafe.Add(ref row, k) = pivot;
            if (S.EqualLanes(reciprocal, S.Broadcast(T.PositiveInfinity)) != 0)
                reciprocal = S.Broadcast(PanelElimination.ScaleUp<S, V, T>(ref column, rows, T.Abs(pivot)));
            int pivotRow = best;
            if (k + 1 == columns) PanelElimination.Divide<S, V, T>(ref column, rows, pivotRow, reciprocal);
            else best = Advance<S, V>(ref column, apart, pivotRow, ref Unsafe.Add(ref row, k + 1), ref reciprocal);
            PanelElimination.Rest<S, V, T>(ref column, apart, rows, pivotRow, ref Unsafe.Add(ref row, k + 2), columns - k - 2);
            column = ref Unsafe.Add(ref column, apart);
            row = ref Unsafe.Add(ref row, columns);
        }

        Finish<S, V>();
    }

    // Whole registers of the widest kind: 16 floats.
    private static int Whole(int count) => (count + (ScratchSize.Grain - 1)) & ~(ScratchSize.Grain - 1);

    // One more, so that columns of 2ⁿ rows do not fall on the same cache sets.
    private static int Padded(int rows) => Whole(rows) + ScratchSize.Grain;

    private static int OrderLength(int n, int width) => Padded(PanelOrder.Length(n, width));

    private readonly void Prepare<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int whole = Whole(rows);
        V zero = S.Broadcast(T.Zero);
        for (int r = rows & ~(S.Count - 1); r < whole; r += S.Count)
        {
            for (int c = 0; c < width; c++) S.Store(zero, ref Unsafe.Add(ref panel, c * stride), (nuint)r);
        }

        PanelCopy.In<S, V, T>(ref Unsafe.Add(ref matrix, ((nint)first * lda) + first), lda, rows, width, ref panel, stride, ref squares);
        V lives = S.Broadcast(T.PositiveInfinity);
        for (int r = 0; r < whole; r += S.Count) S.Store(lives, ref live, (nuint)r);
        for (int r = rows; r < whole; r++) Unsafe.Add(ref live, r) = -T.One;
        if (first > 0) return; // the tables are those of the factorization's first panel
        int all = Whole(n);
        for (int r = 0; r < 2 * all; r += S.Count) S.Store(lives, ref spike, (nuint)r);
        Unsafe.Add(ref spike, all) = -T.One;
        for (int r = 0; r < all; r++) Unsafe.Add(ref numbers, r) = PivotSearch.AsBits<T>(r);
    }

    // The factors of column k, the update of column k + 1 and the search of its pivot, in one pass.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Advance<S, V>(ref T column, nint apart, int pivotRow, ref T put, ref V reciprocal)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T next = ref Unsafe.Add(ref column, apart);
        ref T alive = ref live;
        ref T number = ref numbers;
        ref T mark = ref Unsafe.Add(ref spike, Whole(n) - pivotRow);
        nuint length = (nuint)rows;
        V scale = S.CopySign(reciprocal, S.Broadcast(Unsafe.Add(ref column, pivotRow)));
        T kept = Unsafe.Add(ref next, pivotRow);
        put = kept;
        V above = S.Broadcast(kept);
        V largest = S.Broadcast(-T.One);
        V where = largest;
        for (nuint r = 0; r < length; r += (nuint)S.Count)
        {
            V factor = S.Multiply(S.Load(ref column, r), scale);
            S.Store(factor, ref column, r);
            V updated = S.NegateMultiplyAdd(factor, above, S.Load(ref next, r));
            S.Store(updated, ref next, r);
            V state = S.Min(S.Load(ref alive, r), S.Load(ref mark, r));
            S.Store(state, ref alive, r);
            V magnitude = S.Min(state, S.Abs(updated));
            where = S.IfGreater(magnitude, largest, S.Load(ref number, r), where);
            largest = S.Max(magnitude, largest);
        }

        return PivotSearch.FirstOf<S, V, T>(rows, largest, where, out reciprocal);
    }

    private readonly void Finish<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        PanelCopy.Out<S, V, T>(
            ref panel, stride, rows, width, ref order.Places, ref Unsafe.Add(ref matrix, ((nint)first * lda) + first), lda, ref squares);
        int end = Singular < 0 ? first + width : Singular;
        int after = first + width;
        PutUpper<S, V>(end - first);
        if (width == n) return;
        for (int k = first; k < end; k++)
        {
            int partner = order.Pivot(k);
            if (partner == k) continue;
            ref T one = ref Unsafe.Add(ref matrix, (nint)k * lda);
            ref T other = ref Unsafe.Add(ref matrix, (nint)partner * lda);
            if (first > 0) Rows.Exchange<S, V, T>(ref one, ref other, (nuint)first);
            if (after < n) Rows.Exchange<S, V, T>(ref Unsafe.Add(ref one, after), ref Unsafe.Add(ref other, after), (nuint)(n - after));
        }
    }

    // Rows of U from the diagonal on, over what the copy back left there; whole registers, of which the last may overlap the one before.
    private readonly void PutUpper<S, V>(int count)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int columns = width;
        int last = columns - S.Count;
        ref T from = ref upper;
        ref T to = ref Unsafe.Add(ref matrix, ((nint)first * lda) + first);
        ref T number = ref numbers;
        nint apart = lda;
        for (int k = 0; k < count; k++)
        {
            V own = S.Broadcast(PivotSearch.AsBits<T>(k));
            for (int c = last < 0 ? k : columns; c < columns; c++) Unsafe.Add(ref to, c) = Unsafe.Add(ref from, c);
            for (int c = 0; last >= 0 && c < columns; c += S.Count)
            {
                nuint at = (nuint)Math.Min(c, last);
                S.Store(S.IfGreater(own, S.Load(ref number, at), S.Load(ref to, at), S.Load(ref from, at)), ref to, at);
            }

            from = ref Unsafe.Add(ref from, columns);
            to = ref Unsafe.Add(ref to, apart);
        }
    }
}
