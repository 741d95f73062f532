using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of a case from the library's public calls, by the names of <see cref="CircuitQuantities"/>; what the library
/// says is not defined is left out.</summary>
internal static class CircuitComputation
{
    // Newton steps past the tolerance stop by themselves where the residual no longer falls: at rounding error.
    private const int PolishSteps = 10;

    internal static IReadOnlyDictionary<string, double[]> Of(CircuitCase one, Precision precision) =>
        precision == Precision.Float ? Of<float>(one) : Of<double>(one);

    private static Dictionary<string, double[]> Of<T>(CircuitCase one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Circuit<T> circuit = one.Parameters.ToCircuit<T>();
        T[] drive = Narrow<T>(one.Drive);
        Dictionary<string, double[]> found = [];
        if (one.Kind == CircuitCaseKind.Planar) AddPlanar(found, circuit, drive[0]);
        else if (one.Kind == CircuitCaseKind.Explosion) AddExplosion(found, circuit, drive, one);
        else AddAllOfPoint(found, circuit, drive, one);
        return found;
    }

    private static void AddAllOfPoint<T>(Dictionary<string, double[]> found, Circuit<T> circuit, T[] drive, CircuitCase one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AddPoint(found, circuit, drive);
        AddIteration(found, circuit, drive, one);
        AddLinearization(found, circuit, Narrow<T>(one.Point));
        if (circuit.Recurrent is not null) return;
        if (UniformPoolSpectrum.Of<T>(circuit, drive) is { } closed) found["closed_form_eigenvalues"] = Pairs(closed);
        if (CircuitOscillator.Of<T>(circuit, drive) is not { } oscillator) return;
        AddOscillator(found, oscillator, one.EnergyStates);
        if (oscillator.Energy is { } energy && one.Trajectory is { } path)
            found["energy_trajectory.V"] = CircuitTrajectories.Energies(circuit, drive, path, energy);
    }

    // The same time beside that of each integrator that the file has one of.
    private static void AddExplosion<T>(Dictionary<string, double[]> found, Circuit<T> circuit, T[] drive, CircuitCase one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!one.Expected.TryGetValue("blowup.time", out double[]? times) || one.Trajectory is not { } path) return;
        double time = CircuitTrajectories.ExplosionTime(circuit, drive, path, CircuitQuantities.ExplosionSize);
        found["blowup.time"] = [.. Enumerable.Repeat(time, times.Length)];
    }

    private static void AddPoint<T>(Dictionary<string, double[]> found, Circuit<T> circuit, ReadOnlySpan<T> drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] state = new T[2 * circuit.Units];
        CircuitSolver<T> solver = new(circuit, 1, new() { PolishSteps = PolishSteps });
        if (!solver.Solve(drive, state).AllConverged) return;
        found["y"] = Widen(state[..circuit.Units]);
        found["a"] = Widen(state[circuit.Units..]);
    }

    // The state after 0, 1, 2 … steps, and how far it is from the file's point, for as many steps as the file has.
    private static void AddIteration<T>(Dictionary<string, double[]> found, Circuit<T> circuit, ReadOnlySpan<T> drive, CircuitCase one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!one.Expected.TryGetValue("iteration.err_y", out double[]? expected) || circuit.Recurrent is null) return;
        int n = circuit.Units;
        (double[] errorsY, double[] errorsA) = (new double[expected.Length], new double[expected.Length]);
        T[] state = new T[2 * n];
        for (int k = 0; k < expected.Length; k++)
        {
            new CircuitSolver<T>(circuit, 1, new() { Iterations = k }).Solve(drive, state);
            (double[] y, double[] a) = (Widen(state[..n]), Widen(state[n..]));
            if (k < 2) (found[$"iteration.y{k}"], found[$"iteration.a{k}"]) = (y, a);
            errorsY[k] = Distance(y, one.Point[..n]);
            errorsA[k] = Distance(a, one.Point[n..]);
        }

        (found["iteration.err_y"], found["iteration.err_a"]) = (errorsY, errorsA);
    }

    private static void AddLinearization<T>(Dictionary<string, double[]> found, Circuit<T> circuit, ReadOnlySpan<T> point)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = circuit.Units;
        T[] jacobian = new T[4 * n * n];
        if (!CircuitJacobian.Write(circuit, point[..n], point[n..], jacobian)) return;
        Complex[] eigenvalues = Eigenvalues.Of<T>(2 * n, jacobian);
        found["jacobian"] = Widen(jacobian);
        found["eigenvalues"] = Pairs(eigenvalues);
        found["max_real"] = [eigenvalues.Max(one => one.Real)];
    }

    private static void AddOscillator(
        Dictionary<string, double[]> found, CircuitOscillator oscillator, IReadOnlyList<double[]> states)
    {
        found["oscillator.B_prime"] = oscillator.Damping.ToArray();
        found["oscillator.K_diag"] = oscillator.Stiffness.ToArray();
        if (oscillator.SmallestEigenvalue is { } least)
        {
            found["oscillator.t"] = oscillator.Weights.ToArray();
            found["oscillator.min_eig"] = [least];
        }

        if (oscillator.Energy is not { } energy) return;
        (double[] values, double[] slopes) = (new double[states.Count], new double[states.Count]);
        for (int k = 0; k < states.Count; k++)
        {
            int n = states[k].Length / 2;
            energy.TryEvaluate(states[k].AsSpan(0, n), states[k].AsSpan(n), out values[k], out slopes[k]);
        }

        found["energy_states.V"] = values;
        found["energy_states.dVdt"] = slopes;
    }

    private static void AddPlanar<T>(Dictionary<string, double[]> found, Circuit<T> circuit, T drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PlanarPoint[] points = PlanarCircuit.Points(circuit, drive);
        found["quartic_in_sqrt_a"] = PlanarCircuit.Quartic(circuit, drive);
        found["roots"] = Pairs(PlanarCircuit.Roots(circuit, drive));
        found["fixed_points.y"] = [.. points.Select(one => one.Y)];
        found["fixed_points.a"] = [.. points.Select(one => one.A)];
        found["fixed_points.D"] = [.. points.Select(one => one.Denominator)];
        found["fixed_points.eigenvalues"] = Pairs([.. points.SelectMany(one => new[] { one.First, one.Second })]);
        found["fixed_points.stable"] = [.. points.Select(one => one.IsStable ? 1.0 : 0.0)];
        found["fixed_points.kind"] = [.. points.Select(one => (double)one.Kind)];
    }

    private static double[] Pairs(Complex[] values) => [.. values.SelectMany(one => new[] { one.Real, one.Imaginary })];

    private static double Distance(double[] found, double[] point) =>
        Math.Sqrt(found.Zip(point, (one, other) => (one - other) * (one - other)).Sum());

    private static double[] Widen<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(double.CreateChecked)];

    private static T[] Narrow<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];
}
