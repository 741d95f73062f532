using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Solving;

/// <summary>The element-wise updates that solvers make of states, over one row or many at once: result ← operation(left, right).</summary>
/// <remarks>The result may be the left or the right operand itself. The same bits at every width.</remarks>
internal static class StateUpdates
{
    /// <summary>states ← states + α (images − states), rounded as one subtraction and one fused multiply-add.</summary>
    internal static void Relax<T>(T alpha, ReadOnlySpan<T> images, Span<T> states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(new Relaxation<T>(alpha), images, states, states);

    /// <summary>states ← states + α κ ∘ (images − states), row by row; κ empty is 1. The images are overwritten then.</summary>
    internal static void RelaxBy<T>(T alpha, ReadOnlySpan<T> rates, Span<T> images, Span<T> states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rates.IsEmpty)
        {
            Relax(alpha, images, states);
            return;
        }

        Subtract(images, states, images);
        for (int from = 0; from < images.Length; from += rates.Length)
            Multiply(rates, images.Slice(from, rates.Length), images.Slice(from, rates.Length));
        AddScaled(states, alpha, images, states);
    }

    /// <summary>slopes ← rate κ ∘ (slopes − state) of one row, the images in; κ empty is 1.</summary>
    internal static void Slope<T>(T rate, ReadOnlySpan<T> rates, ReadOnlySpan<T> state, Span<T> slopes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Subtract(slopes, state, slopes);
        if (!rates.IsEmpty) Multiply(rates, slopes, slopes);
        if (rate != T.One) TensorPrimitives.Multiply(slopes, rate, slopes);
    }

    /// <summary>result ← left − right.</summary>
    internal static void Subtract<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(default(Difference<T>), left, right, result);

    /// <summary>result ← left ∘ right.</summary>
    /// <remarks>Our own, since a process's first solve comes by: what it used of TensorPrimitives, this product and one pass of magnitudes,
    /// was 11 ms of its 124 to load and compile.</remarks>
    internal static void Multiply<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(default(Product<T>), left, right, result);

    /// <summary>result ← start + scale·direction, one fused multiply-add.</summary>
    internal static void AddScaled<T>(ReadOnlySpan<T> start, T scale, ReadOnlySpan<T> direction, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(new ScaledSum<T>(scale), start, direction, result);

    private static void Run<TOperation, T>(TOperation operation, ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result)
        where TOperation : struct, IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new Kernel<TOperation, T>(operation, left, right, result);
        Dispatch.Run<Kernel<TOperation, T>, T>(ref kernel);
    }

    internal interface IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V Of<S, V>(V left, V right)
            where S : struct, ILanes<V, T>
            where V : unmanaged;
    }

    internal readonly ref struct Kernel<TOperation, T>(TOperation operation, ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result)
        : IKernel<T>
        where TOperation : struct, IOperation<T>
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
            TOperation f = operation;
            for (; i + (nuint)S.Count <= n; i += (nuint)S.Count) S.Store(f.Of<S, V>(S.Load(in a, i), S.Load(in b, i)), ref c, i);
            return i;
        }
    }

    internal readonly struct Relaxation<T>(T alpha) : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Of<S, V>(V left, V right)
            where S : struct, ILanes<V, T>
            where V : unmanaged => S.MultiplyAdd(S.Broadcast(alpha), S.Subtract(left, right), right);
    }

    internal readonly struct Difference<T> : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Of<S, V>(V left, V right)
            where S : struct, ILanes<V, T>
            where V : unmanaged => S.Subtract(left, right);
    }

    internal readonly struct Product<T> : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Of<S, V>(V left, V right)
            where S : struct, ILanes<V, T>
            where V : unmanaged => S.Multiply(left, right);
    }

    internal readonly struct ScaledSum<T>(T scale) : IOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Of<S, V>(V left, V right)
            where S : struct, ILanes<V, T>
            where V : unmanaged => S.MultiplyAdd(S.Broadcast(scale), right, left);
    }
}
