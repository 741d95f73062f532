using System;
using System.Numerics;

namespace FixedPointKernels.Dynamics;

/// <summary>Something that happens on a trajectory where a function g(t, s) changes its sign.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// g is looked at at the ends of accepted steps: a sign that changes twice within one step is not seen (<see
/// cref="TrajectoryOptions.LargestStep"/> helps). The time is found on the continuous extension of the step to 4 roundings of the time. A
/// start on g = 0 is no crossing, nor is a change from or to NaN. Implementations are structs; the integrator calls them where they lie.
/// </remarks>
public interface ITrajectoryEvent<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Which changes of sign count.</summary>
    CrossingDirection Direction { get; }

    /// <summary>Whether the trajectory ends there.</summary>
    bool IsTerminal { get; }

    /// <summary>g(t, s).</summary>
    /// <param name="time">t.</param>
    /// <param name="state">s.</param>
    double Value(double time, ReadOnlySpan<T> state);

    /// <summary>Called for every crossing, in the order of time.</summary>
    /// <param name="time">The first time found on the far side of the crossing.</param>
    /// <param name="state">The state then, valid during the call.</param>
    void Occurred(double time, ReadOnlySpan<T> state);
}
