using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>A multiple of one vector added to another.</summary>
public static class Axpy
{
    /// <summary>y ← α·x + y, one fused multiply-add per element: the same bits at every register width.</summary>
    /// <param name="alpha">The factor α.</param>
    /// <param name="x">n elements.</param>
    /// <param name="y">n elements; may be exactly x, but may not overlap it in part.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap in part.</exception>
    public static void Add<T>(T alpha, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotLength(y.Length, x.Length, nameof(y));
        if (y.Overlaps(x, out int offset) && offset != 0) Throw.Overlap(nameof(y), nameof(x));
        AxpyKernel<T> kernel = new() { Alpha = alpha, X = x, Y = y };
        Dispatch.Run<AxpyKernel<T>, T>(ref kernel);
    }
}

/// <summary>y ← α·x + y.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal ref struct AxpyKernel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required T Alpha;
    internal required ReadOnlySpan<T> X;
    internal required Span<T> Y;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T x = ref MemoryMarshal.GetReference(X);
        ref T y = ref MemoryMarshal.GetReference(Y);
        nuint length = (nuint)X.Length, count = (nuint)S.Count, at = 0;
        V alpha = S.Broadcast(Alpha);
        for (; at + (2 * count) <= length; at += 2 * count)
        {
            V first = S.MultiplyAdd(alpha, S.Load(ref x, at), S.Load(ref y, at));
            V second = S.MultiplyAdd(alpha, S.Load(ref x, at + count), S.Load(ref y, at + count));
            S.Store(first, ref y, at);
            S.Store(second, ref y, at + count);
        }

        for (; at + count <= length; at += count) S.Store(S.MultiplyAdd(alpha, S.Load(ref x, at), S.Load(ref y, at)), ref y, at);
        for (; at < length; at++) Unsafe.Add(ref y, at) = T.FusedMultiplyAdd(Alpha, Unsafe.Add(ref x, at), Unsafe.Add(ref y, at));
    }
}
