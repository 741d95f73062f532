using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>What follows a product with one vector in <see cref="FixedPointTracker{T, TActivation}"/>: one pass over
/// the neurons, of one of two kinds.</summary>
/// <typeparam name="TActivation">f.</typeparam>
/// <typeparam name="TKind">Which: <see cref="TrackPass.Shift"/> or <see cref="TrackPass.Check"/>.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Every operand is padded to whole registers, with currents, gains and recurrent currents of zero behind the last neuron: no tail, and
/// nothing of the padding is ever seen in a maximum. The rates there are f(0), which may be larger than all others: none is taken of rates.
/// Not-finite values: as in <see cref="RatePass{TActivation, T}"/>.
/// </remarks>
internal ref struct TrackPass<TActivation, TKind, T>(
    TActivation activation, ReadOnlySpan<T> drive, ReadOnlySpan<T> gains, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> before,
    Span<T> rates, Span<T> factor)
    : IKernel<T>
    where TActivation : struct, IActivation
    where TKind : struct, TrackPass.IKind
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> drive = drive;
    private readonly ReadOnlySpan<T> gains = gains;
    private readonly ReadOnlySpan<T> recurrent = recurrent;
    private readonly ReadOnlySpan<T> before = before;
    private readonly Span<T> rates = rates;
    private readonly Span<T> factor = factor;

    /// <summary>The maximum that the kind asks for; NaN where anything was not finite.</summary>
    internal T Largest;

    /// <summary>max|x|, for the bound of the residual's own rounding; of the check alone.</summary>
    internal T LargestDrive;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref readonly T x = ref MemoryMarshal.GetReference(drive);
        ref readonly T g = ref MemoryMarshal.GetReference(gains);
        ref readonly T y = ref MemoryMarshal.GetReference(recurrent);
        ref readonly T old = ref MemoryMarshal.GetReference(before);
        ref T r = ref MemoryMarshal.GetReference(rates);
        ref T product = ref MemoryMarshal.GetReference(factor);
        V zero = S.Broadcast(T.Zero), worst = zero, poison = zero, largestDrive = zero;
        nuint n = (nuint)drive.Length;
        for (nuint i = 0; i < n; i += (nuint)S.Count)
        {
            V here = S.Load(in y, i), gain = S.Load(in g, i);
            V z = S.Add(here, S.Load(in x, i));
            V value = activation.Value<S, V, T>(z);
            V change = S.Subtract(here, S.Load(in old, i)), difference = change;
            if (typeof(TKind) == typeof(TrackPass.Shift))
            {
                S.Store(value, ref r, i);
                S.Store(S.NegateMultiplyAdd(gain, here, value), ref product, i);
            }
            else
            {
                S.Store(S.Multiply(gain, change), ref product, i);
                difference = S.Subtract(value, S.Load(ref r, i));
                largestDrive = S.Max(S.Abs(S.Load(in x, i)), largestDrive);
            }

            worst = S.Max(S.Abs(difference), worst);
            poison = S.MultiplyAdd(S.Add(difference, z), zero, poison);
        }

        Largest = T.IsNaN(S.Sum(poison)) ? T.NaN : S.Largest(worst);
        if (typeof(TKind) == typeof(TrackPass.Check)) LargestDrive = S.Largest(largestDrive);
    }
}

/// <summary>The pass of neurons that respond alike, of an activation chosen at run time too.</summary>
internal ref struct TrackRange<TKind, T>(
    ReadOnlySpan<T> drive, ReadOnlySpan<T> gains, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> before, Span<T> rates, Span<T> factor)
    : IRangeAction
    where TKind : struct, TrackPass.IKind
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> drive = drive;
    private readonly ReadOnlySpan<T> gains = gains;
    private readonly ReadOnlySpan<T> recurrent = recurrent;
    private readonly ReadOnlySpan<T> before = before;
    private readonly Span<T> rates = rates;
    private readonly Span<T> factor = factor;

    internal T Largest;
    internal T LargestDrive;

    public void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation
    {
        TrackPass<TActivation, TKind, T> pass = new(activation, drive, gains, recurrent, before, rates, factor);
        Dispatch.Run<TrackPass<TActivation, TKind, T>, T>(ref pass);
        (Largest, LargestDrive) = (pass.Largest, pass.LargestDrive);
    }
}

/// <summary>The kinds of <see cref="TrackPass{TActivation, TKind, T}"/>.</summary>
internal static class TrackPass
{
    internal interface IKind;

    /// <summary>r ← f(y + x), φ ← r − g∘y, the next product's factor; the maximum is that of |y − before|.</summary>
    internal readonly struct Shift : IKind;

    /// <summary>y = W r: the maximum is the residual |f(y + x) − r|, r is read; φ ← g∘(y − before).</summary>
    internal readonly struct Check : IKind;
}
