using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;


/// <summary>r = g·z with a fixed gain g; <c>default</c> has g = 1.</summary>
public readonly record struct Linear : ICurvedActivation
{
    private readonly double gain;
    private readonly bool set;

    /// <summary>r = gain·z.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The gain is NaN or infinite.</exception>
    public Linear(double gain)
    {
        if (!double.IsFinite(gain)) throw new ArgumentOutOfRangeException(nameof(gain), gain, "The gain must be finite.");
        this.gain = gain;
        set = true;
    }

    static double IActivation.SteepestSlope => double.PositiveInfinity;

    /// <inheritdoc/>
    public static bool IsPiecewiseLinear => true;

    /// <summary>The slope everywhere.</summary>
    public double Gain => set ? gain : 1.0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Multiply(S.Broadcast(T.CreateTruncating(Gain)), z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Broadcast(T.CreateTruncating(Gain));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Curvature<S, V, T>(V z, V value, V slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Broadcast(T.Zero);
}
