using System;
using System.Numerics;

namespace FixedPointKernels.Solving;

/// <summary>A map that can write its Jacobian: what Newton, chord, settle and the direct and shared adjoints ask for.</summary>
/// <typeparam name="TSelf">The struct that implements it.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IDenseMap<TSelf, T> : IFixedPointMap<TSelf, T>
    where TSelf : struct, IDenseMap<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static bool IFixedPointMap<TSelf, T>.WritesJacobian(in TSelf map) => true;

    /// <summary>jacobian ← I − DF of one sample, Size × Size row-major.</summary>
    /// <param name="linearization">LinearizationSize, of the point.</param>
    /// <param name="jacobian">Size × Size, overwritten.</param>
    void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian);

    static void IFixedPointMap<TSelf, T>.WriteJacobian(in TSelf map, ReadOnlySpan<T> linearization, Span<T> jacobian) =>
        map.Jacobian(linearization, jacobian);
}
