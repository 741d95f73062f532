using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Verification;

/// <summary>What is followed through time: the energy on the way to the point, and when a circuit explodes.</summary>
internal static class CircuitTrajectories
{
    // A hundredth of what files of double precision are good to, 1e-10; in float about ten roundings.
    private const double InDouble = 1e-12;
    private const double InFloat = 1e-6;

    /// <summary>V at every time; NaN from the first that is not reached.</summary>
    internal static double[] Energies<T>(Circuit<T> circuit, T[] drive, CircuitTrajectory path, CircuitEnergy energy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = circuit.Units;
        T[] samples = new T[path.Times.Length * 2 * n];
        Follow(circuit, drive, path, null, samples);
        double[] states = [.. samples.Select(double.CreateChecked)], values = new double[path.Times.Length];
        for (int k = 0; k < values.Length; k++)
            energy.TryEvaluate(states.AsSpan(2 * n * k, n), states.AsSpan((2 * n * k) + n, n), out values[k], out _);
        return values;
    }

    /// <summary>When an element of the state reaches a size; NaN where none does.</summary>
    internal static double ExplosionTime<T>(Circuit<T> circuit, T[] drive, CircuitTrajectory path, double size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TrajectoryResult result = Follow(circuit, drive, path, size, []);
        return result.Outcome == TrajectoryOutcome.Exploded ? result.Time : double.NaN;
    }

    private static TrajectoryResult Follow<T>(Circuit<T> circuit, T[] drive, CircuitTrajectory path, double? size, T[] samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CircuitMap<T> map = new(circuit);
        AlignedBuffer<T> scratch = map.Scratch(1).Allocate<T>();
        MapDynamics<T, CircuitMap<T>> dynamics = new(map, drive, scratch.Scratch, double.CreateChecked(circuit.TimeUnit));
        double tolerance = typeof(T) == typeof(float) ? InFloat : InDouble;
        TrajectoryOptions options = new() { EndTime = path.EndTime, RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
        if (size is { } limit) options = options with { ExplosionSize = limit };
        T[] state = [.. path.Start.Select(T.CreateTruncating)];
        return new TrajectoryIntegrator<T>(map.Size, options).Integrate(dynamics, state, state, path.Times, samples);
    }
}
