using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>The loop of <see cref="Activation.Apply{TActivation, T}(TActivation, ReadOnlySpan{T}, Span{T}, Span{T})"/>: read z, write f(z) and f′(z).</summary>
internal readonly ref struct ApplyWithSlopeKernel<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> values, Span<T> slopes) : IKernel<T>
    where TActivation : struct, IActivation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TActivation activation = activation;
    private readonly ReadOnlySpan<T> z = z;
    private readonly Span<T> values = values;
    private readonly Span<T> slopes = slopes;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        TActivation f = activation;
        ref T from = ref MemoryMarshal.GetReference(z);
        ref T toValues = ref MemoryMarshal.GetReference(values);
        ref T toSlopes = ref MemoryMarshal.GetReference(slopes);
        nuint width = (nuint)S.Count;
        nuint length = (nuint)z.Length;
        if (length < width)
        {
            for (nuint j = 0; j < length; j++)
            {
                T single = Lane1<T>.Load(ref from, j);
                T response = f.Value<Lane1<T>, T, T>(single);
                Lane1<T>.Store(response, ref toValues, j);
                Lane1<T>.Store(f.Slope<Lane1<T>, T, T>(single, response), ref toSlopes, j);
            }

            return;
        }

        // As in ApplyKernel: the last register overlaps, and is computed before the loop overwrites its arguments.
        V argument = S.Load(ref from, length - width);
        V last = f.Value<S, V, T>(argument);
        V lastSlope = f.Slope<S, V, T>(argument, last);
        for (nuint i = 0; i + width <= length; i += width)
        {
            argument = S.Load(ref from, i);
            V value = f.Value<S, V, T>(argument);
            S.Store(value, ref toValues, i);
            S.Store(f.Slope<S, V, T>(argument, value), ref toSlopes, i);
        }

        S.Store(last, ref toValues, length - width);
        S.Store(lastSlope, ref toSlopes, length - width);
    }
}
