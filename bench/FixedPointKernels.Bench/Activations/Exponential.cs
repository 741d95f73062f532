using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Activations;

/// <summary>r = eᶻ: exp under the loop that every activation runs in.</summary>
public readonly struct Exponential : IActivation
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
