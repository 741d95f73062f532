using System;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using FixedPointKernels.Circuits;
using FixedPointKernels.Tests.Support;
using Xunit;
using static FixedPointKernels.Tests.Circuits.PlanarCases;
using CircuitKind = FixedPointKernels.Circuits.CircuitKind;
using PlanarCircuit = FixedPointKernels.Circuits.PlanarCircuit;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinPlanar = FixedPointKernels.Reference.PlanarCircuit;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>All fixed points of the circuit of one unit: those of independent code, those of the twin's quartic, and those that can be
/// worked out by hand.</summary>
public sealed class PlanarCircuitTests
{
    public static TheoryData<string> Given => CircuitGolden.Planar;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Given))]
    public void They_are_the_file_s(string name)
    {
        JsonElement golden = CircuitGolden.Case(name);
        (Twin twin, double[] z) = CircuitGolden.Read(golden);
        Circuit<double> circuit = CoreCircuit.Of<double>(twin);
        double[] quartic = PlanarCircuit.Quartic(circuit, z[0]);
        AssertClose(CircuitGolden.Numbers(golden, "quartic_in_sqrt_a"), quartic, 1e-12);
        Complex[] expected = CircuitGolden.Values(golden, "roots");
        foreach (Complex one in PlanarCircuit.Roots(circuit, z[0]))
            Assert.True(expected.Min(other => (other - one).Magnitude) <= 1e-10 * expected.Max(other => other.Magnitude), $"{one}");
        JsonElement[] wanted =
            [.. golden.GetProperty("fixed_points").EnumerateArray().OrderByDescending(one => one.GetProperty("D").GetDouble())];
        PlanarPoint[] found = PlanarCircuit.Points(circuit, z[0]);
        Assert.Equal(wanted.Length, found.Length);
        for (int k = 0; k < found.Length; k++)
        {
            foreach ((string field, double value) in new[] { ("y", found[k].Y), ("a", found[k].A), ("D", found[k].Denominator) })
                AssertClose([wanted[k].GetProperty(field).GetDouble()], [value], 1e-12);
            Complex[] values = CircuitGolden.Values(wanted[k], "eigenvalues");
            double off = Math.Min(
                (values[0] - found[k].First).Magnitude + (values[1] - found[k].Second).Magnitude,
                (values[1] - found[k].First).Magnitude + (values[0] - found[k].Second).Magnitude);
            Assert.True(off <= 1e-10 * values.Max(one => one.Magnitude), $"{off}");
            Assert.Equal(wanted[k].GetProperty("stable").GetBoolean(), found[k].IsStable);
            Assert.Equal(
                values[0].Imaginary != 0 ? PlanarKind.Focus : values[0].Real * values[1].Real < 0 ? PlanarKind.Saddle : PlanarKind.Node,
                found[k].Kind);
        }
    }

    // The theorem of the plane: one root with D > 0, of the sign of z, stable whatever the rest. D < 0 needs w_r > 1 and β < 1 − 1/w_r;
    // then none or a pair, the saddle at the smaller a. Residuals are judged against the rounding of their own terms, 1e-14 of them.
    [Fact]
    public void Exactly_one_has_a_positive_denominator_and_it_is_stable()
    {
        Random random = new(7);
        int pairs = 0;
        for (int draw = 0; draw < 3000; draw++)
        {
            (Circuit<double> circuit, Twin twin, double z) = Draw(random);
            PlanarPoint[] points = PlanarCircuit.Points(circuit, z);
            PlanarPoint best = Assert.Single(points, one => one.Denominator > 0);
            Assert.True(best.IsStable && best.Y * z > 0, $"draw {draw}");
            double wr = twin.Wr[0][0], beta = Math.Sqrt(twin.Floor[0]);
            bool mayBeThree = wr > 1 && beta < 1 - (1 / wr);
            Assert.True(points.Length == 1 || (points.Length == 3 && mayBeThree), $"draw {draw}: {points.Length} points");
            foreach (PlanarPoint one in points) AssertAtRest(twin, z, one);
            if (points.Length == 1) continue;
            pairs++;
            PlanarPoint[] other = [.. points.Skip(1).OrderBy(one => one.A)];
            Assert.All(other, one => Assert.True(one.Y * z < 0));
            Assert.True(other[0].Kind == PlanarKind.Saddle && other[1].Kind is PlanarKind.Node or PlanarKind.Focus, $"draw {draw}");
        }

        Assert.True(pairs > 300, $"{pairs} draws with three points");
    }

    // The twin's companion gives the roots to ε^½ near a double root: draws with a pair that may be one are left out, as are roots of
    // sizes that its norm drowns.
    [Fact]
    public void There_are_as_many_as_the_quartic_has_and_none_elsewhere()
    {
        Random random = new(8);
        int compared = 0;
        for (int draw = 0; draw < 600; draw++)
        {
            (Circuit<double> circuit, Twin twin, double z) = Draw(random);
            Complex[] roots = [.. TwinPlanar.Roots(TwinPlanar.Quartic(twin, z)).Where(one => one.Real > 0)];
            double scale = roots.Max(one => one.Magnitude);
            bool doubtful = roots.Any(one => Math.Abs(one.Imaginary) > 1e-11 * scale && Math.Abs(one.Imaginary) < 1e-5 * scale);
            if (doubtful || roots.Min(one => one.Magnitude) < 1e-4 * scale) continue;
            compared++;
            double[] expected = [.. roots.Where(one => Math.Abs(one.Imaginary) <= 1e-11 * scale).Select(one => one.Real).Order()];
            double[] found = [.. PlanarCircuit.Points(circuit, z).Select(one => Math.Sqrt(one.A)).Order()];
            Assert.Equal(expected.Length, found.Length);
            for (int k = 0; k < found.Length; k++) Assert.Equal(expected[k], found[k], 1e-5 * scale);
        }

        Assert.True(compared >= 300, $"{compared} compared");
    }

    // Where two roots meet: s³ = β² (1 − 1/w_r), k = √w b z = −D √(1 − β²/s²). At 1 ± 1e-10 of that drive there are two and none, at a
    // distance of 1e-5 of s, which the quartic's double root could not tell from rounding of its own.
    [Fact]
    public void A_pair_appears_where_it_must()
    {
        double wr = 2, beta = 0.05, s = Math.Cbrt(beta * beta * (1 - (1 / wr))), d = 1 - wr + (wr * s);
        double z = -d * Math.Sqrt(1 - (beta * beta / (s * s)));
        Circuit<double> circuit = Make(CircuitKind.Main, wr, 1, beta);
        Assert.Single(PlanarCircuit.Points(circuit, z * (1 + 1e-10)));
        PlanarPoint[] pair = [.. PlanarCircuit.Points(circuit, z * (1 - 1e-10)).Skip(1)];
        Assert.Equal(2, pair.Length);
        Assert.All(pair, one => Assert.InRange(Math.Abs(Math.Sqrt(one.A) - s) / s, 1e-7, 1e-4));
        Assert.Equal(1, pair.Count(one => one.Kind == PlanarKind.Saddle));
    }

    [Fact]
    public void Eigenvalues_depend_on_time_constants_and_points_do_not()
    {
        Random random = new(9);
        for (int draw = 0; draw < 300; draw++)
        {
            (_, Twin twin, double z) = Draw(random);
            PlanarPoint[] one = PlanarCircuit.Points(CoreCircuit.Of<double>(twin), z);
            PlanarPoint[] other = PlanarCircuit.Points(CoreCircuit.Of<double>(twin with { TauY = [twin.TauY[0] * 3] }), z);
            Assert.True(one.Select(p => (p.Y, p.A, p.Denominator)).SequenceEqual(other.Select(p => (p.Y, p.A, p.Denominator))));
            Assert.NotEqual(one[0].First, other[0].First);
        }
    }

    private static void AssertClose(double[] expected, double[] found, double relative)
    {
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], relative * scale);
    }
}
