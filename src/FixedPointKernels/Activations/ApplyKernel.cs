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
        nuint length = (nuint)z.Length;
        nuint i = 0;
        for (; i + (nuint)S.Count <= length; i += (nuint)S.Count) S.Store(f.Value<S, V, T>(S.Load(ref from, i)), ref to, i);

        for (; i < length; i++) Lane1<T>.Store(f.Value<Lane1<T>, T, T>(Lane1<T>.Load(ref from, i)), ref to, i);
    }
}
