using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>One column: its direction, by the one reflection that the panel would make of it, with the same bits.</summary>
internal unsafe struct QrColumn<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required int N;
    internal required T* Q;
    internal required T* R;
    internal int Dead;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        if (!QrLoad.Column<S, V, T>(N, Q, null, N, out T square, out int exponent))
        {
            Dead = -1;
            return;
        }

        T norm = T.Sqrt(square);
        T length = exponent == 0 ? norm : T.ScaleB(norm, exponent);
        *R = length;
        Dead = length == T.Zero ? 1 : T.IsFinite(length) ? 0 : -1;
        if (square == T.Zero)
        {
            *Q = T.One;
            return;
        }

        T first = *Q, v = first + T.CopySign(norm, first);
        T tau = T.One / (norm * T.Abs(v));
        T sign = -T.CopySign(T.One, first);
        T factor = sign * (tau * v);
        Scale<S, V>((nuint)N, Q, -factor);
        *Q = T.FusedMultiplyAdd(-factor, v, sign);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<S, V>(nuint n, T* x, T factor)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint count = (nuint)S.Count, at = 0;
        V by = S.Broadcast(factor);
        for (; at + (2 * count) <= n; at += 2 * count)
        {
            V y = S.Multiply(by, S.Load(ref *x, at)), z = S.Multiply(by, S.Load(ref *x, at + count));
            S.Store(y, ref *x, at);
            S.Store(z, ref *x, at + count);
        }

        if (at + count <= n)
        {
            S.Store(S.Multiply(by, S.Load(ref *x, at)), ref *x, at);
            at += count;
        }

        if (at == n) return;
        V mask = S.FirstLanes((int)(n - at));
        S.StoreMasked(S.Multiply(by, S.LoadMasked(ref *x, at, mask)), ref *x, at, mask);
    }
}
