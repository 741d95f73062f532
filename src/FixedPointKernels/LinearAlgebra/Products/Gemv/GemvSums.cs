using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>From the partial sums of the plain matrix–vector product to y.</summary>
internal static class GemvSums
{
    /// <summary>The sums over the lanes of vectors that lie one after the other, one per row, written to their beginning.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="partial">Vectors, as many as fill fours of rows; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe void Reduce<S, V, T>(int rows, T* partial)
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
    }

    /// <summary>y ← α·sums + β·y.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="alpha">α.</param>
    /// <param name="beta">β; with 0 y is not read.</param>
    /// <param name="sums">One element per row.</param>
    /// <param name="y">The first row's element.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe void Write<S, V, T>(int rows, T alpha, T beta, T* sums, ref T y)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint at = Update<S, V, T>(0, (nuint)rows, alpha, beta, sums, ref y);
        Update<Lane1<T>, T, T>(at, (nuint)rows, alpha, beta, sums, ref y);
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
