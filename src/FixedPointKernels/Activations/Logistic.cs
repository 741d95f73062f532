using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>r = 1/(1 + e⁻ᶻ).</summary>
/// <remarks>Slope r(1 − r) = r − r·r, rounded once.</remarks>
public readonly record struct Logistic : ICurvedActivation
{
    /// <inheritdoc/>
    public static double SteepestSlope => 0.25;

    static bool IActivation.IsPiecewiseLinear => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Logistic<S, V, T>(z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.NegateMultiplyAdd(value, value, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Curvature<S, V, T>(V z, V value, V slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        S.Multiply(slope, S.NegateMultiplyAdd(S.Broadcast(T.CreateTruncating(2)), value, S.Broadcast(T.One)));
}
