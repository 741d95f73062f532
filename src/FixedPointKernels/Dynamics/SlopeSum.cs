using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>result ← start + Σⱼ cⱼ kⱼ over the rows k₀, k₁, … of one block, in one pass: what a Runge–Kutta stage starts from.</summary>
/// <remarks>One chain of fused multiply-adds per element, ascending in j: the same bits at every width. The result
/// may be the start, or any one row.</remarks>
internal readonly ref struct SlopeSum<T>(ReadOnlySpan<T> start, ReadOnlySpan<T> weights, ReadOnlySpan<T> slopes, Span<T> result)
    : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> start = start;
    private readonly ReadOnlySpan<T> weights = weights;
    private readonly ReadOnlySpan<T> slopes = slopes;
    private readonly Span<T> result = result;

    /// <summary>result ← start + Σⱼ cⱼ kⱼ; an empty start is 0. Row j starts at j · result.Length.</summary>
    internal static void Apply(ReadOnlySpan<T> start, ReadOnlySpan<T> weights, ReadOnlySpan<T> slopes, Span<T> result)
    {
        var kernel = new SlopeSum<T>(start, weights, slopes[..(weights.Length * result.Length)], result);
        Dispatch.Run<SlopeSum<T>, T>(ref kernel);
    }

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint i = Part<S, V>(0);
        Part<Lane1<T>, T>(i);
    }

    private nuint Part<S, V>(nuint i)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref readonly T from = ref MemoryMarshal.GetReference(start);
        ref readonly T rows = ref MemoryMarshal.GetReference(slopes);
        ref T to = ref MemoryMarshal.GetReference(result);
        nuint n = (nuint)result.Length;
        for (; i + (nuint)S.Count <= n; i += (nuint)S.Count)
        {
            V sum = start.IsEmpty ? S.Broadcast(T.Zero) : S.Load(in from, i);
            for (int j = 0; j < weights.Length; j++) sum = S.MultiplyAdd(S.Broadcast(weights[j]), S.Load(in rows, ((nuint)j * n) + i), sum);
            S.Store(sum, ref to, i);
        }

        return i;
    }
}
