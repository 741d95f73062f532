using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;


/// <summary>r = k·[z]₊ᵖ, the threshold-power response of supralinear networks; <c>default</c> has k = 1, p = 2.</summary>
/// <remarks>
/// Slope p·k·z^(p−1) for z > 0, else 0; for p &lt; 1 it grows without bound towards 0 from the right. k and p are rounded to the
/// element type. The exponents ½, 1, 1½, 2, 2½, 3 cost products and at most one root; others go through
/// <see cref="Elementary"/>.Power (13 to 16 times as slow as p = 2).
/// </remarks>
public readonly record struct PowerLaw : ICurvedActivation
{
    static double IActivation.SteepestSlope => double.PositiveInfinity;

    static bool IActivation.IsPiecewiseLinear => false;

    private readonly double gain;
    private readonly double exponent;
    private readonly bool set;

    /// <summary>r = gain·[z]₊^exponent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The gain or the exponent is not positive and finite.</exception>
    public PowerLaw(double gain, double exponent)
    {
        if (!(gain > 0.0 && double.IsFinite(gain)))
            throw new ArgumentOutOfRangeException(nameof(gain), gain, "The gain must be positive and finite.");
        if (!(exponent > 0.0 && double.IsFinite(exponent)))
            throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "The exponent must be positive and finite.");
        this.gain = gain;
        this.exponent = exponent;
        set = true;
    }

    /// <summary>k.</summary>
    public double Gain => set ? gain : 1.0;

    /// <summary>p.</summary>
    public double Exponent => set ? exponent : 2.0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        S.Multiply(S.Broadcast(T.CreateTruncating(Gain)), Raise<S, V, T>(S.Max(S.Broadcast(T.Zero), z), Exponent));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = S.Broadcast(T.Zero);
        V slope = S.Multiply(S.Broadcast(T.CreateTruncating(Gain * Exponent)), Raise<S, V, T>(S.Max(zero, z), Exponent - 1.0));
        return S.IfGreater(z, zero, slope, S.Max(zero, z));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Curvature<S, V, T>(V z, V value, V slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = S.Broadcast(T.Zero), factor = S.Broadcast(T.CreateTruncating(Gain * Exponent * (Exponent - 1.0)));
        if (Exponent == 1.0) return zero;
        V curvature = S.Multiply(factor, Exponent >= 2.0
            ? Raise<S, V, T>(S.Max(zero, z), Exponent - 2.0)
            : S.Divide(Raise<S, V, T>(S.Max(zero, z), Exponent - 1.0), z));
        return S.IfGreater(z, zero, curvature, zero);
    }

    // The conditions depend on the struct alone: the same way for every register of a loop, so predicted. Half steps are products
    // and one correctly rounded root; any other exponent goes through Elementary.Power.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Raise<S, V, T>(V z, double exponent)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (exponent == 2.0) return S.Multiply(z, z);
        if (exponent == 1.0) return z;
        if (exponent == 0.0) return S.Broadcast(T.One);
        if (exponent == 3.0) return S.Multiply(S.Multiply(z, z), z);
        if (exponent == 0.5) return S.Sqrt(z);
        if (exponent == 1.5) return S.Multiply(S.Sqrt(z), z);
        if (exponent == 2.5) return S.Multiply(S.Sqrt(z), S.Multiply(z, z));
        return RaiseToAny<S, V, T>(z, exponent);
    }

    // A call per register, about 2 ns beside the 20 to 30 of the power itself: inlined, its 150 operations would exhaust the compiler's
    // budget for the loop around them, and p = 2 would pay for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V RaiseToAny<S, V, T>(V z, double exponent)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Power<S, V, T>(z, S.Broadcast(T.CreateTruncating(exponent)));
}
