using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>The loop of <see cref="Activation.Apply{TActivation, T}(TActivation, ReadOnlySpan{T}, Span{T}, Span{T})"/>:
/// read z, write f(z) and f′(z).</summary>
internal readonly ref struct ApplyWithSlopeKernel<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> values, Span<T> slopes)
    : IKernel<T>
    where TActivation : struct, IActivation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TActivation activation = activation;
    private readonly ReadOnlySpan<T> z = z;
    private readonly Span<T> values = values;
    private readonly Span<T> slopes = slopes;

    // Not inlined: inside a short caller the compiler's budget ends in the middle of f, and what is left are
    // calls through memory, five times as slow.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint width = (nuint)S.Count;
        nuint length = (nuint)z.Length;
        if (length < width)
        {
            RunShort();
            return;
        }

        // As in ApplyKernel: an overlapping last register, whose arguments are read before the loop can overwrite them.
        TActivation f = activation;
        ref T from = ref MemoryMarshal.GetReference(z);
        ref T toValues = ref MemoryMarshal.GetReference(values);
        ref T toSlopes = ref MemoryMarshal.GetReference(slopes);
        nuint last = length - width;
        V tail = S.Load(ref from, last);
        for (nuint i = 0; i < length; i += width)
        {
            V argument = tail;
            if (i <= last) argument = S.Load(ref from, i);
            else i = last;
            V value = f.Value<S, V, T>(argument);
            S.Store(value, ref toValues, i);
            S.Store(f.Slope<S, V, T>(argument, value), ref toSlopes, i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunShort()
    {
        TActivation f = activation;
        for (int i = 0; i < z.Length; i++)
        {
            T argument = z[i];
            T value = f.Value<Lane1<T>, T, T>(argument);
            values[i] = value;
            slopes[i] = f.Slope<Lane1<T>, T, T>(argument, value);
        }
    }
}
