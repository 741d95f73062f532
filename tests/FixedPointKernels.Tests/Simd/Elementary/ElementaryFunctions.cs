using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Tests.Simd;

/// <summary>exp in the shape of an activation, so that the library's own span loop runs it.</summary>
internal readonly struct ExpFunction : IActivation
{
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Exp<S, V, T>(z);

    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value;
}

/// <summary>log likewise.</summary>
internal readonly struct LogFunction : IActivation
{
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Log<S, V, T>(z);

    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Divide(S.Broadcast(T.One), z);
}

/// <summary>z^p for any p, likewise.</summary>
internal readonly struct PowerFunction(double exponent) : IActivation
{
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Power<S, V, T>(z, S.Broadcast(T.CreateTruncating(exponent)));

    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Divide(S.Multiply(S.Broadcast(T.CreateTruncating(exponent)), value), z);
}
