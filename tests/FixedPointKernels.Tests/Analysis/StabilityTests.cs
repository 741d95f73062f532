using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Analysis;
using Xunit;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Verdicts on fixed points, and spectral radii against golden values of independent code.</summary>
public class StabilityTests
{
    [Fact]
    [Trait("Leg", "Any")]
    public void Spectral_radius_agrees_with_the_golden_values()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(GoldenFile()));
        int cases = 0;
        foreach (JsonElement one in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            int n = one.GetProperty("n").GetInt32();
            double[] weights =
                [.. one.GetProperty("W").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(entry => entry.GetDouble())];
            double expected = one.GetProperty("spectralRadiusW").GetDouble();
            Assert.Equal(expected, Stability.OfMatrix<double>(n, weights).SpectralRadius, 1e-9 * expected);

            // Float input: W + E with |E| ≤ 2⁻²⁴|W|; an eigenvalue moves by its condition number,
            // here below 100, times ‖E‖ ≤ n 2⁻²⁴ max|W|.
            float[] rounded = [.. weights.Select(entry => (float)entry)];
            double tolerance = 100 * n * Math.ScaleB(weights.Max(Math.Abs), -24);
            Assert.Equal(expected, Stability.OfMatrix<float>(n, rounded).SpectralRadius, tolerance);
            cases++;
        }

        Assert.Equal(7, cases);
    }

    [Fact]
    public void Rotation_is_stable_as_ode_and_not_as_map()
    {
        Stability rotation = Stability.OfFixedPoint<float>(2, [0, -2, 2, 0], [1, 1]);
        Assert.Equal(2, rotation.SpectralRadius, 1e-15);
        Assert.Equal(0, rotation.SpectralAbscissa, 1e-15);
        Assert.True(rotation.IsStableAsOde);
        Assert.False(rotation.IsStableAsMap);
    }

    [Fact]
    public void Gains_enter_the_spectrum()
    {
        // G W = [[0.5, 0.5], [0, 0]]: radius ½, although ρ(W) = 2.
        Stability damped = Stability.OfFixedPoint<double>(2, [1, 1, 1, 1], [0.5, 0]);
        Assert.Equal(new Stability(0.5, 0.5), damped);
        Assert.True(damped.IsStableAsMap && damped.IsStableAsOde);
        Stability unstable = Stability.OfFixedPoint<double>(2, [1, 1, 1, 1], [1, 1]);
        Assert.False(unstable.IsStableAsMap || unstable.IsStableAsOde);
    }

    [Fact]
    public void Boundary_and_NaN_are_not_stable()
    {
        Assert.False(new Stability(1, 1).IsStableAsMap || new Stability(1, 1).IsStableAsOde);
        Assert.False(new Stability(double.NaN, double.NaN).IsStableAsMap || new Stability(double.NaN, double.NaN).IsStableAsOde);
        Stability empty = Stability.OfMatrix<double>(0, []);
        Assert.True(empty.IsStableAsMap && empty.IsStableAsOde);
    }

    [Fact]
    public void Products_beyond_the_range_of_double_do_not_fail()
    {
        Assert.Equal(new Stability(double.PositiveInfinity, double.PositiveInfinity), Stability.OfFixedPoint<double>(1, [1e200], [1e200]));
        Assert.Equal(new Stability(double.PositiveInfinity, double.NegativeInfinity), Stability.OfFixedPoint<double>(1, [-1e200], [1e200]));

        // G W = [[0, 1e400], [−1e-400, 0]] and [[0, 1e300], [−1e-400, 0]]: ±i and ±1e-50 i, from entries out of range.
        Stability rotation = Stability.OfFixedPoint<double>(2, [0, 1e200, -1e-200, 0], [1e200, 1e-200]);
        Assert.Equal(1, rotation.SpectralRadius, 1e-14);
        Assert.Equal(0, rotation.SpectralAbscissa, 1e-14);
        Assert.Equal(1e-50, Stability.OfFixedPoint<double>(2, [0, 1e100, -1e-200, 0], [1e200, 1e-200]).SpectralRadius, 1e-64);
        Assert.Equal(new Stability(0, 0), Stability.OfFixedPoint<double>(2, [0, 1e300, 0, 0], [1e300, 0]));
    }

    [Fact]
    public void Non_finite_input_and_wrong_shapes_throw()
    {
        Assert.Contains("(0, 0)", Assert.Throws<ArgumentException>(() => Stability.OfFixedPoint<double>(1, [double.NaN], [1])).Message,
            StringComparison.Ordinal);
        Assert.Contains("Gain 1", Assert.Throws<ArgumentException>(
            () => Stability.OfFixedPoint<float>(2, [1, 1, 1, 1], [1, float.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Stability.OfFixedPoint<double>(2, [1, 1, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => Stability.OfFixedPoint<double>(2, [1, 1, 1, 1], [1]));
    }

    private static string GoldenFile()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tests", "golden", "fixed-point.json");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("tests/golden/fixed-point.json is not above the test assembly.");
    }
}
