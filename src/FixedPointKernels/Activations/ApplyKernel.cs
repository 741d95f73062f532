using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>The loop of <see cref="Activation.Apply{TActivation, T}(TActivation, ReadOnlySpan{T}, Span{T})"/>:
/// read z, write f(z).</summary>
internal readonly ref struct ApplyKernel<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> values) : IKernel<T>
    where TActivation : struct, IActivation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TActivation activation = activation;
    private readonly ReadOnlySpan<T> z = z;
    private readonly Span<T> values = values;

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

        // The last register overlaps the one before it: 15 single elements would take as long as 100 whole registers. Its arguments
        // are read first, because in place the loop overwrites them. One body for both: the compiler stops inlining at 512 locals.
        TActivation f = activation;
        ref T from = ref MemoryMarshal.GetReference(z);
        ref T to = ref MemoryMarshal.GetReference(values);
        nuint last = length - width;
        V tail = S.Load(ref from, last);
        for (nuint i = 0; i < length; i += width)
        {
            V argument = tail;
            if (i <= last) argument = S.Load(ref from, i);
            else i = last;
            S.Store(f.Value<S, V, T>(argument), ref to, i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunShort()
    {
        TActivation f = activation;
        for (int i = 0; i < z.Length; i++) values[i] = f.Value<Lane1<T>, T, T>(z[i]);
    }
}
