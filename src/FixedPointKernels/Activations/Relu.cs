using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>r = max(z, 0).</summary>
/// <remarks>Slope 1 for z > 0, else 0: at the kink the one from the left.</remarks>
public readonly record struct Relu : ICurvedActivation
{
    /// <inheritdoc/>
    public static double SteepestSlope => 1;

    /// <inheritdoc/>
    public static bool IsPiecewiseLinear => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Max(S.Broadcast(T.Zero), z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = S.Broadcast(T.Zero);
        return S.IfGreater(z, zero, S.Broadcast(T.One), S.Max(zero, z));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Curvature<S, V, T>(V z, V value, V slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Broadcast(T.Zero);
}
