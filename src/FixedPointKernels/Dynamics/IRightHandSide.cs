using System;
using System.Numerics;

namespace FixedPointKernels.Dynamics;

/// <summary>The right-hand side k of an autonomous system ds/dt = k(s): what a <see cref="TrajectoryIntegrator{T}"/> follows.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Implementations are structs (ref structs too), so that the integrator is compiled for each. The integrator works on a copy: what a
/// struct counts or keeps of its own is in memory that it refers to. k has to be continuous; where it jumps, steps become short, and a
/// trajectory that cannot leave the jump ends at the step limit. A time t in the equations is one more element of the state, with slope 1.
/// </remarks>
public interface IRightHandSide<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements of a state.</summary>
    int Size { get; }

    /// <summary>slope ← k(state).</summary>
    /// <param name="state"><see cref="Size"/>.</param>
    /// <param name="slope"><see cref="Size"/>, overwritten; does not overlap the state. An entry that is not finite says that k is not
    /// defined there: the step is taken again, shorter.</param>
    void Evaluate(ReadOnlySpan<T> state, Span<T> slope);
}
