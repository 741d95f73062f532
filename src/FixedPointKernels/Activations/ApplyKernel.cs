using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>The loop of <see cref="Activation.Apply{TActivation, T}(TActivation, ReadOnlySpan{T}, Span{T})"/>: read z, write f(z).</summary>
internal readonly ref struct ApplyKernel<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> values) : IKernel<T>
    where TActivation : struct, IActivation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TActivation activation = activation;
    private readonly ReadOnlySpan<T> z = z;
    private readonly Span<T> values = values;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        TActivation f = activation;
        ref T from = ref MemoryMarshal.GetReference(z);
        ref T to = ref MemoryMarshal.GetReference(values);
        nuint width = (nuint)S.Count;
        nuint length = (nuint)z.Length;
        if (length < width)
        {
            for (nuint j = 0; j < length; j++) Lane1<T>.Store(f.Value<Lane1<T>, T, T>(Lane1<T>.Load(ref from, j)), ref to, j);
            return;
        }

        // The last register overlaps the one before it: 15 single elements would take as long as 100 whole registers.
        // It is computed first, because in place the loop overwrites its arguments.
        V last = f.Value<S, V, T>(S.Load(ref from, length - width));
        for (nuint i = 0; i + width <= length; i += width) S.Store(f.Value<S, V, T>(S.Load(ref from, i)), ref to, i);
        S.Store(last, ref to, length - width);
    }
}
