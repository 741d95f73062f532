using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>
/// The register tile: C ← α·A·B + β·C for up to 6 rows × 4 vectors of C, held in registers over the whole depth.
/// </summary>
/// <remarks>
/// Every element of C is one chain of fused multiply-adds in ascending k that starts at zero, whatever the tile's extent: that is what
/// makes the product batch-invariant. Per step of k a 6 × 4 tile loads 4 vectors of B and broadcasts 6 elements of A for 24
/// multiply-adds, so the two load ports (10 loads, 5 cycles) are idle more than half of the 12 cycles that two multiply-add units need.
/// The last vector of a row is masked where C is not a whole number of vectors wide; the callers have all three matrices pinned.
/// </remarks>
internal static class GemmMicro
{
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    /// <typeparam name="T">Element.</typeparam>
    /// <typeparam name="R">Rows, 1 to 6.</typeparam>
    /// <typeparam name="C">Vectors, 1 to 4.</typeparam>
    /// <typeparam name="E">Whether the last vector is masked.</typeparam>
    /// <param name="depth">Terms of the sums.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A's first element.</param>
    /// <param name="rowStride">From one row of A to the next.</param>
    /// <param name="depthStride">From one term to the next within a row of A.</param>
    /// <param name="b">B's first vector; the vectors of a term are adjacent.</param>
    /// <param name="termStride">From one term of B to the next.</param>
    /// <param name="beta">Factor of the old C; zero: C is not read.</param>
    /// <param name="c">C's first element.</param>
    /// <param name="ldc">From one row of C to the next.</param>
    /// <param name="lanes">Elements in the last vector, where it is masked.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile<S, V, T, R, C, E>(
        int depth, T alpha, ref T a, nint rowStride, nint depthStride, ref T b, nint termStride, T beta, ref T c, nint ldc, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where R : struct, IGemmExtent
        where C : struct, IGemmExtent
        where E : struct, IGemmEdge
    {
        V mask = E.IsMasked ? S.FirstLanes(lanes) : default;
        V x00 = default, x01 = default, x02 = default, x03 = default;
        V x10 = default, x11 = default, x12 = default, x13 = default;
        V x20 = default, x21 = default, x22 = default, x23 = default;
        V x30 = default, x31 = default, x32 = default, x33 = default;
        V x40 = default, x41 = default, x42 = default, x43 = default;
        V x50 = default, x51 = default, x52 = default, x53 = default;
        ref T a1 = ref Unsafe.Add(ref a, rowStride);
        ref T a2 = ref Unsafe.Add(ref a1, rowStride);
        ref T a3 = ref Unsafe.Add(ref a2, rowStride);
        ref T a4 = ref Unsafe.Add(ref a3, rowStride);
        ref T a5 = ref Unsafe.Add(ref a4, rowStride);

        // C is wanted after the last term: asked for now, it has arrived by then.
        Fetch<S, V, T, C>(ref c);
        if (R.Value > 1) Fetch<S, V, T, C>(ref Unsafe.Add(ref c, ldc));
        if (R.Value > 2) Fetch<S, V, T, C>(ref Unsafe.Add(ref c, 2 * ldc));
        if (R.Value > 3) Fetch<S, V, T, C>(ref Unsafe.Add(ref c, 3 * ldc));
        if (R.Value > 4) Fetch<S, V, T, C>(ref Unsafe.Add(ref c, 4 * ldc));
        if (R.Value > 5) Fetch<S, V, T, C>(ref Unsafe.Add(ref c, 5 * ldc));
        nint at = 0;
        for (; depth > 0; depth--)
        {
            V b0 = E.IsMasked && C.Value == 1 ? S.LoadMasked(ref b, 0, mask) : S.Load(ref b, 0);
            V b1 = C.Value > 1 ? (E.IsMasked && C.Value == 2 ? S.LoadMasked(ref b, (nuint)S.Count, mask) : S.Load(ref b, (nuint)S.Count)) : default;
            V b2 = C.Value > 2 ? (E.IsMasked && C.Value == 3 ? S.LoadMasked(ref b, (nuint)(2 * S.Count), mask) : S.Load(ref b, (nuint)(2 * S.Count))) : default;
            V b3 = C.Value > 3 ? (E.IsMasked ? S.LoadMasked(ref b, (nuint)(3 * S.Count), mask) : S.Load(ref b, (nuint)(3 * S.Count))) : default;
            V w = S.Broadcast(Unsafe.Add(ref a, at));
            x00 = S.MultiplyAdd(w, b0, x00);
            if (C.Value > 1) x01 = S.MultiplyAdd(w, b1, x01);
            if (C.Value > 2) x02 = S.MultiplyAdd(w, b2, x02);
            if (C.Value > 3) x03 = S.MultiplyAdd(w, b3, x03);
            if (R.Value > 1)
            {
                w = S.Broadcast(Unsafe.Add(ref a1, at));
                x10 = S.MultiplyAdd(w, b0, x10);
                if (C.Value > 1) x11 = S.MultiplyAdd(w, b1, x11);
                if (C.Value > 2) x12 = S.MultiplyAdd(w, b2, x12);
                if (C.Value > 3) x13 = S.MultiplyAdd(w, b3, x13);
            }

            if (R.Value > 2)
            {
                w = S.Broadcast(Unsafe.Add(ref a2, at));
                x20 = S.MultiplyAdd(w, b0, x20);
                if (C.Value > 1) x21 = S.MultiplyAdd(w, b1, x21);
                if (C.Value > 2) x22 = S.MultiplyAdd(w, b2, x22);
                if (C.Value > 3) x23 = S.MultiplyAdd(w, b3, x23);
            }

            if (R.Value > 3)
            {
                w = S.Broadcast(Unsafe.Add(ref a3, at));
                x30 = S.MultiplyAdd(w, b0, x30);
                if (C.Value > 1) x31 = S.MultiplyAdd(w, b1, x31);
                if (C.Value > 2) x32 = S.MultiplyAdd(w, b2, x32);
                if (C.Value > 3) x33 = S.MultiplyAdd(w, b3, x33);
            }

            if (R.Value > 4)
            {
                w = S.Broadcast(Unsafe.Add(ref a4, at));
                x40 = S.MultiplyAdd(w, b0, x40);
                if (C.Value > 1) x41 = S.MultiplyAdd(w, b1, x41);
                if (C.Value > 2) x42 = S.MultiplyAdd(w, b2, x42);
                if (C.Value > 3) x43 = S.MultiplyAdd(w, b3, x43);
            }

            if (R.Value > 5)
            {
                w = S.Broadcast(Unsafe.Add(ref a5, at));
                x50 = S.MultiplyAdd(w, b0, x50);
                if (C.Value > 1) x51 = S.MultiplyAdd(w, b1, x51);
                if (C.Value > 2) x52 = S.MultiplyAdd(w, b2, x52);
                if (C.Value > 3) x53 = S.MultiplyAdd(w, b3, x53);
            }

            at += depthStride;
            b = ref Unsafe.Add(ref b, termStride);
        }

        Update<S, V, T, C, E>(alpha, x00, x01, x02, x03, beta, ref c, mask);
        if (R.Value > 1) Update<S, V, T, C, E>(alpha, x10, x11, x12, x13, beta, ref Unsafe.Add(ref c, ldc), mask);
        if (R.Value > 2) Update<S, V, T, C, E>(alpha, x20, x21, x22, x23, beta, ref Unsafe.Add(ref c, 2 * ldc), mask);
        if (R.Value > 3) Update<S, V, T, C, E>(alpha, x30, x31, x32, x33, beta, ref Unsafe.Add(ref c, 3 * ldc), mask);
        if (R.Value > 4) Update<S, V, T, C, E>(alpha, x40, x41, x42, x43, beta, ref Unsafe.Add(ref c, 4 * ldc), mask);
        if (R.Value > 5) Update<S, V, T, C, E>(alpha, x50, x51, x52, x53, beta, ref Unsafe.Add(ref c, 5 * ldc), mask);
    }

    /// <summary>One row of C, from 4 vectors of B and up to 4 of the next group: up to 8 independent chains hide the latency of 4 cycles × 2 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row<S, V, T, C, E>(
        int depth, T alpha, ref T a, nint depthStride, ref T b, ref T next, nint termStride, T beta, ref T c, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where C : struct, IGemmExtent
        where E : struct, IGemmEdge
    {
        V mask = E.IsMasked ? S.FirstLanes(lanes) : default;
        V x0 = default, x1 = default, x2 = default, x3 = default, x4 = default, x5 = default, x6 = default, x7 = default;
        for (; depth > 0; depth--)
        {
            V w = S.Broadcast(a);
            x0 = S.MultiplyAdd(w, S.Load(ref b, 0), x0);
            x1 = S.MultiplyAdd(w, S.Load(ref b, (nuint)S.Count), x1);
            x2 = S.MultiplyAdd(w, S.Load(ref b, (nuint)(2 * S.Count)), x2);
            x3 = S.MultiplyAdd(w, S.Load(ref b, (nuint)(3 * S.Count)), x3);
            x4 = S.MultiplyAdd(w, E.IsMasked && C.Value == 1 ? S.LoadMasked(ref next, 0, mask) : S.Load(ref next, 0), x4);
            if (C.Value > 1)
                x5 = S.MultiplyAdd(w, E.IsMasked && C.Value == 2 ? S.LoadMasked(ref next, (nuint)S.Count, mask) : S.Load(ref next, (nuint)S.Count), x5);
            if (C.Value > 2)
                x6 = S.MultiplyAdd(w, E.IsMasked && C.Value == 3 ? S.LoadMasked(ref next, (nuint)(2 * S.Count), mask) : S.Load(ref next, (nuint)(2 * S.Count)), x6);
            if (C.Value > 3)
                x7 = S.MultiplyAdd(w, E.IsMasked ? S.LoadMasked(ref next, (nuint)(3 * S.Count), mask) : S.Load(ref next, (nuint)(3 * S.Count)), x7);
            a = ref Unsafe.Add(ref a, depthStride);
            b = ref Unsafe.Add(ref b, termStride);
            next = ref Unsafe.Add(ref next, termStride);
        }

        Update<S, V, T, GemmExtent.Four, GemmEdge.Whole>(alpha, x0, x1, x2, x3, beta, ref c, mask);
        Update<S, V, T, C, E>(alpha, x4, x5, x6, x7, beta, ref Unsafe.Add(ref c, 4 * S.Count), mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<S, V, T, C>(ref T row)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where C : struct, IGemmExtent
    {
        Prefetch.Near(ref row);
        if (C.Value > 1) Prefetch.Near(ref Unsafe.Add(ref row, S.Count));
        if (C.Value > 2) Prefetch.Near(ref Unsafe.Add(ref row, 2 * S.Count));
        if (C.Value > 3) Prefetch.Near(ref Unsafe.Add(ref row, 3 * S.Count));
    }

    // c ← α·x + β·c for the vectors of one row: α·x rounded where β = 0, else one fused multiply-add onto β·c rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update<S, V, T, C, E>(T alpha, V x0, V x1, V x2, V x3, T beta, ref T c, V mask)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where C : struct, IGemmExtent
        where E : struct, IGemmEdge
    {
        V factor = S.Broadcast(alpha);
        V last = C.Value == 1 ? x0 : C.Value == 2 ? x1 : C.Value == 3 ? x2 : x3;
        nuint end = (nuint)((C.Value - 1) * S.Count);
        if (beta == T.Zero)
        {
            if (C.Value > 1) S.Store(S.Multiply(factor, x0), ref c, 0);
            if (C.Value > 2) S.Store(S.Multiply(factor, x1), ref c, (nuint)S.Count);
            if (C.Value > 3) S.Store(S.Multiply(factor, x2), ref c, (nuint)(2 * S.Count));
            if (E.IsMasked) S.StoreMasked(S.Multiply(factor, last), ref c, end, mask);
            else S.Store(S.Multiply(factor, last), ref c, end);
        }
        else
        {
            V old = S.Broadcast(beta);
            if (C.Value > 1) Blend<S, V, T>(factor, x0, old, ref c, 0);
            if (C.Value > 2) Blend<S, V, T>(factor, x1, old, ref c, S.Count);
            if (C.Value > 3) Blend<S, V, T>(factor, x2, old, ref c, 2 * S.Count);
            if (E.IsMasked) S.StoreMasked(S.MultiplyAdd(factor, last, S.Multiply(old, S.LoadMasked(ref c, end, mask))), ref c, end, mask);
            else Blend<S, V, T>(factor, last, old, ref c, (int)end);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blend<S, V, T>(V alpha, V x, V beta, ref T c, int at)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        S.Store(S.MultiplyAdd(alpha, x, S.Multiply(beta, S.Load(ref c, (nuint)at))), ref c, (nuint)at);
}
