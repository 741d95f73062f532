using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Tests.Dynamics;

/// <summary>Element i of the state crosses a level; what happened is kept in a list where there is one.</summary>
internal readonly struct Crossing<T>(
    int element, double level = 0, CrossingDirection direction = CrossingDirection.Either, bool terminal = false,
    List<(int Element, double Time, double[] State)>? seen = null) : ITrajectoryEvent<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CrossingDirection Direction => direction;

    public bool IsTerminal => terminal;

    public double Value(double time, ReadOnlySpan<T> state) => double.CreateTruncating(state[element]) - level;

    public void Occurred(double time, ReadOnlySpan<T> state)
    {
        if (seen is null) return;
        double[] copy = new double[state.Length];
        for (int i = 0; i < copy.Length; i++) copy[i] = double.CreateTruncating(state[i]);
        seen.Add((element, time, copy));
    }
}
