using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>What both plain matrix–vector kernels do at a row's last vector and with the sums of four rows.</summary>
internal static class GemvSums
{
    /// <summary>A vector that is 0 in its first lanes, those that a vector before has counted, and 1 in the others.</summary>
    /// <param name="counted">How many, less than one vector.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static unsafe V Keep<S, V, T>(int counted)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (counted == 0) return S.Broadcast(T.One);
        T* ramp = stackalloc T[2 * S.Count];
        S.Store(S.Broadcast(T.Zero), ref *ramp, 0);
        S.Store(S.Broadcast(T.One), ref *ramp, (nuint)S.Count);
        return S.Load(ref *ramp, (nuint)(S.Count - counted));
    }

    /// <summary>y ← α·sums + β·y of some rows, whose partial sums lie one vector after the other.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="alpha">α.</param>
    /// <param name="beta">β; with 0 y is not read.</param>
    /// <param name="partial">Vectors, as many as fill fours of rows; overwritten.</param>
    /// <param name="y">The first row's element.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe void Write<S, V, T>(int rows, T alpha, T beta, T* partial, ref T y)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Four sums take less room than the four vectors they come from, so they can lie where those were.
        nuint n = (nuint)S.Count, from = 0;
        for (int row = 0; row < rows; row += 4, from += 4 * n)
        {
            V a = S.Load(ref *partial, from), b = S.Load(ref *partial, from + n);
            S.SumFour(a, b, S.Load(ref *partial, from + (2 * n)), S.Load(ref *partial, from + (3 * n)), ref partial[row]);
        }

        nuint at = Update<S, V, T>(0, (nuint)rows, alpha, beta, partial, ref y);
        Update<Lane1<T>, T, T>(at, (nuint)rows, alpha, beta, partial, ref y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe nuint Update<S, V, T>(nuint at, nuint rows, T alpha, T beta, T* sums, ref T y)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V factor = S.Broadcast(alpha), kept = S.Broadcast(beta);
        for (; at + (nuint)S.Count <= rows; at += (nuint)S.Count)
        {
            V sum = S.Load(ref *sums, at);
            S.Store(beta == T.Zero ? S.Multiply(factor, sum) : S.MultiplyAdd(factor, sum, S.Multiply(kept, S.Load(ref y, at))), ref y, at);
        }

        return at;
    }
}
