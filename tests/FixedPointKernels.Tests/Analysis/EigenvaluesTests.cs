using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using Xunit;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Eigenvalues of matrices whose spectrum is known in closed form, the awkward ones among them.</summary>
public class EigenvaluesTests
{
    [Fact]
    public void Trace_and_squared_trace_are_sums_over_the_spectrum()
    {
        foreach (int n in (int[])[1, 2, 3, 10, 60])
        {
            double[] a = Matrix(n, (i, j) => Math.Sin((i * 7) + (j * 13) + (i * j)));
            Complex[] values = Eigenvalues.Of<double>(n, a);
            double trace = Enumerable.Range(0, n).Sum(i => a[(i * n) + i]);
            double square = Enumerable.Range(0, n).Sum(i => Enumerable.Range(0, n).Sum(j => a[(i * n) + j] * a[(j * n) + i]));
            Complex sum = values.Aggregate(Complex.Zero, (total, value) => total + value);
            Complex squares = values.Aggregate(Complex.Zero, (total, value) => total + (value * value));

            // Traces of A + E, ‖E‖ ≈ 10 n ε ‖A‖, with ‖A‖ ≤ n; tr(A²) moves by 2 ‖A‖ ‖E‖ n at most.
            Assert.Equal(trace, sum.Real, 1e-14 * n * n * n);
            Assert.Equal(0, sum.Imaginary, 1e-14 * n * n * n);
            Assert.Equal(square, squares.Real, 1e-14 * n * n * n * n);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public void Awkward_matrices(int n)
    {
        // Exact: nothing to round, or nothing but zeros.
        Assert.All(Of(n, (_, _) => 0), value => Assert.Equal(Complex.Zero, value));
        Assert.Equal(n, Of(n, (i, j) => i == j ? 1 : 0).Length);
        Assert.Equal(1, Radius(n, (i, j) => i == j ? 1 : 0));

        // A Jordan block moves by (ε·few)^(1/n) under rounding: 20th root of 1e-15 is 0.18.
        double root = Math.Pow(1e-15, 1.0 / n);
        Assert.InRange(Radius(n, (i, j) => j == i + 1 ? 1 : 0), 0, root);
        Assert.InRange(Radius(n, (i, j) => i == j + 1 ? 1 : 0), 0, root);
        Assert.InRange(Radius(n, (i, j) => j < i ? Math.Cos(i + (3 * j)) : 0), 0, 2 * root);
        Assert.InRange(Radius(n, (i, j) => i == j ? 2 : j == i + 1 ? 1 : 0), 2 - root, 2 + root);

        // Rank one and the companion of xⁿ − 1: well-conditioned, so n·ε with a modest factor.
        Assert.Equal(n, Radius(n, (_, _) => 1), 1e-14 * n);
        Complex[] roots = Of(n, (i, j) => i == (j + 1) % n ? 1 : 0);
        for (int k = 0; k < n; k++)
        {
            Complex expected = Complex.FromPolarCoordinates(1, 2 * Math.PI * k / n);
            Assert.Contains(roots, value => (value - expected).Magnitude < 1e-13);
        }
    }

    [Fact]
    public void Norm_scales_the_spectrum_and_nothing_else()
    {
        const int n = 12;
        Func<int, int, double> entry = (i, j) => Math.Sin((i * 7) + (j * 13) + (i * j));
        double radius = Radius(n, entry);
        foreach (int exponent in (int[])[-1000, -700, -100, 100, 700, 1000])
            Assert.Equal(Math.ScaleB(radius, exponent), Radius(n, (i, j) => Math.ScaleB(entry(i, j), exponent)));
    }

    [Fact]
    public void Similarity_by_powers_of_ten_leaves_the_spectrum()
    {
        // D A D⁻¹ with D = 10^(4 i): entries from 1e-44 to 1e44, the spectrum of A. Balancing restores it but for the rounding of the entries.
        const int n = 12;
        Func<int, int, double> entry = (i, j) => Math.Sin((i * 7) + (j * 13) + (i * j));
        double radius = Radius(n, entry);
        Assert.Equal(radius, Radius(n, (i, j) => entry(i, j) * Math.Pow(10, 4 * (i - j))), 1e-11 * radius);
    }

    [Fact]
    public void Float_is_computed_in_double()
    {
        float[] a = [0.1f, 0.2f, 0.3f, 0.4f];
        Assert.Equal(Eigenvalues.Of<double>(2, [0.1f, 0.2f, 0.3f, 0.4f]), Eigenvalues.Of<float>(2, a));
        Assert.Empty(Eigenvalues.Of<float>(0, []));
    }

    [Fact]
    public void Non_finite_entries_and_wrong_shapes_throw()
    {
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            Assert.Contains("(1, 0)", Assert.Throws<ArgumentException>(() => Eigenvalues.Of<double>(2, [1, 2, bad, 4])).Message, StringComparison.Ordinal);
        string message = Assert.Throws<ArgumentException>(() => Eigenvalues.Of<double>(2, [1, 2, 3])).Message;
        Assert.Contains("3", message, StringComparison.Ordinal);
        Assert.Contains("2×2", message, StringComparison.Ordinal);
    }

    private static double[] Matrix(int n, Func<int, int, double> entry)
    {
        double[] a = new double[n * n];
        for (int i = 0; i < a.Length; i++) a[i] = entry(i / n, i % n);
        return a;
    }

    private static Complex[] Of(int n, Func<int, int, double> entry) => Eigenvalues.Of<double>(n, Matrix(n, entry));

    private static double Radius(int n, Func<int, int, double> entry) => Of(n, entry).Max(value => value.Magnitude);
}
