using System;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using FixedPointKernels.Analysis;
using FixedPointKernels.Circuits;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;
using CircuitKind = FixedPointKernels.Circuits.CircuitKind;
using CircuitOscillator = FixedPointKernels.Circuits.CircuitOscillator;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;
using TwinOscillator = FixedPointKernels.Reference.CircuitOscillator;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>Wr = I is stable for every parameter, and the oscillator says why: against values of independent code, the twin, and the
/// eigenvalues of the Jacobian.</summary>
public sealed class CircuitOscillatorTests
{
    private const int Draws = 1000;

    public static TheoryData<string> Given => CircuitGolden.With("oscillator");

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Given))]
    public void It_is_the_file_s(string name)
    {
        JsonElement golden = CircuitGolden.Case(name), form = golden.GetProperty("oscillator");
        (Twin twin, double[] z) = CircuitGolden.Read(golden);
        CircuitOscillator found = CircuitOscillator.Of<double>(CoreCircuit.Of<double>(twin), z)!;
        AssertClose(CircuitGolden.Numbers(golden, "y"), found.Y, 1e-12);
        AssertClose(CircuitGolden.Numbers(golden, "a"), found.A, 1e-12);
        if (form.GetProperty("B_prime").ValueKind != JsonValueKind.Null)
            AssertClose(DrawnCircuits.Flat(CircuitGolden.Matrix(form, "B_prime")), found.Damping, 1e-10);
        AssertClose(CircuitGolden.Numbers(form, "K_diag"), found.Stiffness, 1e-10);
        AssertClose(CircuitGolden.Numbers(form, "t"), found.Weights, 1e-10);
        double least = form.GetProperty("min_eig_tB_plus_BTt").GetDouble(), scale = 0;
        foreach (double one in found.Damping) scale = Math.Max(scale, Math.Abs(one));
        Assert.Equal(least, found.SmallestEigenvalue!.Value, 1e-10 * scale * found.Weights.ToArray().Max());
        Assert.True(found.IsMMatrix);
        bool defined = golden.TryGetProperty("energy_states", out JsonElement states) && states.ValueKind == JsonValueKind.Array;
        Assert.Equal(defined, found.Energy is not null);
        if (!defined) return;
        foreach (JsonElement state in states.EnumerateArray())
        {
            double[] y = CircuitGolden.Numbers(state, "y"), a = CircuitGolden.Numbers(state, "a");
            Assert.True(found.Energy!.TryEvaluate(y, a, out double value, out double slope));
            AssertClose([state.GetProperty("V").GetDouble()], [value], 1e-9);
            AssertClose([state.GetProperty("dVdt").GetDouble()], [slope], 1e-9);
        }
    }

    // The largest real part is −1e-7 of the largest entry or so at these decades, the eigenvalues good to some n ε of it, balanced. What
    // makes M = diag(t) B′ + its transpose positive definite does so for D M D, D = diag(M)^−½, whose entries are at most 1: its smallest
    // eigenvalue stands clear of n ε, while that of M may drown where t spans many decades.
    [Theory]
    [InlineData(CircuitKind.Main)]
    [InlineData(CircuitKind.RectifiedInput)]
    [InlineData(CircuitKind.RectifiedOutput)]
    public void Every_circuit_with_identity_recurrence_is_stable(CircuitKind kind)
    {
        Random random = new(4);
        for (int draw = 0; draw < Draws; draw++)
        {
            (Twin twin, double[] z) = DrawnCircuits.Next(random, (TwinKind)kind, identity: true);
            Circuit<double> circuit = CoreCircuit.Of<double>(twin);
            CircuitOscillator found = CircuitOscillator.Of<double>(circuit, z)!;
            (double[] y, double[] a) = CircuitPoints.OfIdentity(twin, z);
            AssertClose(y, found.Y, 1e-14);
            AssertClose(a, found.A, 1e-14);
            Assert.All(Values(circuit, found), one => Assert.True(one.Real < 0, $"draw {draw}: {one}"));
            Assert.True(found.IsMMatrix, $"draw {draw}");
            int p = found.Driven.Length;
            Assert.Equal(kind == CircuitKind.Main ? twin.Units : z.Count(one => one > 0), p);
            Assert.Equal(p, found.Weights.Length);
            double[][] scaled = Scaled(found);
            if (p > 0) Assert.True(Spectrum.Of(scaled).Min(one => one.Real) > 1e-13, $"draw {draw}");
            else Assert.Equal(double.PositiveInfinity, found.SmallestEigenvalue);
        }
    }

    // V and dV/dt are sums of terms of one sign and of both: the twin's own terms scale the second. 1e-12 is thousands of roundings, t
    // has the condition of B′.
    [Fact]
    public void The_energy_is_the_twin_s_and_falls_near_the_point()
    {
        Random random = new(5);
        for (int draw = 0; draw < Draws; draw++)
        {
            (Twin twin, double[] z) = DrawnCircuits.Next(random, TwinKind.Main, identity: true);
            CircuitOscillator found = CircuitOscillator.Of<double>(CoreCircuit.Of<double>(twin), z)!;
            (double[] Y, double[] A) point = CircuitPoints.OfIdentity(twin, z);
            double[] t = TwinOscillator.Weights(TwinOscillator.Damping(twin, point.Y, point.A), point.A);
            AssertClose(t, found.Weights, 1e-9);
            Assert.True(found.Energy!.TryEvaluate(point.Y, point.A, out double least, out _));
            double[] y = [.. point.Y.Select(one => one * (1 + (0.01 * DrawnCircuits.Gaussian(random))))];
            double[] a = [.. point.A.Select(one => one * (1 + (0.01 * DrawnCircuits.Gaussian(random))))];
            Assert.True(found.Energy.TryEvaluate(y, a, out double value, out double slope));
            AssertClose([TwinOscillator.Energy(twin, z, found.Weights.ToArray(), point, y, a)], [value], 1e-9);
            double expected = TwinOscillator.EnergySlope(twin, z, found.Weights.ToArray(), point, y, a);
            Assert.Equal(expected, slope, 1e-9 * value / Math.Min(twin.TauY.Min(), twin.TauA.Min()) * 1e3);
            Assert.True(least < 1e-20 * value, $"draw {draw}: {least} at the point, {value} beside it");
            y = [.. point.Y.Select(one => one * (1 + (1e-6 * DrawnCircuits.Gaussian(random))))];
            a = [.. point.A.Select(one => one * (1 + (1e-6 * DrawnCircuits.Gaussian(random))))];
            Assert.True(found.Energy.TryEvaluate(y, a, out _, out slope) && slope < 0, $"draw {draw}: dV/dt = {slope}");
        }
    }

    [Fact]
    public void Where_a_drive_is_zero_the_energy_is_not_defined_but_the_certificate_is()
    {
        Circuit<double> circuit = Pair(CircuitKind.Main, sigma: 1);
        CircuitOscillator found = CircuitOscillator.Of<double>(circuit, [1, 0])!;
        Assert.Null(found.Energy);
        Assert.True(found.IsMMatrix && found.SmallestEigenvalue > 0);
        Assert.Null(CircuitOscillator.Of<double>(Pair(CircuitKind.RectifiedInput, sigma: 1), [1, 1])!.Energy);
    }

    [Fact]
    public void Where_there_is_no_point_there_is_no_oscillator()
    {
        Circuit<double> bare = Pair(CircuitKind.Main, sigma: 0);
        Assert.Null(CircuitOscillator.Of<double>(bare, [0, 0]));
        Assert.NotNull(CircuitOscillator.Of<double>(bare, [1, 1]));
        Assert.Null(CircuitOscillator.Of<double>(bare, [1, double.NaN]));
        Assert.Null(CircuitOscillator.Of<double>(bare, [1, 1e200]));
        Assert.Null(CircuitOscillator.Of<double>(Pair(CircuitKind.RectifiedInput, 1), [1, double.NegativeInfinity]));
        Assert.Null(UniformPoolSpectrum.Of<double>(bare, [0, 0]));
        CircuitOscillator silent = CircuitOscillator.Of<double>(Pair(CircuitKind.RectifiedInput, 1), [-1, 0])!;
        Assert.Equal(double.PositiveInfinity, silent.SmallestEigenvalue);
    }

    [Fact]
    public void A_recurrent_matrix_and_a_wrong_drive_are_refused()
    {
        Circuit<double> circuit = new(CircuitKind.Main, [1, 0, 0, 1], [1, 0, 0.5, 1], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]);
        Assert.Contains("2×2 matrix Wr", Refusal(circuit, [1, 1]), StringComparison.Ordinal);
        Assert.Contains("drive has 3", Refusal(Pair(CircuitKind.Main, 1), [1, 1, 1]), StringComparison.Ordinal);

        static string Refusal(Circuit<double> circuit, double[] z) =>
            Assert.Throws<ArgumentException>(() => CircuitOscillator.Of<double>(circuit, z)).Message;
    }

    [Fact]
    public void The_energy_s_state_must_be_one_and_it_allocates_nothing()
    {
        CircuitEnergy energy = CircuitOscillator.Of<double>(Pair(CircuitKind.Main, 1), [1, 2])!.Energy!;
        double[] y = [1, 1], a = [1, 1], bad = [1, 0];
        ZeroBytes.Assert("TryEvaluate", () => Assert.True(energy.TryEvaluate(y, a, out _, out _)));
        ZeroBytes.Assert("TryEvaluate, failing", () => Assert.True(!energy.TryEvaluate(y, bad, out double v, out _) && double.IsNaN(v)));
        Assert.False(energy.TryEvaluate(y, [1, -1], out _, out _));
        Assert.Contains(
            "y has 1", Assert.Throws<ArgumentException>(() => energy.TryEvaluate([1], a, out _, out _)).Message, StringComparison.Ordinal);
    }

    private static Circuit<double> Pair(CircuitKind kind, double sigma) =>
        new(kind, [1, 1, 1, 1], [], [1, 1], [1, 1], [sigma, sigma], [1, 1], [1, 1]);

    private static Complex[] Values(Circuit<double> circuit, CircuitOscillator at)
    {
        double[] jacobian = new double[4 * circuit.Units * circuit.Units];
        Assert.True(CircuitJacobian.Write(circuit, at.Y, at.A, jacobian));
        return Eigenvalues.Of<double>(2 * circuit.Units, jacobian);
    }

    private static double[][] Scaled(CircuitOscillator found)
    {
        double[][] half = DenseMatrix.Multiply(
            DenseMatrix.Diagonal(found.Weights.ToArray()), DrawnCircuits.Rows(found.Damping, Math.Max(found.Driven.Length, 1)));
        double[][] sum = DenseMatrix.Add(half, DenseMatrix.Transpose(half));
        double[][] d = DenseMatrix.Diagonal([.. sum.Select((row, i) => 1 / Math.Sqrt(row[i]))]);
        return DenseMatrix.Multiply(DenseMatrix.Multiply(d, sum), d);
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<double> found, double relative)
    {
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], relative * scale);
    }
}
