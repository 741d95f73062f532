using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>y ← α·Aᵀ·x + y, without the old y if fresh: strips of y stay in registers over all rows, each element one chain
/// over the rows in ascending order.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// A row of a strip of C vectors costs C loads and one broadcast, so a strip can reach C/(C + 1) of the load bandwidth; 8 chains
/// hide the latency of two units. A strip is as wide as the registers allow, 24 vectors of 32 or 12 of 16: rows of up to 384
/// floats are then read from end to end, which the second-level cache serves 1.5 times as fast as halves of rows. Strips are as
/// equal as can be, and the last vector of the last one ends at the last column: it shares elements with the vector before it, in
/// the same strip, and both write the same.
/// </remarks>
internal ref struct GemvTransposedKernel<T> : IKernel<T>, GemvExtent.IChoice<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required int Rows;
    internal required int Columns;
    internal required T Alpha;
    internal required ReadOnlySpan<T> A;
    internal required int Lda;
    internal required ReadOnlySpan<T> X;
    internal required bool Fresh;
    internal required Span<T> Y;
    private int first;
    private int last;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        if (Columns < S.Count) Strips<Lane1<T>, T>();
        else Strips<S, V>();
    }

    private void Strips<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int widest = S.Count * Unsafe.SizeOf<T>() == 64 ? 24 : 12;
        int vectors = GemmBlocking.CeilingDivide(Columns, S.Count);
        int strips = GemmBlocking.CeilingDivide(vectors, widest);
        for (int strip = 0, from = 0; strip < strips; strip++)
        {
            int until = (int)((long)vectors * (strip + 1) / strips);
            first = from * S.Count;
            last = Math.Min((until - 1) * S.Count, Columns - S.Count) - first;
            GemvExtent.Choose<GemvTransposedKernel<T>, S, V, T>(ref this, until - from);
            from = until;
        }
    }

    /// <summary>One strip of C vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void With<S, V, C>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : struct, IGemmExtent
    {
        nuint n = (nuint)S.Count, tail = (nuint)last;
        ref T y = ref Unsafe.Add(ref MemoryMarshal.GetReference(Y), first);
        ref T a = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), first);
        ref T x = ref MemoryMarshal.GetReference(X);
        T alpha = Alpha;
        nint lda = Lda;
        V end = Fresh ? S.Broadcast(T.Zero) : S.Load(ref y, tail);
        V y0 = default, y1 = default, y2 = default, y3 = default, y4 = default, y5 = default, y6 = default, y7 = default;
        V y8 = default, y9 = default, y10 = default, y11 = default, y12 = default, y13 = default, y14 = default, y15 = default;
        V y16 = default, y17 = default, y18 = default, y19 = default, y20 = default, y21 = default, y22 = default;
        if (!Fresh)
        {
            if (C.Value > 1) y0 = S.Load(ref y, 0);
            if (C.Value > 2) y1 = S.Load(ref y, n);
            if (C.Value > 3) y2 = S.Load(ref y, 2 * n);
            if (C.Value > 4) y3 = S.Load(ref y, 3 * n);
            if (C.Value > 5) y4 = S.Load(ref y, 4 * n);
            if (C.Value > 6) y5 = S.Load(ref y, 5 * n);
            if (C.Value > 7) y6 = S.Load(ref y, 6 * n);
            if (C.Value > 8) y7 = S.Load(ref y, 7 * n);
            if (C.Value > 9) y8 = S.Load(ref y, 8 * n);
            if (C.Value > 10) y9 = S.Load(ref y, 9 * n);
            if (C.Value > 11) y10 = S.Load(ref y, 10 * n);
            if (C.Value > 12) y11 = S.Load(ref y, 11 * n);
            if (C.Value > 13) y12 = S.Load(ref y, 12 * n);
            if (C.Value > 14) y13 = S.Load(ref y, 13 * n);
            if (C.Value > 15) y14 = S.Load(ref y, 14 * n);
            if (C.Value > 16) y15 = S.Load(ref y, 15 * n);
            if (C.Value > 17) y16 = S.Load(ref y, 16 * n);
            if (C.Value > 18) y17 = S.Load(ref y, 17 * n);
            if (C.Value > 19) y18 = S.Load(ref y, 18 * n);
            if (C.Value > 20) y19 = S.Load(ref y, 19 * n);
            if (C.Value > 21) y20 = S.Load(ref y, 20 * n);
            if (C.Value > 22) y21 = S.Load(ref y, 21 * n);
            if (C.Value > 23) y22 = S.Load(ref y, 22 * n);
        }

        for (int rows = Rows; rows > 0; rows--)
        {
            V f = S.Broadcast(alpha * x);
            if (C.Value > 1) y0 = S.MultiplyAdd(f, S.Load(ref a, 0), y0);
            if (C.Value > 2) y1 = S.MultiplyAdd(f, S.Load(ref a, n), y1);
            if (C.Value > 3) y2 = S.MultiplyAdd(f, S.Load(ref a, 2 * n), y2);
            if (C.Value > 4) y3 = S.MultiplyAdd(f, S.Load(ref a, 3 * n), y3);
            if (C.Value > 5) y4 = S.MultiplyAdd(f, S.Load(ref a, 4 * n), y4);
            if (C.Value > 6) y5 = S.MultiplyAdd(f, S.Load(ref a, 5 * n), y5);
            if (C.Value > 7) y6 = S.MultiplyAdd(f, S.Load(ref a, 6 * n), y6);
            if (C.Value > 8) y7 = S.MultiplyAdd(f, S.Load(ref a, 7 * n), y7);
            if (C.Value > 9) y8 = S.MultiplyAdd(f, S.Load(ref a, 8 * n), y8);
            if (C.Value > 10) y9 = S.MultiplyAdd(f, S.Load(ref a, 9 * n), y9);
            if (C.Value > 11) y10 = S.MultiplyAdd(f, S.Load(ref a, 10 * n), y10);
            if (C.Value > 12) y11 = S.MultiplyAdd(f, S.Load(ref a, 11 * n), y11);
            if (C.Value > 13) y12 = S.MultiplyAdd(f, S.Load(ref a, 12 * n), y12);
            if (C.Value > 14) y13 = S.MultiplyAdd(f, S.Load(ref a, 13 * n), y13);
            if (C.Value > 15) y14 = S.MultiplyAdd(f, S.Load(ref a, 14 * n), y14);
            if (C.Value > 16) y15 = S.MultiplyAdd(f, S.Load(ref a, 15 * n), y15);
            if (C.Value > 17) y16 = S.MultiplyAdd(f, S.Load(ref a, 16 * n), y16);
            if (C.Value > 18) y17 = S.MultiplyAdd(f, S.Load(ref a, 17 * n), y17);
            if (C.Value > 19) y18 = S.MultiplyAdd(f, S.Load(ref a, 18 * n), y18);
            if (C.Value > 20) y19 = S.MultiplyAdd(f, S.Load(ref a, 19 * n), y19);
            if (C.Value > 21) y20 = S.MultiplyAdd(f, S.Load(ref a, 20 * n), y20);
            if (C.Value > 22) y21 = S.MultiplyAdd(f, S.Load(ref a, 21 * n), y21);
            if (C.Value > 23) y22 = S.MultiplyAdd(f, S.Load(ref a, 22 * n), y22);
            end = S.MultiplyAdd(f, S.Load(ref a, tail), end);
            a = ref Unsafe.Add(ref a, lda);
            x = ref Unsafe.Add(ref x, 1);
        }

        if (C.Value > 1) S.Store(y0, ref y, 0);
        if (C.Value > 2) S.Store(y1, ref y, n);
        if (C.Value > 3) S.Store(y2, ref y, 2 * n);
        if (C.Value > 4) S.Store(y3, ref y, 3 * n);
        if (C.Value > 5) S.Store(y4, ref y, 4 * n);
        if (C.Value > 6) S.Store(y5, ref y, 5 * n);
        if (C.Value > 7) S.Store(y6, ref y, 6 * n);
        if (C.Value > 8) S.Store(y7, ref y, 7 * n);
        if (C.Value > 9) S.Store(y8, ref y, 8 * n);
        if (C.Value > 10) S.Store(y9, ref y, 9 * n);
        if (C.Value > 11) S.Store(y10, ref y, 10 * n);
        if (C.Value > 12) S.Store(y11, ref y, 11 * n);
        if (C.Value > 13) S.Store(y12, ref y, 12 * n);
        if (C.Value > 14) S.Store(y13, ref y, 13 * n);
        if (C.Value > 15) S.Store(y14, ref y, 14 * n);
        if (C.Value > 16) S.Store(y15, ref y, 15 * n);
        if (C.Value > 17) S.Store(y16, ref y, 16 * n);
        if (C.Value > 18) S.Store(y17, ref y, 17 * n);
        if (C.Value > 19) S.Store(y18, ref y, 18 * n);
        if (C.Value > 20) S.Store(y19, ref y, 19 * n);
        if (C.Value > 21) S.Store(y20, ref y, 20 * n);
        if (C.Value > 22) S.Store(y21, ref y, 21 * n);
        if (C.Value > 23) S.Store(y22, ref y, 22 * n);
        S.Store(end, ref y, tail);
    }
}
