using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>r = max(tanh z, 0).</summary>
/// <remarks>Slope (1 − r)(1 + r) for z > 0, else 0: at the kink the one from the left.</remarks>
public readonly record struct RectifiedTanh : ICurvedActivation
{
    /// <inheritdoc/>
    public static double SteepestSlope => 1;

    static bool IActivation.IsPiecewiseLinear => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Max(S.Broadcast(T.Zero), Elementary.Tanh<S, V, T>(z));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One);
        return S.IfGreater(z, zero, S.Multiply(S.Subtract(one, value), S.Add(one, value)), S.Max(zero, z));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Curvature<S, V, T>(V z, V value, V slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Multiply(S.Broadcast(T.CreateTruncating(-2)), S.Multiply(value, slope));
}
