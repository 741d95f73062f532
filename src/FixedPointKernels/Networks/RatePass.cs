using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>
/// What follows the product, in one pass over W r: z = W r + x, image f(z), residual max|f(z) − r| per row, and slopes f′(z) if wanted.
/// </summary>
/// <remarks>
/// The residual is a maximum that ignores NaN beside a sum of 0·(f − r) that is NaN if anything was not finite: two cheap
/// accumulators at every width in place of a NaN-propagating maximum, which costs four instructions below AVX-512.
/// </remarks>
internal readonly ref struct RatePass<TActivation, T>(
    TActivation activation, int size, ReadOnlySpan<T> drives, ReadOnlySpan<T> states, Span<T> images, Span<T> slopes, Span<T> residuals) : IKernel<T>
    where TActivation : struct, IActivation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly ReadOnlySpan<T> states = states;
    private readonly Span<T> images = images;
    private readonly Span<T> slopes = slopes;
    private readonly Span<T> residuals = residuals;

    internal interface ISlopes;

    internal readonly struct WithSlopes : ISlopes;

    internal readonly struct WithoutSlopes : ISlopes;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int row = 0; row < residuals.Length; row++)
        {
            residuals[row] = slopes.IsEmpty ? Row<S, V, WithoutSlopes>(row) : Row<S, V, WithSlopes>(row);
        }
    }

    private T Row<S, V, TSlopes>(int row)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TSlopes : struct, ISlopes => size < S.Count ? Pass<Lane1<T>, T, TSlopes>(row) : Pass<S, V, TSlopes>(row);

    // The last register overlaps the one before it: 12 single elements took as long as 80 whole registers. Its products are read first, because the
    // images overwrite them; what both registers hold they write alike, and a maximum does not mind seeing it twice.
    private T Pass<S, V, TSlopes>(int row)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TSlopes : struct, ISlopes
    {
        nuint at = (nuint)row * (nuint)size, width = (nuint)S.Count, last = (nuint)size - width;
        ref readonly T drive = ref Unsafe.Add(ref MemoryMarshal.GetReference(drives), at);
        ref readonly T state = ref Unsafe.Add(ref MemoryMarshal.GetReference(states), at);
        ref T image = ref Unsafe.Add(ref MemoryMarshal.GetReference(images), at);
        ref T slope = ref Unsafe.Add(ref MemoryMarshal.GetReference(slopes), typeof(TSlopes) == typeof(WithSlopes) ? at : 0);
        V zero = S.Broadcast(T.Zero), worst = zero, poison = zero, tail = S.Load(in image, last);
        TActivation f = activation;
        for (nuint i = 0; i < (nuint)size; i += width)
        {
            V product = tail;
            if (i <= last) product = S.Load(in image, i);
            else i = last;
            V z = S.Add(product, S.Load(in drive, i));
            V value = f.Value<S, V, T>(z);
            S.Store(value, ref image, i);
            if (typeof(TSlopes) == typeof(WithSlopes)) S.Store(f.Slope<S, V, T>(z, value), ref slope, i);
            V difference = S.Subtract(value, S.Load(in state, i));
            worst = S.Max(S.Abs(difference), worst);
            poison = S.MultiplyAdd(difference, zero, poison);
        }

        return T.IsNaN(S.Sum(poison)) ? T.NaN : S.Largest(worst);
    }
}
