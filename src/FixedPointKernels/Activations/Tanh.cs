using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>r = tanh z.</summary>
/// <remarks>Slope 1 − r², written (1 − r)(1 + r): 1 − r is exact for r ≥ ½, so the slope keeps its relative
/// accuracy where the neuron saturates.</remarks>
public readonly record struct Tanh : ICurvedActivation
{
    /// <inheritdoc/>
    public static double SteepestSlope => 1;

    static bool IActivation.IsPiecewiseLinear => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Tanh<S, V, T>(z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = S.Broadcast(T.One);
        return S.Multiply(S.Subtract(one, value), S.Add(one, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Curvature<S, V, T>(V z, V value, V slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        S.Multiply(S.Broadcast(T.CreateTruncating(-2)), S.Multiply(value, slope));
}
