using System;
using System.Numerics;
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
        where TSlopes : struct, ISlopes
    {
        (V worst, V poison) = (S.Broadcast(T.Zero), S.Broadcast(T.Zero));
        nuint i = Part<S, V, TSlopes>(row, 0, ref worst, ref poison);
        (T worstTail, T poisonTail) = (T.Zero, T.Zero);
        Part<Lane1<T>, T, TSlopes>(row, i, ref worstTail, ref poisonTail);
        T poisoned = S.Sum(poison) + poisonTail;
        return T.IsNaN(poisoned) ? T.NaN : T.Max(S.Largest(worst), worstTail);
    }

    private nuint Part<S, V, TSlopes>(int row, nuint i, ref V worst, ref V poison)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TSlopes : struct, ISlopes
    {
        nuint at = (nuint)row * (nuint)size;
        ref readonly T drive = ref MemoryMarshal.GetReference(drives);
        ref readonly T state = ref MemoryMarshal.GetReference(states);
        ref T image = ref MemoryMarshal.GetReference(images);
        ref T slope = ref MemoryMarshal.GetReference(slopes);
        V zero = S.Broadcast(T.Zero);
        V worstHere = worst;
        V poisonHere = poison;
        nuint n = (nuint)size;
        for (; i + (nuint)S.Count <= n; i += (nuint)S.Count)
        {
            V z = S.Add(S.Load(in image, at + i), S.Load(in drive, at + i));
            V value = activation.Value<S, V, T>(z);
            S.Store(value, ref image, at + i);
            if (typeof(TSlopes) == typeof(WithSlopes)) S.Store(activation.Slope<S, V, T>(z, value), ref slope, at + i);
            V difference = S.Subtract(value, S.Load(in state, at + i));
            worstHere = S.Max(S.Abs(difference), worstHere);
            poisonHere = S.MultiplyAdd(difference, zero, poisonHere);
        }

        worst = worstHere;
        poison = poisonHere;
        return i;
    }
}
