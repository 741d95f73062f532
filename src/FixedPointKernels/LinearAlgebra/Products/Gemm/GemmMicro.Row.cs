using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <content>The product of one row.</content>
internal static unsafe partial class GemmMicro
{
    /// <summary>One row of C, from 4 vectors of B and up to 4 of the next group: up to 8 independent chains hide the
    /// latency of 4 cycles × 2 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row<S, V, T, C, E>(
        int depth, T alpha, ref T a, nint depthStride, ref T b, ref T next, nint third, nint termStride, T beta, ref T c, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where C : unmanaged, IGemmExtent
        where E : struct, IGemmEdge
    {
        V mask = E.IsMasked ? S.FirstLanes(lanes) : default;
        nint upper = Third<S, V, T>(third);
        V x0 = default, x1 = default, x2 = default, x3 = default, x4 = default, x5 = default, x6 = default, x7 = default;
        for (; depth > 0; depth--)
        {
            V w = S.Broadcast(a);
            x0 = S.MultiplyAdd(w, S.Load(ref b, 0), x0);
            x1 = S.MultiplyAdd(w, S.Load(ref b, (nuint)S.Count), x1);
            x2 = S.MultiplyAdd(w, S.Load(ref b, (nuint)upper), x2);
            x3 = S.MultiplyAdd(w, S.Load(ref b, (nuint)(upper + S.Count)), x3);
            x4 = S.MultiplyAdd(w, sizeof(C) == 1 && E.IsMasked ? S.LoadMasked(ref next, 0, mask) : S.Load(ref next, 0), x4);
            if (sizeof(C) > 1)
                x5 = S.MultiplyAdd(
                    w, sizeof(C) == 2 && E.IsMasked ? S.LoadMasked(ref next, (nuint)S.Count, mask) : S.Load(ref next, (nuint)S.Count), x5);
            if (sizeof(C) > 2)
                x6 = S.MultiplyAdd(
                    w, sizeof(C) == 3 && E.IsMasked ? S.LoadMasked(ref next, (nuint)upper, mask) : S.Load(ref next, (nuint)upper), x6);
            if (sizeof(C) > 3)
                x7 = S.MultiplyAdd(w,
                    E.IsMasked ? S.LoadMasked(ref next, (nuint)(upper + S.Count), mask) : S.Load(ref next, (nuint)(upper + S.Count)), x7);
            a = ref Unsafe.Add(ref a, depthStride);
            b = ref Unsafe.Add(ref b, termStride);
            next = ref Unsafe.Add(ref next, termStride);
        }

        ref T c4 = ref Unsafe.Add(ref c, 4 * S.Count);
        V factor = S.Broadcast(alpha);
        if (beta == T.Zero)
        {
            Store<S, V, T, GemmExtent.Four, GemmEdge.Whole>(factor, x0, x1, x2, x3, ref c, mask);
            Store<S, V, T, C, E>(factor, x4, x5, x6, x7, ref c4, mask);
        }
        else
        {
            V old = S.Broadcast(beta);
            Blend<S, V, T, GemmExtent.Four, GemmEdge.Whole>(factor, x0, x1, x2, x3, old, ref c, mask);
            Blend<S, V, T, C, E>(factor, x4, x5, x6, x7, old, ref c4, mask);
        }
    }
}
