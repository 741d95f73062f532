using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>r = log(1 + eᶻ).</summary>
/// <remarks>Slope 1/(1 + e⁻ᶻ), the logistic function.</remarks>
public readonly record struct Softplus : ICurvedActivation
{
    /// <inheritdoc/>
    public static double SteepestSlope => 1;

    static bool IActivation.IsPiecewiseLinear => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Softplus<S, V, T>(z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Logistic<S, V, T>(z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Curvature<S, V, T>(V z, V value, V slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        S.NegateMultiplyAdd(slope, slope, slope);
}
