using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>
/// The register tile: C ← α·A·B + β·C for up to 6 rows × 4 vectors of C, 8 × 3, 12 × 2 or 16 × 1, held in registers over the whole depth.
/// </summary>
/// <remarks>
/// Every element of C is one chain of fused multiply-adds in ascending k that starts at zero, whatever the tile's extent: that is what
/// makes the product batch-invariant. Per step of k a 6 × 4 tile loads 4 vectors of B and broadcasts 6 elements of A for 24
/// multiply-adds, so the two load ports (10 loads, 5 cycles) are idle more than half of the 12 cycles that two multiply-add units need.
/// Narrow tiles are high: one vector needs 8 rows at least to hide 4 cycles of latency, and each tile costs a chain's latency at its end.
/// Rows are reached from every fourth by one, two and three strides, so that 16 of them need 7 registers for addresses.
/// The last vector of a row is masked where C is not a whole number of vectors wide; the callers have all three matrices pinned.
/// </remarks>
internal static unsafe partial class GemmMicro
{
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    /// <typeparam name="T">Element.</typeparam>
    /// <typeparam name="R">Rows, 1 to 16; with C at most 24 vectors.</typeparam>
    /// <typeparam name="C">Vectors, 1 to 4.</typeparam>
    /// <typeparam name="E">Whether the last vector is masked.</typeparam>
    /// <param name="depth">Terms of the sums.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A's first element.</param>
    /// <param name="rowStride">From one row of A to the next.</param>
    /// <param name="depthStride">From one term to the next within a row of A.</param>
    /// <param name="b">B's first vector; the second is adjacent to it, and the fourth to the third.</param>
    /// <param name="third">From the first vector of a term to the third, where the tile has one.</param>
    /// <param name="termStride">From one term of B to the next.</param>
    /// <param name="beta">Factor of the old C; zero: C is not read.</param>
    /// <param name="c">C's first element.</param>
    /// <param name="ldc">From one row of C to the next.</param>
    /// <param name="lanes">Elements in the last vector, where it is masked.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile<S, V, T, R, C, E>(
        int depth, T alpha, ref T a, nint rowStride, nint depthStride, ref T b, nint third, nint termStride, T beta,
        ref T c, nint ldc, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where R : unmanaged, IGemmExtent
        where C : unmanaged, IGemmExtent
        where E : struct, IGemmEdge
    {
        V mask = E.IsMasked ? S.FirstLanes(lanes) : default;
        V x00 = default, x01 = default, x02 = default, x03 = default;
        V x10 = default, x11 = default, x12 = default, x13 = default;
        V x20 = default, x21 = default, x22 = default, x23 = default;
        V x30 = default, x31 = default, x32 = default, x33 = default;
        V x40 = default, x41 = default, x42 = default, x43 = default;
        V x50 = default, x51 = default, x52 = default, x53 = default;
        V x60 = default, x61 = default, x62 = default;
        V x70 = default, x71 = default, x72 = default;
        V x80 = default, x81 = default;
        V x90 = default, x91 = default;
        V xa0 = default, xa1 = default;
        V xb0 = default, xb1 = default;
        V xc0 = default;
        V xd0 = default;
        V xe0 = default;
        V xf0 = default;
        V none = default;
        nint upper = Third<S, V, T>(third);
        nint twoRows = 2 * rowStride, threeRows = 3 * rowStride;
        ref T a4 = ref Unsafe.Add(ref a, 4 * rowStride);
        ref T a8 = ref Unsafe.Add(ref a4, 4 * rowStride);
        ref T a12 = ref Unsafe.Add(ref a8, 4 * rowStride);

        if (depth > GemmBlocking.ShallowDepth)
        {
            // C is wanted after the last term: asked for now, it has arrived by then.
            for (nint row = 0; row < sizeof(R); row++) Fetch<S, V, T, C>(ref Unsafe.Add(ref c, row * ldc));
        }

        for (; depth > 0; depth--)
        {
            V b0 = sizeof(C) == 1 && E.IsMasked ? S.LoadMasked(ref b, 0, mask) : S.Load(ref b, 0);
            V b1 = sizeof(C) > 1
                ? (sizeof(C) == 2 && E.IsMasked ? S.LoadMasked(ref b, (nuint)S.Count, mask) : S.Load(ref b, (nuint)S.Count))
                : default;
            V b2 = sizeof(C) > 2
                ? (sizeof(C) == 3 && E.IsMasked ? S.LoadMasked(ref b, (nuint)upper, mask) : S.Load(ref b, (nuint)upper))
                : default;
            V b3 = sizeof(C) > 3
                ? (E.IsMasked ? S.LoadMasked(ref b, (nuint)(upper + S.Count), mask) : S.Load(ref b, (nuint)(upper + S.Count)))
                : default;
            Term<S, V, T, C>(a, b0, b1, b2, b3, ref x00, ref x01, ref x02, ref x03);
            if (sizeof(R) > 1) Term<S, V, T, C>(Unsafe.Add(ref a, rowStride), b0, b1, b2, b3, ref x10, ref x11, ref x12, ref x13);
            if (sizeof(R) > 2) Term<S, V, T, C>(Unsafe.Add(ref a, twoRows), b0, b1, b2, b3, ref x20, ref x21, ref x22, ref x23);
            if (sizeof(R) > 3) Term<S, V, T, C>(Unsafe.Add(ref a, threeRows), b0, b1, b2, b3, ref x30, ref x31, ref x32, ref x33);
            if (sizeof(R) > 4) Term<S, V, T, C>(a4, b0, b1, b2, b3, ref x40, ref x41, ref x42, ref x43);
            if (sizeof(R) > 5) Term<S, V, T, C>(Unsafe.Add(ref a4, rowStride), b0, b1, b2, b3, ref x50, ref x51, ref x52, ref x53);
            if (sizeof(R) > 6) Term<S, V, T, C>(Unsafe.Add(ref a4, twoRows), b0, b1, b2, b3, ref x60, ref x61, ref x62, ref none);
            if (sizeof(R) > 7) Term<S, V, T, C>(Unsafe.Add(ref a4, threeRows), b0, b1, b2, b3, ref x70, ref x71, ref x72, ref none);
            if (sizeof(R) > 8) Term<S, V, T, C>(a8, b0, b1, b2, b3, ref x80, ref x81, ref none, ref none);
            if (sizeof(R) > 9) Term<S, V, T, C>(Unsafe.Add(ref a8, rowStride), b0, b1, b2, b3, ref x90, ref x91, ref none, ref none);
            if (sizeof(R) > 10) Term<S, V, T, C>(Unsafe.Add(ref a8, twoRows), b0, b1, b2, b3, ref xa0, ref xa1, ref none, ref none);
            if (sizeof(R) > 11) Term<S, V, T, C>(Unsafe.Add(ref a8, threeRows), b0, b1, b2, b3, ref xb0, ref xb1, ref none, ref none);
            if (sizeof(R) > 12) Term<S, V, T, C>(a12, b0, b1, b2, b3, ref xc0, ref none, ref none, ref none);
            if (sizeof(R) > 13) Term<S, V, T, C>(Unsafe.Add(ref a12, rowStride), b0, b1, b2, b3, ref xd0, ref none, ref none, ref none);
            if (sizeof(R) > 14) Term<S, V, T, C>(Unsafe.Add(ref a12, twoRows), b0, b1, b2, b3, ref xe0, ref none, ref none, ref none);
            if (sizeof(R) > 15) Term<S, V, T, C>(Unsafe.Add(ref a12, threeRows), b0, b1, b2, b3, ref xf0, ref none, ref none, ref none);
            a = ref Unsafe.Add(ref a, depthStride);
            if (sizeof(R) > 4) a4 = ref Unsafe.Add(ref a4, depthStride);
            if (sizeof(R) > 8) a8 = ref Unsafe.Add(ref a8, depthStride);
            if (sizeof(R) > 12) a12 = ref Unsafe.Add(ref a12, depthStride);
            b = ref Unsafe.Add(ref b, termStride);
        }

        V factor = S.Broadcast(alpha);
        if (beta == T.Zero)
        {
            Store<S, V, T, C, E>(factor, x00, x01, x02, x03, ref c, mask);
            if (sizeof(R) > 1) Store<S, V, T, C, E>(factor, x10, x11, x12, x13, ref Unsafe.Add(ref c, ldc), mask);
            if (sizeof(R) > 2) Store<S, V, T, C, E>(factor, x20, x21, x22, x23, ref Unsafe.Add(ref c, 2 * ldc), mask);
            if (sizeof(R) > 3) Store<S, V, T, C, E>(factor, x30, x31, x32, x33, ref Unsafe.Add(ref c, 3 * ldc), mask);
            if (sizeof(R) > 4) Store<S, V, T, C, E>(factor, x40, x41, x42, x43, ref Unsafe.Add(ref c, 4 * ldc), mask);
            if (sizeof(R) > 5) Store<S, V, T, C, E>(factor, x50, x51, x52, x53, ref Unsafe.Add(ref c, 5 * ldc), mask);
            if (sizeof(R) > 6) Store<S, V, T, C, E>(factor, x60, x61, x62, none, ref Unsafe.Add(ref c, 6 * ldc), mask);
            if (sizeof(R) > 7) Store<S, V, T, C, E>(factor, x70, x71, x72, none, ref Unsafe.Add(ref c, 7 * ldc), mask);
            if (sizeof(R) > 8) Store<S, V, T, C, E>(factor, x80, x81, none, none, ref Unsafe.Add(ref c, 8 * ldc), mask);
            if (sizeof(R) > 9) Store<S, V, T, C, E>(factor, x90, x91, none, none, ref Unsafe.Add(ref c, 9 * ldc), mask);
            if (sizeof(R) > 10) Store<S, V, T, C, E>(factor, xa0, xa1, none, none, ref Unsafe.Add(ref c, 10 * ldc), mask);
            if (sizeof(R) > 11) Store<S, V, T, C, E>(factor, xb0, xb1, none, none, ref Unsafe.Add(ref c, 11 * ldc), mask);
            if (sizeof(R) > 12) Store<S, V, T, C, E>(factor, xc0, none, none, none, ref Unsafe.Add(ref c, 12 * ldc), mask);
            if (sizeof(R) > 13) Store<S, V, T, C, E>(factor, xd0, none, none, none, ref Unsafe.Add(ref c, 13 * ldc), mask);
            if (sizeof(R) > 14) Store<S, V, T, C, E>(factor, xe0, none, none, none, ref Unsafe.Add(ref c, 14 * ldc), mask);
            if (sizeof(R) > 15) Store<S, V, T, C, E>(factor, xf0, none, none, none, ref Unsafe.Add(ref c, 15 * ldc), mask);
        }
        else
        {
            V old = S.Broadcast(beta);
            Blend<S, V, T, C, E>(factor, x00, x01, x02, x03, old, ref c, mask);
            if (sizeof(R) > 1) Blend<S, V, T, C, E>(factor, x10, x11, x12, x13, old, ref Unsafe.Add(ref c, ldc), mask);
            if (sizeof(R) > 2) Blend<S, V, T, C, E>(factor, x20, x21, x22, x23, old, ref Unsafe.Add(ref c, 2 * ldc), mask);
            if (sizeof(R) > 3) Blend<S, V, T, C, E>(factor, x30, x31, x32, x33, old, ref Unsafe.Add(ref c, 3 * ldc), mask);
            if (sizeof(R) > 4) Blend<S, V, T, C, E>(factor, x40, x41, x42, x43, old, ref Unsafe.Add(ref c, 4 * ldc), mask);
            if (sizeof(R) > 5) Blend<S, V, T, C, E>(factor, x50, x51, x52, x53, old, ref Unsafe.Add(ref c, 5 * ldc), mask);
            if (sizeof(R) > 6) Blend<S, V, T, C, E>(factor, x60, x61, x62, none, old, ref Unsafe.Add(ref c, 6 * ldc), mask);
            if (sizeof(R) > 7) Blend<S, V, T, C, E>(factor, x70, x71, x72, none, old, ref Unsafe.Add(ref c, 7 * ldc), mask);
            if (sizeof(R) > 8) Blend<S, V, T, C, E>(factor, x80, x81, none, none, old, ref Unsafe.Add(ref c, 8 * ldc), mask);
            if (sizeof(R) > 9) Blend<S, V, T, C, E>(factor, x90, x91, none, none, old, ref Unsafe.Add(ref c, 9 * ldc), mask);
            if (sizeof(R) > 10) Blend<S, V, T, C, E>(factor, xa0, xa1, none, none, old, ref Unsafe.Add(ref c, 10 * ldc), mask);
            if (sizeof(R) > 11) Blend<S, V, T, C, E>(factor, xb0, xb1, none, none, old, ref Unsafe.Add(ref c, 11 * ldc), mask);
            if (sizeof(R) > 12) Blend<S, V, T, C, E>(factor, xc0, none, none, none, old, ref Unsafe.Add(ref c, 12 * ldc), mask);
            if (sizeof(R) > 13) Blend<S, V, T, C, E>(factor, xd0, none, none, none, old, ref Unsafe.Add(ref c, 13 * ldc), mask);
            if (sizeof(R) > 14) Blend<S, V, T, C, E>(factor, xe0, none, none, none, old, ref Unsafe.Add(ref c, 14 * ldc), mask);
            if (sizeof(R) > 15) Blend<S, V, T, C, E>(factor, xf0, none, none, none, old, ref Unsafe.Add(ref c, 15 * ldc), mask);
        }
    }

    // A constant where the vectors are adjacent anyway.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Third<S, V, T>(nint third)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GemmBlocking.IsWidest<S, V, T>() ? 2 * S.Count : third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Term<S, V, T, C>(T a, V b0, V b1, V b2, V b3, ref V x0, ref V x1, ref V x2, ref V x3)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where C : unmanaged, IGemmExtent
    {
        V w = S.Broadcast(a);
        x0 = S.MultiplyAdd(w, b0, x0);
        if (sizeof(C) > 1) x1 = S.MultiplyAdd(w, b1, x1);
        if (sizeof(C) > 2) x2 = S.MultiplyAdd(w, b2, x2);
        if (sizeof(C) > 3) x3 = S.MultiplyAdd(w, b3, x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<S, V, T, C>(ref T row)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where C : unmanaged, IGemmExtent
    {
        Prefetch.Near(ref row);
        if (sizeof(C) > 1) Prefetch.Near(ref Unsafe.Add(ref row, S.Count));
        if (sizeof(C) > 2) Prefetch.Near(ref Unsafe.Add(ref row, 2 * S.Count));
        if (sizeof(C) > 3) Prefetch.Near(ref Unsafe.Add(ref row, 3 * S.Count));
    }
}
