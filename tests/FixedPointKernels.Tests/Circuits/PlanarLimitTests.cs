using System;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Tests.Support;
using Xunit;
using static FixedPointKernels.Tests.Circuits.PlanarCases;
using CircuitKind = FixedPointKernels.Circuits.CircuitKind;
using PlanarCircuit = FixedPointKernels.Circuits.PlanarCircuit;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>Fixed points of the circuit of one unit that can be worked out by hand, of the rectified kinds, and where the quartic
/// degenerates.</summary>
public sealed class PlanarLimitTests
{
    // w_r = 0: D = 1, a = β²/(1 − w q²), which is positive for w q² < 1 only.
    [Fact]
    public void Without_recurrence_the_pool_may_run_away()
    {
        PlanarPoint only = Assert.Single(PlanarCircuit.Points(Make(CircuitKind.Main, 0, 4, 0.5), 0.25));
        Assert.Equal(0.25 / 0.75, only.A, 1e-15);
        Assert.Equal(0.25, only.Y, 1e-15);
        Assert.True(only.IsStable);
        Assert.Empty(PlanarCircuit.Points(Make(CircuitKind.Main, 0, 4, 0.5), 0.5));
        Assert.Empty(PlanarCircuit.Points(Make(CircuitKind.Main, 0, 4, 0.5), 1));
        Assert.Equal(2, PlanarCircuit.Roots(Make(CircuitKind.Main, 0, 4, 0.5), 0.25).Length);
        Assert.Empty(PlanarCircuit.Roots(Make(CircuitKind.Main, 0, 4, 0.5), 0.5));
    }

    // w_r = 1: the normalization equation, a = β² + w q².
    [Fact]
    public void With_unit_recurrence_it_is_the_normalization_equation()
    {
        foreach (double z in (double[])[1e-30, 1e-3, 1, 1e5, 1e30])
        {
            PlanarPoint only = Assert.Single(PlanarCircuit.Points(Make(CircuitKind.Main, null, 2, 0.3), -z));
            double a = 0.09 + (2 * z * z);
            Assert.Equal(1, only.A / a, 1e-14);
            Assert.Equal(1, only.Y / (-z / Math.Sqrt(a)), 1e-14);
        }
    }

    // z = 0: (0, β²), where D(β) = 1 − w_r + w_r β, and if that is negative two points that hold themselves up, D = 0: s = 1 − 1/w_r = 0.5,
    // w y² = 1 − β²/s² = 0.96.
    [Theory]
    [InlineData(CircuitKind.Main, 3)]
    [InlineData(CircuitKind.RectifiedInput, 2)]
    [InlineData(CircuitKind.RectifiedOutput, 2)]
    public void Without_drive_strong_recurrence_holds_itself_up(CircuitKind kind, int count)
    {
        PlanarPoint[] points = PlanarCircuit.Points(Make(kind, 2, 1, 0.1), 0);
        Assert.Equal(count, points.Length);
        PlanarPoint rest = Assert.Single(points, one => one.Y == 0);
        Assert.True(!rest.IsStable && rest.Kind == PlanarKind.Saddle);
        Assert.Equal(0.01, rest.A, 1e-15);
        foreach (PlanarPoint one in points.Where(one => one.Y != 0))
        {
            Assert.Equal(0.96, one.Y * one.Y, 1e-14);
            Assert.Equal(0.25, one.A, 1e-15);
            Assert.True(one.IsStable);
        }

        Assert.True(Assert.Single(PlanarCircuit.Points(Make(kind, 0.5, 1, 0.1), 0)).IsStable);
    }

    // A driven rectified unit is the root with D > 0 of the main kind; one driven down rests at (b z, β²), and may be held up beside that.
    [Theory]
    [InlineData(CircuitKind.RectifiedInput)]
    [InlineData(CircuitKind.RectifiedOutput)]
    public void Rectified_units(CircuitKind kind)
    {
        Random random = new(10);
        for (int draw = 0; draw < 300; draw++)
        {
            (Circuit<double> main, Twin twin, double z) = Draw(random);
            Circuit<double> circuit = CoreCircuit.Of<double>(twin with { Kind = (TwinKind)kind });
            PlanarPoint[] up = PlanarCircuit.Points(circuit, Math.Abs(z)), down = PlanarCircuit.Points(circuit, -Math.Abs(z));
            Assert.Equal(PlanarCircuit.Points(main, Math.Abs(z))[0], Assert.Single(up));
            PlanarPoint rest = Assert.Single(down, one => one.Y < 0);
            Assert.Equal((-(Math.Abs(z) * twin.B[0]), twin.Floor[0]), (rest.Y, rest.A));
            Assert.True(rest.IsStable && rest.Kind == PlanarKind.Node);
            Assert.Equal(PlanarCircuit.Points(main, -Math.Abs(z)).Length - 1, down.Length - 1);
            foreach (PlanarPoint one in down) AssertAtRest(twin with { Kind = (TwinKind)kind }, -Math.Abs(z), one);
        }
    }

    // Negative recurrence, of which the theorem says nothing: all the same every point found is one.
    [Theory]
    [InlineData(CircuitKind.Main)]
    [InlineData(CircuitKind.RectifiedInput)]
    [InlineData(CircuitKind.RectifiedOutput)]
    public void Negative_recurrence_has_points_too(CircuitKind kind)
    {
        Random random = new(11);
        for (int draw = 0; draw < 300; draw++)
        {
            (_, Twin drawn, double z) = Draw(random);
            Twin twin = drawn with { Kind = (TwinKind)kind, Wr = [[-drawn.Wr[0][0]]] };
            foreach (PlanarPoint one in PlanarCircuit.Points(CoreCircuit.Of<double>(twin), z)) AssertAtRest(twin, z, one);
        }
    }

    [Fact]
    public void Without_semisaturation_a_stays_positive()
    {
        // s = 1 + (k − 1)/w_r: positive from k > 1 − w_r on.
        Assert.Equal(2.25, Assert.Single(PlanarCircuit.Points(Make(CircuitKind.Main, 0.5, 1, 0), 1.25)).A, 1e-14);
        Assert.Empty(PlanarCircuit.Points(Make(CircuitKind.Main, 0.5, 1, 0), 0.25));
        Assert.Empty(PlanarCircuit.Points(Make(CircuitKind.Main, 0.5, 1, 0), 0));
    }

    [Fact]
    public void More_units_and_other_drives_are_refused()
    {
        Circuit<double> two = new(CircuitKind.Main, [1, 0, 0, 1], [], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]);
        Assert.Contains(
            "2 units, but 1", Assert.Throws<ArgumentException>(() => PlanarCircuit.Points(two, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PlanarCircuit.Points(Make(CircuitKind.Main, 1, 1, 1), double.NaN));
        Assert.Throws<ArgumentException>(() => PlanarCircuit.Roots(Make(CircuitKind.Main, 1, 1, 1), 1e200));
        Assert.NotEmpty(PlanarCircuit.Points(Make(CircuitKind.Main, 1, 1, 1), 1e100));
    }
}
