using System;
using System.Numerics;
using System.Runtime.CompilerServices;
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
    TActivation activation, int size, ReadOnlySpan<T> drives, ReadOnlySpan<T> states, Span<T> images, Span<T> slopes,
    Span<T> residuals) : IKernel<T>
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

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        // Masked loads and stores go by address, so the memory is pinned.
        fixed (T* drive = drives, state = states, image = images, slope = slopes)
        {
            for (int row = 0; row < residuals.Length; row++)
            {
                nuint at = (nuint)row * (nuint)size;
                residuals[row] = slope == null
                    ? Row<S, V, WithoutSlopes>(drive + at, state + at, image + at, null)
                    : Row<S, V, WithSlopes>(drive + at, state + at, image + at, slope + at);
            }
        }
    }

    // One body for whole registers and the masked last one: the compiler stops inlining an activation that is called in two places.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe T Row<S, V, TSlopes>(T* drive, T* state, T* image, T* slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TSlopes : struct, ISlopes
    {
        TActivation f = activation;
        V zero = S.Broadcast(T.Zero);
        V worst = zero;
        V poison = zero;
        nuint n = (nuint)size;
        nuint whole = n - (n % (nuint)S.Count);
        V mask = S.FirstLanes((int)(n - whole));
        for (nuint i = 0; i < n; i += (nuint)S.Count)
        {
            bool isWhole = i < whole;
            V z = isWhole
                ? S.Add(S.Load(ref *image, i), S.Load(ref *drive, i))
                : S.Add(S.LoadMasked(ref *image, i, mask), S.LoadMasked(ref *drive, i, mask));
            V old = isWhole ? S.Load(ref *state, i) : S.LoadMasked(ref *state, i, mask);
            V value = f.Value<S, V, T>(z);
            V gain = typeof(TSlopes) == typeof(WithSlopes) ? f.Slope<S, V, T>(z, value) : zero;
            if (isWhole)
            {
                S.Store(value, ref *image, i);
                if (typeof(TSlopes) == typeof(WithSlopes)) S.Store(gain, ref *slope, i);
            }
            else
            {
                // f of the lanes that do not exist is read back as 0.
                S.StoreMasked(value, ref *image, i, mask);
                if (typeof(TSlopes) == typeof(WithSlopes)) S.StoreMasked(gain, ref *slope, i, mask);
                value = S.LoadMasked(ref *image, i, mask);
            }

            V difference = S.Subtract(value, old);
            worst = S.Max(S.Abs(difference), worst);
            poison = S.MultiplyAdd(difference, zero, poison);
        }

        return T.IsNaN(S.Sum(poison)) ? T.NaN : S.Largest(worst);
    }
}
