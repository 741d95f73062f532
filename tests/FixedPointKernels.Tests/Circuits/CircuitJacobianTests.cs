using System;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Circuits;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;
using CircuitKind = FixedPointKernels.Circuits.CircuitKind;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>∂(dy/dt, da/dt)/∂(y, a) against values of independent code, the twin, and differences of the twin's slopes.</summary>
public sealed class CircuitJacobianTests
{
    private const int Draws = 1000;

    public static TheoryData<string> Given => CircuitGolden.With("jacobian");

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Given))]
    public void It_is_the_file_s(string name)
    {
        JsonElement golden = CircuitGolden.Case(name);
        (Twin twin, _) = CircuitGolden.Read(golden);
        double[] y = CircuitGolden.Numbers(golden, "y"), a = CircuitGolden.Numbers(golden, "a");
        double[] expected = DrawnCircuits.Flat(CircuitGolden.Matrix(golden, "jacobian"));
        AssertClose(expected, Write(twin, y, a), 1e-10 * expected.Max(Math.Abs));
    }

    // An entry has at most n + 6 roundings, the twin's as many; Wr y and what is summed for it may cancel, at worst from its largest
    // terms, so the scale is the row's. In double 1e-13 is 900 u; float inputs are rounded first: 3 (n + 8) u of float is 4e-6.
    [Theory]
    [InlineData(CircuitKind.Main)]
    [InlineData(CircuitKind.RectifiedInput)]
    [InlineData(CircuitKind.RectifiedOutput)]
    public void It_is_the_twin_s(CircuitKind kind)
    {
        Random random = new(1);
        for (int draw = 0; draw < Draws; draw++)
        {
            (Twin twin, _) = DrawnCircuits.Next(random, (TwinKind)kind, identity: draw % 2 == 0);
            (double[] y, double[] a) = State(random, twin.Units);
            double[][] expected = twin.Jacobian(y, a);
            double[] found = Write(twin, y, a);
            float[] narrow = new float[found.Length];
            float[] narrowY = CoreCircuit.Convert<float>(y), narrowA = CoreCircuit.Convert<float>(a);
            Assert.True(CircuitJacobian.Write<float>(CoreCircuit.Of<float>(twin), narrowY, narrowA, narrow));
            for (int i = 0; i < expected.Length; i++)
            {
                double scale = Scale(twin, y, a, i);
                for (int j = 0; j < expected.Length; j++)
                {
                    Assert.Equal(expected[i][j], found[(i * expected.Length) + j], 1e-13 * scale);
                    Assert.Equal(expected[i][j], narrow[(i * expected.Length) + j], 1e-5 * scale);
                }
            }
        }
    }

    // A central difference of width h = 6e-6 of the state is off by h² of third derivatives and u/h of the slopes: 1e-9 of the row's
    // terms, here 1e-7 as there are 2n of them. Kinks are stepped over nowhere: states keep their distance.
    [Theory]
    [InlineData(CircuitKind.Main)]
    [InlineData(CircuitKind.RectifiedInput)]
    [InlineData(CircuitKind.RectifiedOutput)]
    public void It_is_the_derivative_of_the_slopes(CircuitKind kind)
    {
        Random random = new(2);
        for (int draw = 0; draw < Draws; draw++)
        {
            (Twin twin, double[] z) = DrawnCircuits.Next(random, (TwinKind)kind, identity: draw % 2 == 0);
            (double[] y, double[] a) = State(random, twin.Units);
            double[] found = Write(twin, y, a), state = [.. y, .. a];
            int n = twin.Units;
            for (int j = 0; j < 2 * n; j++)
            {
                double h = 6e-6 * Math.Abs(state[j]);
                double[] Slopes(double change)
                {
                    double[] moved = [.. state];
                    moved[j] += change;
                    (double[] dy, double[] da) = twin.Slopes(moved[..n], moved[n..], z);
                    return [.. dy, .. da];
                }

                double[] difference = DenseMatrix.AddScaled(Slopes(h), -1, Slopes(-h));
                for (int i = 0; i < 2 * n; i++)
                {
                    double driven = (i < n ? Math.Abs(twin.B[i] * z[i]) / twin.TauY[i] : twin.Floor[i - n] / twin.TauA[i - n]) / h;
                    double terms = Scale(twin, y, a, i) * (1 + (6e-6 / h)) + (1e-9 * driven);
                    Assert.Equal(found[(i * 2 * n) + j], difference[i] / (2 * h), 1e-7 * terms);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_state_without_derivative_is_no_success(double a)
    {
        Circuit<double> circuit = new(CircuitKind.Main, [1, 0, 0, 1], [], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]);
        double[] jacobian = new double[16];
        Assert.False(CircuitJacobian.Write<double>(circuit, [1, 1], [1, a], jacobian));
        Assert.All(jacobian, one => Assert.True(double.IsNaN(one)));
        Assert.False(CircuitJacobian.Write<double>(circuit, [double.NaN, 1], [1, 1], jacobian));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        Circuit<double> circuit = new(CircuitKind.Main, [1, 0, 0, 1], [], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]);
        double[] state = new double[16];
        Assert.Contains("y has 3", Refusal([1, 1, 1], [1, 1], state), StringComparison.Ordinal);
        Assert.Contains("a has 1", Refusal([1, 1], [1], state), StringComparison.Ordinal);
        Assert.Contains("jacobian has 15", Refusal([1, 1], [1, 1], state.AsMemory(1)), StringComparison.Ordinal);
        ArgumentException shared = Assert.Throws<ArgumentException>(
            () => CircuitJacobian.Write<double>(circuit, state.AsSpan(0, 2), [1, 1], state));
        Assert.Contains("share memory", shared.Message, StringComparison.Ordinal);

        string Refusal(double[] y, double[] a, Memory<double> jacobian) =>
            Assert.Throws<ArgumentException>(() => CircuitJacobian.Write<double>(circuit, y, a, jacobian.Span)).Message;
    }

    [Fact]
    public void It_allocates_nothing()
    {
        (Twin twin, _) = DrawnCircuits.Next(new Random(3), TwinKind.RectOut, identity: false, units: 16);
        Circuit<double> circuit = CoreCircuit.Of<double>(twin);
        (double[] y, double[] a) = State(new Random(3), 16);
        double[] jacobian = new double[32 * 32], bad = new double[16];
        ZeroBytes.Assert("Write", () => Assert.True(CircuitJacobian.Write<double>(circuit, y, a, jacobian)));
        ZeroBytes.Assert("Write, failing", () => Assert.True(!CircuitJacobian.Write<double>(circuit, y, bad, jacobian)));
    }

    private static (double[] Y, double[] A) State(Random random, int n) =>
    (
        [.. Enumerable.Range(0, n).Select(_ => DrawnCircuits.Decades(random) * ((2 * random.Next(2)) - 1))],
        [.. Enumerable.Range(0, n).Select(_ => DrawnCircuits.Decades(random))]);

    private static double[] Write(Twin twin, double[] y, double[] a)
    {
        double[] jacobian = new double[4 * twin.Units * twin.Units];
        Assert.True(CircuitJacobian.Write<double>(CoreCircuit.Of<double>(twin), y, a, jacobian));
        return jacobian;
    }

    // The largest that a term of row i can be.
    private static double Scale(Twin twin, double[] y, double[] a, int i)
    {
        int n = twin.Units;
        double most = y.Max(Math.Abs);
        if (i >= n) return (1 + (twin.W[i - n].Max() * most * Math.Max(most, 2 * a.Max()))) / twin.TauA[i - n];
        double s = Math.Sqrt(a[i]), weight = twin.Wr[i].Max(Math.Abs);
        return (1 + ((1 + s) * weight) + (n * weight * most / (2 * s))) / twin.TauY[i];
    }

    private static void AssertClose(double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], tolerance);
    }
}
