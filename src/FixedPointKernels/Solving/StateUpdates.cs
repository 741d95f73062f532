using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Solving;

/// <summary>The element-wise updates that solvers make of states, over one row or many at once.</summary>
internal static class StateUpdates
{
    /// <summary>states ← states + α (images − states), each rounded as one subtraction and one fused multiply-add.</summary>
    internal static void Relax<T>(T alpha, ReadOnlySpan<T> images, Span<T> states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new RelaxKernel<T>(alpha, images, states);
        Dispatch.Run<RelaxKernel<T>, T>(ref kernel);
    }

    /// <summary>result ← left − right.</summary>
    internal static void Subtract<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new SubtractKernel<T>(left, right, result);
        Dispatch.Run<SubtractKernel<T>, T>(ref kernel);
    }

    /// <summary>result ← start + scale·direction.</summary>
    internal static void AddScaled<T>(ReadOnlySpan<T> start, T scale, ReadOnlySpan<T> direction, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new AddScaledKernel<T>(start, scale, direction, result);
        Dispatch.Run<AddScaledKernel<T>, T>(ref kernel);
    }

    internal readonly ref struct RelaxKernel<T>(T alpha, ReadOnlySpan<T> images, Span<T> states) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> images = images;
        private readonly Span<T> states = states;

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
            ref readonly T image = ref MemoryMarshal.GetReference(images);
            ref T state = ref MemoryMarshal.GetReference(states);
            nuint n = (nuint)states.Length;
            V step = S.Broadcast(alpha);
            for (; i + (nuint)S.Count <= n; i += (nuint)S.Count)
            {
                V old = S.Load(in state, i);
                S.Store(S.MultiplyAdd(step, S.Subtract(S.Load(in image, i), old), old), ref state, i);
            }

            return i;
        }
    }

    internal readonly ref struct SubtractKernel<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> left = left;
        private readonly ReadOnlySpan<T> right = right;
        private readonly Span<T> result = result;

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
            ref readonly T a = ref MemoryMarshal.GetReference(left);
            ref readonly T b = ref MemoryMarshal.GetReference(right);
            ref T c = ref MemoryMarshal.GetReference(result);
            nuint n = (nuint)result.Length;
            for (; i + (nuint)S.Count <= n; i += (nuint)S.Count) S.Store(S.Subtract(S.Load(in a, i), S.Load(in b, i)), ref c, i);
            return i;
        }
    }

    internal readonly ref struct AddScaledKernel<T>(ReadOnlySpan<T> start, T scale, ReadOnlySpan<T> direction, Span<T> result) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> start = start;
        private readonly ReadOnlySpan<T> direction = direction;
        private readonly Span<T> result = result;

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
            ref readonly T a = ref MemoryMarshal.GetReference(start);
            ref readonly T d = ref MemoryMarshal.GetReference(direction);
            ref T c = ref MemoryMarshal.GetReference(result);
            nuint n = (nuint)result.Length;
            V factor = S.Broadcast(scale);
            for (; i + (nuint)S.Count <= n; i += (nuint)S.Count) S.Store(S.MultiplyAdd(factor, S.Load(in d, i), S.Load(in a, i)), ref c, i);
            return i;
        }
    }
}
