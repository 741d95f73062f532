using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Reference.Organics;

/// <summary>The twin of the divisive normalization circuits against values of independent code.</summary>
/// <remarks>
/// Tolerances, relative to the largest entry, are those of spec 2: 1e-12 for points, 1e-10 for Jacobians and for eigenvalues as sets, 1e-9
/// for energies, 1e-8 along trajectories.
/// </remarks>
public sealed class CircuitGoldenTests
{
    public static TheoryData<string> All => CircuitGolden.Names;

    public static TheoryData<string> Oscillators => CircuitGolden.With("oscillator");

    public static TheoryData<string> Trajectories => CircuitGolden.With("energy_trajectory");

    public static TheoryData<string> Iterations => CircuitGolden.With("iteration");

    public static TheoryData<string> Planar => CircuitGolden.Planar;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(All))]
    public void Points_Jacobians_and_spectra(string name)
    {
        JsonElement golden = CircuitGolden.Case(name);
        (Circuit circuit, double[] z) = CircuitGolden.Read(golden);
        double[] y = CircuitGolden.Numbers(golden, "y"), a = CircuitGolden.Numbers(golden, "a");
        (double[] Y, double[] A) point = Point(circuit, z);
        AssertClose(y, point.Y, 1e-12);
        AssertClose(a, point.A, 1e-12);
        double[][] jacobian = circuit.Jacobian(y, a);
        if (golden.TryGetProperty("jacobian", out _)) AssertClose(Flat(CircuitGolden.Matrix(golden, "jacobian")), Flat(jacobian), 1e-10);
        AssertSameSet(CircuitGolden.Values(golden, "eigenvalues"), Spectrum.Of(jacobian), 1e-10);
        if (name.Contains("uniform_W", StringComparison.Ordinal))
            AssertSameSet(CircuitGolden.Values(golden, "eigenvalues"), CircuitOscillator.UniformSpectrum(circuit, z), 1e-10);
    }

    // Central differences of a width h of ε^⅓ are off by ε^⅔ or so of the largest entry.
    [Theory]
    [MemberData(nameof(All))]
    public void Jacobians_are_the_derivatives_of_the_slopes(string name)
    {
        (Circuit circuit, double[] z) = CircuitGolden.Read(CircuitGolden.Case(name));
        (double[] y, double[] a) = Point(circuit, z);
        int n = circuit.Units;
        double[][] jacobian = circuit.Jacobian(y, a);
        double largest = DenseMatrix.Largest(jacobian);
        for (int j = 0; j < 2 * n; j++)
        {
            double[] state = [.. y, .. a];
            double h = 6e-6 * Math.Max(Math.Abs(state[j]), 1e-3);
            double[] Slopes(double change)
            {
                double[] moved = [.. state];
                moved[j] += change;
                (double[] dy, double[] da) = circuit.Slopes(moved[..n], moved[n..], z);
                return [.. dy, .. da];
            }

            double[] difference = DenseMatrix.AddScaled(Slopes(h), -1, Slopes(-h));
            for (int i = 0; i < 2 * n; i++) Assert.Equal(jacobian[i][j], difference[i] / (2 * h), 1e-8 * largest);
        }
    }

    [Theory]
    [MemberData(nameof(Oscillators))]
    public void The_oscillator_and_its_energy(string name)
    {
        JsonElement golden = CircuitGolden.Case(name), form = golden.GetProperty("oscillator");
        (Circuit circuit, double[] z) = CircuitGolden.Read(golden);
        (double[] Y, double[] A) point = Point(circuit, z);
        double[][] damping = CircuitOscillator.Damping(circuit, point.Y, point.A);
        double[] t = CircuitOscillator.Weights(damping, point.A);
        if (form.GetProperty("B_prime").ValueKind != JsonValueKind.Null)
            AssertClose(Flat(CircuitGolden.Matrix(form, "B_prime")), Flat(damping), 1e-10);
        AssertClose(CircuitGolden.Numbers(form, "K_diag"), CircuitOscillator.Stiffness(circuit, point.A), 1e-10);
        AssertClose(CircuitGolden.Numbers(form, "t"), t, 1e-10);
        double least = form.GetProperty("min_eig_tB_plus_BTt").GetDouble();
        Assert.Equal(least, CircuitOscillator.Certificate(damping, t), 1e-10 * DenseMatrix.Largest(damping) * DenseMatrix.Largest(t));
        Assert.True(least > 0);
        if (!golden.TryGetProperty("energy_states", out JsonElement states) || states.ValueKind == JsonValueKind.Null) return;
        foreach (JsonElement state in states.EnumerateArray())
        {
            double[] y = CircuitGolden.Numbers(state, "y"), a = CircuitGolden.Numbers(state, "a");
            AssertClose([state.GetProperty("V").GetDouble()], [CircuitOscillator.Energy(circuit, z, t, point, y, a)], 1e-9);
            AssertClose([state.GetProperty("dVdt").GetDouble()], [CircuitOscillator.EnergySlope(circuit, z, t, point, y, a)], 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Trajectories))]
    public void The_energy_falls_along_the_trajectory(string name)
    {
        JsonElement golden = CircuitGolden.Case(name), path = golden.GetProperty("energy_trajectory");
        (Circuit circuit, double[] z) = CircuitGolden.Read(golden);
        (double[] Y, double[] A) point = Point(circuit, z);
        double[] t = CircuitOscillator.Weights(CircuitOscillator.Damping(circuit, point.Y, point.A), point.A);
        JsonElement start = golden.GetProperty("energy_states")[1];
        double[] times = CircuitGolden.Numbers(path, "t"), energies = CircuitGolden.Numbers(path, "V");
        int n = circuit.Units;
        double[] state = [.. CircuitGolden.Numbers(start, "y"), .. CircuitGolden.Numbers(start, "a")];
        for (int k = 0; k < times.Length; k++)
        {
            if (k > 0) state = SettlingDynamics.Follow(Map, state, times[k] - times[k - 1], 1e-12).State;
            Assert.Equal(energies[k], CircuitOscillator.Energy(circuit, z, t, point, state[..n], state[n..]), 1e-8 * energies[0]);
        }

        double[] Map(double[] at)
        {
            (double[] dy, double[] da) = circuit.Slopes(at[..n], at[n..], z);
            return DenseMatrix.AddScaled(at, 1, [.. dy, .. da]);
        }
    }

    // The file's start is that of the public code, λ = 1 whatever Wr is.
    [Theory]
    [MemberData(nameof(Iterations))]
    public void The_published_iteration(string name)
    {
        JsonElement golden = CircuitGolden.Case(name), steps = golden.GetProperty("iteration");
        (Circuit circuit, double[] z) = CircuitGolden.Read(golden);
        (double[] Y, double[] A)[] states = CircuitPoints.Iterate(circuit, z, 1, 30);
        AssertClose(CircuitGolden.Numbers(steps, "y0"), states[0].Y, 1e-12);
        AssertClose(CircuitGolden.Numbers(steps, "a0"), states[0].A, 1e-12);
        AssertClose(CircuitGolden.Numbers(steps, "y1"), states[1].Y, 1e-12);
        AssertClose(CircuitGolden.Numbers(steps, "a1"), states[1].A, 1e-12);
        double[] errors = CircuitGolden.Numbers(steps, "err_y"), y = CircuitGolden.Numbers(golden, "y");
        for (int k = 0; k < errors.Length; k++)
        {
            double[] away = DenseMatrix.AddScaled(states[k].Y, -1, y);
            Assert.Equal(errors[k], Math.Sqrt(DenseMatrix.Dot(away, away)), 1e-10 * Math.Max(1, errors[0]));
        }
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Planar))]
    public void All_roots_of_the_circuit_of_one_unit(string name)
    {
        JsonElement golden = CircuitGolden.Case(name);
        (Circuit circuit, double[] z) = CircuitGolden.Read(golden);
        double[] quartic = PlanarCircuit.Quartic(circuit, z[0]);
        AssertClose(CircuitGolden.Numbers(golden, "quartic_in_sqrt_a"), quartic, 1e-12);
        AssertSameSet(CircuitGolden.Values(golden, "roots"), PlanarCircuit.Roots(quartic), 1e-10);
        JsonElement[] wanted =
            [.. golden.GetProperty("fixed_points").EnumerateArray().OrderByDescending(one => one.GetProperty("D").GetDouble())];
        (double Y, double A, double D)[] found = PlanarCircuit.Points(circuit, z[0]);
        Assert.Equal(wanted.Length, found.Length);
        for (int k = 0; k < found.Length; k++)
        {
            AssertClose([wanted[k].GetProperty("y").GetDouble()], [found[k].Y], 1e-10);
            AssertClose([wanted[k].GetProperty("a").GetDouble()], [found[k].A], 1e-10);
            Assert.Equal(k == 0, found[k].D > 0);
            Complex[] spectrum = Spectrum.Of(circuit.Jacobian([found[k].Y], [found[k].A]));
            Assert.Equal(wanted[k].GetProperty("stable").GetBoolean(), spectrum.All(one => one.Real < 0));
        }
    }

    // Closed form where Wr is the identity; elsewhere Newton from the golden point moved by a tenth of a percent.
    private static (double[] Y, double[] A) Point(Circuit circuit, double[] z)
    {
        if (DenseMatrix.Largest(DenseMatrix.Subtract(circuit.Wr, DenseMatrix.Identity(circuit.Units))) == 0)
            return CircuitPoints.OfIdentity(circuit, z);
        JsonElement golden = CircuitGolden.Root.GetProperty("generic_cases").EnumerateArray().Single(one => Same(CircuitGolden.Read(one)));
        double[] y = [.. CircuitGolden.Numbers(golden, "y").Select(one => one * 1.001)];
        return CircuitPoints.Newton(circuit, z, y, [.. CircuitGolden.Numbers(golden, "a").Select(one => one * 1.001)], 8);

        bool Same((Circuit Circuit, double[] Z) other) =>
            other.Circuit.Kind == circuit.Kind && other.Z.SequenceEqual(z) && other.Circuit.Wr[0].SequenceEqual(circuit.Wr[0]);
    }

    private static double[] Flat(double[][] matrix) => [.. matrix.SelectMany(row => row)];

    private static void AssertClose(double[] expected, double[] actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], relative * scale);
    }

    private static void AssertSameSet(Complex[] expected, Complex[] actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(one => one.Magnitude);
        List<Complex> rest = [.. actual];
        foreach (Complex one in expected)
        {
            Complex nearest = rest.MinBy(other => (other - one).Magnitude);
            Assert.True((nearest - one).Magnitude <= relative * scale, $"{one} is not among them; the nearest is {nearest}");
            rest.Remove(nearest);
        }
    }
}
