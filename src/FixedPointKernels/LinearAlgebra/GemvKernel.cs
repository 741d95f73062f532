using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>y ← α·A·x + β·y: four rows at a time share the loads of x, each row with two chains, so 8 chains hide the latency.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal ref struct GemvKernel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required int Rows;
    internal required int Columns;
    internal required T Alpha;
    internal required ReadOnlySpan<T> A;
    internal required int Lda;
    internal required ReadOnlySpan<T> X;
    internal required T Beta;
    internal required Span<T> Y;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int row = 0;
        for (; row + 4 <= Rows; row += 4) Group<S, V, GemmExtent.Four>(row);
        for (; row < Rows; row++) Group<S, V, GemmExtent.One>(row);
    }

    // One text for 4 rows and for 1: a row gets the same bits in either.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Group<S, V, R>(int row)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where R : struct, IGemmExtent
    {
        ref T x = ref MemoryMarshal.GetReference(X);
        ref T a0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), (nint)row * Lda);
        ref T a1 = ref Unsafe.Add(ref a0, Lda);
        ref T a2 = ref Unsafe.Add(ref a1, Lda);
        ref T a3 = ref Unsafe.Add(ref a2, Lda);
        nuint length = (nuint)Columns, count = (nuint)S.Count, at = 0;
        V p0 = default, p1 = default, p2 = default, p3 = default, q0 = default, q1 = default, q2 = default, q3 = default;
        for (; at + (2 * count) <= length; at += 2 * count)
        {
            V u = S.Load(ref x, at), v = S.Load(ref x, at + count);
            p0 = S.MultiplyAdd(u, S.Load(ref a0, at), p0);
            q0 = S.MultiplyAdd(v, S.Load(ref a0, at + count), q0);
            if (R.Value == 1) continue;
            p1 = S.MultiplyAdd(u, S.Load(ref a1, at), p1);
            q1 = S.MultiplyAdd(v, S.Load(ref a1, at + count), q1);
            p2 = S.MultiplyAdd(u, S.Load(ref a2, at), p2);
            q2 = S.MultiplyAdd(v, S.Load(ref a2, at + count), q2);
            p3 = S.MultiplyAdd(u, S.Load(ref a3, at), p3);
            q3 = S.MultiplyAdd(v, S.Load(ref a3, at + count), q3);
        }

        if (at + count <= length)
        {
            V u = S.Load(ref x, at);
            p0 = S.MultiplyAdd(u, S.Load(ref a0, at), p0);
            if (R.Value > 1) p1 = S.MultiplyAdd(u, S.Load(ref a1, at), p1);
            if (R.Value > 1) p2 = S.MultiplyAdd(u, S.Load(ref a2, at), p2);
            if (R.Value > 1) p3 = S.MultiplyAdd(u, S.Load(ref a3, at), p3);
            at += count;
        }

        Finish(row, S.Sum(S.Add(p0, q0)), ref a0, ref x, at);
        if (R.Value > 1) Finish(row + 1, S.Sum(S.Add(p1, q1)), ref a1, ref x, at);
        if (R.Value > 1) Finish(row + 2, S.Sum(S.Add(p2, q2)), ref a2, ref x, at);
        if (R.Value > 1) Finish(row + 3, S.Sum(S.Add(p3, q3)), ref a3, ref x, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Finish(int row, T sum, ref T a, ref T x, nuint at)
    {
        for (; at < (nuint)Columns; at++) sum = T.FusedMultiplyAdd(Unsafe.Add(ref x, at), Unsafe.Add(ref a, at), sum);
        ref T y = ref Unsafe.Add(ref MemoryMarshal.GetReference(Y), row);
        y = Beta == T.Zero ? Alpha * sum : T.FusedMultiplyAdd(Alpha, sum, Beta * y);
    }
}
