using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>y ← α·A·x + β·y, row after row, with all of x in registers or a strip of it.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// x takes up to 24 of 32 registers (8 of 16): a row of C vectors then costs C loads and little else, and the matrix is read in the order
/// in which it lies. Sixteen rows at a time, sharing each load of x, are as fast in the first-level cache, but reach 50 to 70 % of this in
/// the second. A longer row is cut into strips, as equal as can be, over so many rows as stay in the first-level cache. A row has four
/// chains; four rows are summed over their lanes together. Rows of which a square fits the first-level cache go to <see cref="GemvFours"/>
/// instead: which rows those are depends on the columns only, since both sum in another order. The columns behind the last whole vector
/// come from a vector that ends at the last column, with zeros in place of what was already counted.
/// </remarks>
internal ref struct GemvKernel<T> : IKernel<T>, GemvExtent.IChoice<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 64 rows of partial sums are 4 KiB at 512 bits; loading x anew for each 64 is 1.6 % more loads. Strips:
    // 24 KiB of rows, half a first-level cache.
    private const int BlockRows = 64;
    private const int BlockBytes = 24 * 1024;

    // Rows so long that a square of them is behind the first-level cache are faster one by one: 83 %
    // of the bandwidth at 128 floats, not 75 %.
    private const int NearBytes = 48 * 1024;

    internal required int Rows;
    internal required int Columns;
    internal required T Alpha;
    internal required ReadOnlySpan<T> A;
    internal required int Lda;
    internal required ReadOnlySpan<T> X;
    internal required T Beta;
    internal required Span<T> Y;
    private int row;
    private int rows;
    private int first;
    private int last;
    private bool fours;
    private ref T sums;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        if (Columns < S.Count) Whole<Lane1<T>, T>();
        else Whole<S, V>();
    }

    private void Whole<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int vectors = GemmBlocking.CeilingDivide(Columns, S.Count);
        fours = vectors <= GemvFours.Widest && (long)Columns * Columns * Unsafe.SizeOf<T>() <= NearBytes;
        if (!fours || Beta != T.Zero || Rows < 4)
        {
            Blocks<S, V>();
            return;
        }

        // The sums are the result but for α: no room between.
        rows = Rows;
        last = Columns - S.Count;
        sums = ref MemoryMarshal.GetReference(Y);
        GemvExtent.Choose<GemvKernel<T>, S, V, T>(ref this, vectors);
        Gemv.Scale(Alpha, Y);
    }

    [SkipLocalsInit]
    private unsafe void Blocks<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int vectors = GemmBlocking.CeilingDivide(Columns, S.Count);
        int strips = GemmBlocking.CeilingDivide(vectors, S.Count * Unsafe.SizeOf<T>() == 64 ? 24 : 8);
        int block = strips == 1 ? BlockRows : Math.Clamp(BlockBytes / (Columns * Unsafe.SizeOf<T>()) & ~3, 4, BlockRows);
        T* memory = stackalloc T[BlockRows * S.Count];
        sums = ref *memory;
        for (row = 0; row < Rows; row += block)
        {
            rows = Math.Min(block, Rows - row);
            for (int strip = 0, from = 0; strip < strips; strip++)
            {
                int until = (int)((long)vectors * (strip + 1) / strips);
                first = from * S.Count;
                last = Math.Min((until - 1) * S.Count, Columns - S.Count) - first;
                GemvExtent.Choose<GemvKernel<T>, S, V, T>(ref this, until - from);
                from = until;
            }

            if (!fours) GemvSums.Reduce<S, V, T>(rows, memory);
            GemvSums.Write<S, V, T>(rows, Alpha, Beta, memory, ref Y[row]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void With<S, V, C>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : struct, IGemmExtent
    {
        ref T a = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), row * (nint)Lda);
        if (C.Value <= GemvFours.Widest && fours)
            GemvFours.Run<S, V, C, T>(rows, ref a, Lda, ref MemoryMarshal.GetReference(X), last, ref sums);
        else Rowwise<S, V, C>();
    }

    /// <summary>The partial sums of some rows of C vectors. No call may interrupt it: all of x would be stored and loaded again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly unsafe void Rowwise<S, V, C>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : struct, IGemmExtent
    {
        nuint n = (nuint)S.Count, tail = (nuint)last;
        nint lda = Lda;
        ref T a = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), (row * lda) + first);
        ref T x = ref Unsafe.Add(ref MemoryMarshal.GetReference(X), first);
        T* sums = (T*)Unsafe.AsPointer(ref this.sums);
        bool more = first > 0;
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One), counted = S.FirstLanes(((C.Value - 1) * S.Count) - last);
        V end = S.IfGreater(one, counted, S.Load(ref x, tail), zero);
        V x0 = default, x1 = default, x2 = default, x3 = default, x4 = default, x5 = default, x6 = default, x7 = default;
        V x8 = default, x9 = default, x10 = default, x11 = default, x12 = default, x13 = default, x14 = default, x15 = default;
        V x16 = default, x17 = default, x18 = default, x19 = default, x20 = default, x21 = default, x22 = default;
        if (C.Value > 1) x0 = S.Load(ref x, 0);
        if (C.Value > 2) x1 = S.Load(ref x, n);
        if (C.Value > 3) x2 = S.Load(ref x, 2 * n);
        if (C.Value > 4) x3 = S.Load(ref x, 3 * n);
        if (C.Value > 5) x4 = S.Load(ref x, 4 * n);
        if (C.Value > 6) x5 = S.Load(ref x, 5 * n);
        if (C.Value > 7) x6 = S.Load(ref x, 6 * n);
        if (C.Value > 8) x7 = S.Load(ref x, 7 * n);
        if (C.Value > 9) x8 = S.Load(ref x, 8 * n);
        if (C.Value > 10) x9 = S.Load(ref x, 9 * n);
        if (C.Value > 11) x10 = S.Load(ref x, 10 * n);
        if (C.Value > 12) x11 = S.Load(ref x, 11 * n);
        if (C.Value > 13) x12 = S.Load(ref x, 12 * n);
        if (C.Value > 14) x13 = S.Load(ref x, 13 * n);
        if (C.Value > 15) x14 = S.Load(ref x, 14 * n);
        if (C.Value > 16) x15 = S.Load(ref x, 15 * n);
        if (C.Value > 17) x16 = S.Load(ref x, 16 * n);
        if (C.Value > 18) x17 = S.Load(ref x, 17 * n);
        if (C.Value > 19) x18 = S.Load(ref x, 18 * n);
        if (C.Value > 20) x19 = S.Load(ref x, 19 * n);
        if (C.Value > 21) x20 = S.Load(ref x, 20 * n);
        if (C.Value > 22) x21 = S.Load(ref x, 21 * n);
        if (C.Value > 23) x22 = S.Load(ref x, 22 * n);
        for (int left = rows; left > 0; left--)
        {
            V s0 = S.Multiply(end, S.IfGreater(one, counted, S.Load(ref a, tail), zero)), s1 = zero, s2 = zero, s3 = zero;
            if (C.Value > 1) s1 = S.MultiplyAdd(x0, S.Load(ref a, 0), s1);
            if (C.Value > 2) s2 = S.MultiplyAdd(x1, S.Load(ref a, n), s2);
            if (C.Value > 3) s3 = S.MultiplyAdd(x2, S.Load(ref a, 2 * n), s3);
            if (C.Value > 4) s0 = S.MultiplyAdd(x3, S.Load(ref a, 3 * n), s0);
            if (C.Value > 5) s1 = S.MultiplyAdd(x4, S.Load(ref a, 4 * n), s1);
            if (C.Value > 6) s2 = S.MultiplyAdd(x5, S.Load(ref a, 5 * n), s2);
            if (C.Value > 7) s3 = S.MultiplyAdd(x6, S.Load(ref a, 6 * n), s3);
            if (C.Value > 8) s0 = S.MultiplyAdd(x7, S.Load(ref a, 7 * n), s0);
            if (C.Value > 9) s1 = S.MultiplyAdd(x8, S.Load(ref a, 8 * n), s1);
            if (C.Value > 10) s2 = S.MultiplyAdd(x9, S.Load(ref a, 9 * n), s2);
            if (C.Value > 11) s3 = S.MultiplyAdd(x10, S.Load(ref a, 10 * n), s3);
            if (C.Value > 12) s0 = S.MultiplyAdd(x11, S.Load(ref a, 11 * n), s0);
            if (C.Value > 13) s1 = S.MultiplyAdd(x12, S.Load(ref a, 12 * n), s1);
            if (C.Value > 14) s2 = S.MultiplyAdd(x13, S.Load(ref a, 13 * n), s2);
            if (C.Value > 15) s3 = S.MultiplyAdd(x14, S.Load(ref a, 14 * n), s3);
            if (C.Value > 16) s0 = S.MultiplyAdd(x15, S.Load(ref a, 15 * n), s0);
            if (C.Value > 17) s1 = S.MultiplyAdd(x16, S.Load(ref a, 16 * n), s1);
            if (C.Value > 18) s2 = S.MultiplyAdd(x17, S.Load(ref a, 17 * n), s2);
            if (C.Value > 19) s3 = S.MultiplyAdd(x18, S.Load(ref a, 18 * n), s3);
            if (C.Value > 20) s0 = S.MultiplyAdd(x19, S.Load(ref a, 19 * n), s0);
            if (C.Value > 21) s1 = S.MultiplyAdd(x20, S.Load(ref a, 20 * n), s1);
            if (C.Value > 22) s2 = S.MultiplyAdd(x21, S.Load(ref a, 21 * n), s2);
            if (C.Value > 23) s3 = S.MultiplyAdd(x22, S.Load(ref a, 22 * n), s3);
            V sum = S.Add(S.Add(s0, s1), S.Add(s2, s3));
            if (more) sum = S.Add(sum, S.Load(ref *sums, 0));
            S.Store(sum, ref *sums, 0);
            sums += S.Count;
            a = ref Unsafe.Add(ref a, lda);
        }
    }
}
