using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Radius and abscissa from products against all eigenvalues, and what is said where products do not tell.</summary>
public class StabilityEstimatorTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("normal")]
    [InlineData("excitatory and inhibitory")]
    [InlineData("symmetric")]
    [InlineData("rank three")]
    [InlineData("ring")]
    [InlineData("Hopfield")]
    [InlineData("rank one and noise")]
    public void What_has_converged_is_what_all_eigenvalues_say(string kind)
    {
        foreach (int n in (int[])[1, 2, 7, 40, 150])
        {
            foreach (bool gained in (bool[])[false, true])
            {
                double[] w = Network(kind, n);
                double[] g = [.. Enumerable.Range(0, n).Select(i => gained ? 0.2 + (0.6 * (1 + Math.Sin(5 * i))) : 1)];
                Stability all = Stability.OfFixedPoint<double>(n, w, g);
                Check(all, new StabilityEstimator<double>(n, n).OfFixedPoint(w, g, Tolerance), n, 1e-13 * n);
                Check(all, new StabilityEstimator<float>(n, n).OfFixedPoint(Narrow(w), Narrow(g), Tolerance), n, 1e-6 * n);
            }
        }
    }

    // An eigenvalue lies within its condition times the residual, to first order. 1 for the symmetric ones; the outer eigenvalues of the
    // others here have conditions below 10.
    private static void Check(Stability all, StabilityEstimate found, int n, double rounding)
    {
        Assert.True(found.Converged, $"{n}: {found}");
        Assert.InRange(found.Products, 1, n);
        double radius = Math.Max(all.SpectralRadius, 1e-3);
        Assert.InRange(found.RadiusResidual, 0, 2 * Tolerance * radius);
        Assert.InRange(found.AbscissaResidual, 0, 2 * Tolerance * radius);
        Assert.Equal(all.SpectralRadius, found.Value.SpectralRadius, (10 * found.RadiusResidual) + (rounding * radius));
        Assert.Equal(all.SpectralAbscissa, found.Value.SpectralAbscissa, (10 * found.AbscissaResidual) + (rounding * radius));
        if (Math.Abs(all.SpectralAbscissa - 1) > 0.01) Assert.Equal(all.IsStableAsOde, found.IsStableAsOde);
        if (Math.Abs(all.SpectralRadius - 1) > 0.01) Assert.Equal(all.IsStableAsMap, found.IsStableAsMap);
    }

    [Fact]
    public void Outer_eigenvalues_take_a_fraction_of_the_products()
    {
        const int n = 300;
        StabilityEstimator<double> estimator = new(n, n);
        Assert.InRange(estimator.OfFixedPoint(Network("Hopfield", n), Ones(n), 1e-3).Products, 8, 41);
        Assert.InRange(estimator.OfFixedPoint(Network("normal", n), Ones(n), 1e-3).Products, 8, 140);
    }

    /// <summary>A small residual may be that of an eigenvalue which is not the outermost: what converged was also the same, radius and
    /// abscissa, at the examination of H before, which is that of an estimator that ends there.</summary>
    [Fact]
    public void What_has_converged_has_not_changed_since_the_look_before()
    {
        const int n = 120;
        int compared = 0;
        foreach (string kind in (string[])["normal", "excitatory and inhibitory", "symmetric", "ring", "Hopfield", "rank one and noise"])
        {
            double[] w = Network(kind, n);
            foreach (double tolerance in (double[])[0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3])
            {
                StabilityEstimate found = new StabilityEstimator<double>(n, n).OfFixedPoint(w, Ones(n), tolerance);
                int[] looks = [8, 12, 18, 27, 41, 62, 93];
                int look = Array.IndexOf(looks, found.Products);
                if (look < 0) continue;
                Assert.True(found.Converged);
                Assert.True(look > 0, "the first look has none before it");
                StabilityEstimate before = new StabilityEstimator<double>(n, looks[look - 1]).OfFixedPoint(w, Ones(n), tolerance);
                double limit = tolerance * found.Value.SpectralRadius;
                Assert.InRange(found.Value.SpectralRadius - before.Value.SpectralRadius, -limit, limit);
                Assert.InRange(found.Value.SpectralAbscissa - before.Value.SpectralAbscissa, -limit, limit);
                compared++;
            }
        }

        Assert.InRange(compared, 15, 42);
    }

    [Fact]
    public void A_space_that_closes_tells_everything()
    {
        // Rank three: the start, three directions, and nothing more.
        StabilityEstimate found = Estimate(Network("rank three", 200), 200);
        Assert.Equal(4, found.Products);
        Assert.True(found.Converged);
        Assert.Equal(new StabilityEstimate(new(0, 0), 0, 0, 1, true), Estimate(new double[9], 3));
        Assert.Equal(new Stability(0, double.NegativeInfinity), new StabilityEstimator<float>(0, 5).OfFixedPoint([], [], Tolerance).Value);
    }

    [Fact]
    public void Products_end_at_the_limit_and_it_says_so()
    {
        // Skew: all eigenvalues on the imaginary axis, max Re λ = 0 of a hundred pairs that 20 products do not tell apart.
        const int n = 200;
        double[] a = Network("normal", n);
        double[] skew = [.. Enumerable.Range(0, n * n).Select(at => a[at] - a[(at % n * n) + (at / n)])];
        Counted product = new(skew, n);
        StabilityEstimate found = new StabilityEstimator<double>(n, 20).Of(product, Tolerance);
        Assert.Equal((20, 20, false), (found.Products, product.Calls, found.Converged));
        Assert.Null(found.IsStableAsOde);

        // Every Ritz value has a real part of 0, so rounding chooses the rightmost; the largest is chosen by its size.
        Assert.True(found.RadiusResidual > 10 * Tolerance * found.Value.SpectralRadius);

        // An unstable point may be known before that: one eigenvalue beyond 1 is enough.
        double[] strong = Network("rank one and noise", n);
        for (int i = 0; i < strong.Length; i++) strong[i] *= 3;
        StabilityEstimate early = new StabilityEstimator<double>(n, 8).OfFixedPoint(strong, Ones(n), 1e-12);
        Assert.False(early.Converged);
        Assert.False(early.IsStableAsOde);
    }

    [Fact]
    public void The_same_numbers_give_the_same_bits_whatever_came_before()
    {
        const int n = 60;
        StabilityEstimator<double> used = new(n, n);
        used.OfFixedPoint(Network("Hopfield", n), Ones(n), Tolerance);
        double[] w = Network("excitatory and inhibitory", n);
        Assert.Equal(new StabilityEstimator<double>(n, n).OfFixedPoint(w, Ones(n), Tolerance), used.OfFixedPoint(w, Ones(n), Tolerance));
    }

    [Fact]
    public void Scales_do_not_matter_and_nothing_finite_fails()
    {
        const int n = 20;
        double[] w = Network("normal", n);
        StabilityEstimate plain = Estimate(w, n);
        foreach (int exponent in (int[])[-1000, -600, 600, 1000])
        {
            StabilityEstimate scaled = Estimate([.. w.Select(x => Math.ScaleB(x, exponent))], n);
            Assert.Equal(Math.ScaleB(plain.Value.SpectralAbscissa, exponent), scaled.Value.SpectralAbscissa);
            Assert.Equal((plain.Products, plain.Converged), (scaled.Products, scaled.Converged));
        }

        StabilityEstimate beyond = new StabilityEstimator<double>(n, n).OfFixedPoint(
            [.. w.Select(x => 1e300 * x)], [.. Ones(n).Select(x => 1e300 * x)], Tolerance);
        Assert.Equal((double.PositiveInfinity, true), (beyond.Value.SpectralRadius, beyond.Converged));
        StabilityEstimate single = new StabilityEstimator<float>(n, n).OfFixedPoint(
            Narrow([.. w.Select(x => 1e30 * x)]), Narrow([.. Ones(n).Select(x => 1e-30 * x)]), Tolerance);
        Assert.Equal(plain.Value.SpectralAbscissa, single.Value.SpectralAbscissa, 1e-5);
        StabilityEstimate broken = new StabilityEstimator<double>(1, 5).Of(new Counted([double.NaN], 1), Tolerance);
        Assert.Equal((false, null, null), (broken.Converged, broken.IsStableAsOde, broken.IsStableAsMap));
        StabilityEstimate huge = new StabilityEstimator<double>(1, 5).Of(new Counted([1e200], 1), Tolerance);
        Assert.Equal((false, null), (huge.Converged, huge.IsStableAsOde));
    }

    /// <summary>Any product is measured by its own size: A, A/2¹⁰⁰ and 2¹⁰⁰ A take the same products to the same estimate, and none of the
    /// small ones is mistaken for a space that closes.</summary>
    [Theory]
    [InlineData(-100)]
    [InlineData(100)]
    public void Products_of_any_size_are_measured_by_it(int exponent)
    {
        const int n = 40;
        double[] a = Network("normal", n);
        StabilityEstimate plain = new StabilityEstimator<double>(n, n).Of(new Counted(a, n), Tolerance);
        StabilityEstimate scaled = new StabilityEstimator<double>(n, n).Of(
            new Counted([.. a.Select(x => Math.ScaleB(x, exponent))], n), Tolerance);
        Assert.True(plain.Products > 8);
        Assert.Equal((plain.Products, plain.Converged), (scaled.Products, scaled.Converged));
        Assert.Equal(Math.ScaleB(plain.Value.SpectralAbscissa, exponent), scaled.Value.SpectralAbscissa, Math.ScaleB(1e-12, exponent));
    }

    /// <summary>
    /// A = u vᵀ of the start v and a u across it, A² = 0: A v = u, and A u is what rounding leaves, 10⁻¹⁷ in no direction of the two.
    /// Beside the first product it is nothing: the space is closed.
    /// </summary>
    [Fact]
    public void What_rounding_leaves_of_a_zero_product_is_measured_by_the_largest()
    {
        const int n = 40;
        Counted nothing = new(new double[n * n], n);
        new StabilityEstimator<double>(n, 1).Of(nothing, Tolerance);
        double[] v = nothing.First!, z = RandomSample.Normal(new Random(n), 1, n)[0];
        double along = Enumerable.Range(0, n).Sum(i => v[i] * z[i]);
        double[] a = [.. Enumerable.Range(0, n * n).Select(at => (z[at / n] - (along * v[at / n])) * v[at % n])];
        StabilityEstimate found = new StabilityEstimator<double>(n, n).Of(new Counted(a, n), Tolerance);
        Assert.Equal((2, true), (found.Products, found.Converged));

        // The root of a rounding of |u| = √n: an eigenvalue of a defective matrix, twice in one block.
        Assert.InRange(found.Value.SpectralRadius, 0, 1e-7);
    }

    // Each verdict by its own residual: of 0.9 to 0.2 nothing is known, of 0.9 to 0.05 which side of 1.
    [Fact]
    public void A_verdict_is_as_sure_as_its_own_number()
    {
        StabilityEstimate found = new(new(0.9, 0.9), 0.2, 0.05, 10, true);
        Assert.Equal((true, null), (found.IsStableAsOde, found.IsStableAsMap));
        found = found with { RadiusResidual = 0.05, AbscissaResidual = 0.2 };
        Assert.Equal((null, true), (found.IsStableAsOde, found.IsStableAsMap));
        found = found with { Converged = false };
        Assert.Equal((null, null), (found.IsStableAsOde, found.IsStableAsMap));
        found = new(new(1.1, 1.1), 0.2, 0.05, 10, false);
        Assert.Equal((false, null), (found.IsStableAsOde, found.IsStableAsMap));
        found = found with { RadiusResidual = 0.05, AbscissaResidual = 0.2 };
        Assert.Equal((null, false), (found.IsStableAsOde, found.IsStableAsMap));
    }

    [Fact]
    public void Misuse_throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StabilityEstimator<double>(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StabilityEstimator<double>(3, 0));
        StabilityEstimator<double> two = new(2, 5);
        Assert.Contains("2×2", Assert.Throws<ArgumentException>(() => two.OfFixedPoint(new double[3], Ones(2), Tolerance)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => two.OfFixedPoint(new double[4], Ones(3), Tolerance));
        Assert.Contains("weights", Assert.Throws<ArgumentException>(
            () => two.OfFixedPoint([1, double.NaN, 0, 1], Ones(2), Tolerance)).Message, StringComparison.Ordinal);
        Assert.Contains("gains", Assert.Throws<ArgumentException>(
            () => two.OfFixedPoint(new double[4], [1, double.PositiveInfinity], Tolerance)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => two.OfFixedPoint(new double[4], Ones(2), 0));
        Assert.Throws<ArgumentException>(() => two.OfFixedPoint(new double[4], Ones(2), double.NaN));
        Assert.Contains(
            "order 1", Assert.Throws<ArgumentException>(() => two.Of(new Counted([1], 1), Tolerance)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_weight_of_the_last_component_is_that_of_the_eigenvector()
    {
        // (1, ±½) belong to 1 ± ½; 3 and 7 are not read.
        double[] h = [1, 1, 3, 0.25, 1, 3, 7, 7, 7];
        foreach (double theta in (double[])[0.5, 1.5])
            Assert.Equal(0.5 / Math.Sqrt(1.25), HessenbergVector.LastWeight(2, h, 3, theta, new Complex[6]), 1e-14);

        // A rotation: (1, ∓i)/√2. A Jordan block: (1, 0). A zero matrix: any vector, e.g. the first.
        Assert.Equal(Math.Sqrt(0.5), HessenbergVector.LastWeight(2, [0, 1, -1, 0], 2, Complex.ImaginaryOne, new Complex[6]), 1e-14);
        Assert.Equal(0, HessenbergVector.LastWeight(2, [2, 1, 0, 2], 2, 2, new Complex[6]), 1e-14);
        Assert.Equal(0, HessenbergVector.LastWeight(2, [0, 0, 0, 0], 2, 0, new Complex[6]));
        Assert.Equal(1, HessenbergVector.LastWeight(1, [5], 1, 5, new Complex[2]));
    }

    /// <summary>(2, 1) belongs to 0. 2 under 1 is the pivot, and the right-hand side changes rows with the matrix: (2, 1) left in its order
    /// would have nothing of the vector, ½ · 2 − 1 = 0.</summary>
    [Fact]
    public void Rows_are_exchanged_on_both_sides() =>
        Assert.Equal(1 / Math.Sqrt(5), HessenbergVector.LastWeight(2, [1, -2, 2, -4], 2, 0, new Complex[6]), 1e-14);

    private static StabilityEstimate Estimate(double[] w, int n) =>
        new StabilityEstimator<double>(n, n).OfFixedPoint(w, Ones(n), Tolerance);

    private static double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];

    private static float[] Narrow(double[] values) => [.. values.Select(value => (float)value)];

    private static double[] Network(string kind, int n)
    {
        double[][] z = RandomSample.Normal(new Random(n + kind.Length), Math.Max(n, 10), Math.Max(n, 10));
        Func<int, int, double> entry = kind switch
        {
            "normal" => (i, j) => 0.9 * z[i][j] / Math.Sqrt(n),
            "excitatory and inhibitory" => (i, j) => (j % 5 == 4 ? -3 : 1) * Math.Abs(z[i][j]) / Math.Sqrt(n),
            "symmetric" => (i, j) => (z[i][j] + z[j][i]) / Math.Sqrt(8 * n),
            "rank three" => (i, j) => 2 * ((z[0][i] * z[1][j]) + (z[2][i] * z[3][j]) + (z[4][i] * z[5][j])) / n,
            "ring" => (i, j) => ((1.5 * Math.Cos(2 * Math.PI * (i - j) / n)) + (0.5 * Math.Cos(4 * Math.PI * (i - j) / n))) / n,
            "Hopfield" => (i, j) => i == j ? 0 : Enumerable.Range(0, 10).Sum(p => Math.Sign(z[p][i]) * Math.Sign(z[p][j])) / (double)n,
            "rank one and noise" => (i, j) => (0.7 * z[i][j] / Math.Sqrt(n)) + (1.5 * z[0][i] * z[0][j] / n),
            _ => throw new ArgumentException(kind, nameof(kind)),
        };
        return [.. Enumerable.Range(0, n * n).Select(at => entry(at / n, at % n))];
    }

    private sealed class Counted(double[] a, int n) : IMatrixProduct<double>
    {
        internal int Calls { get; private set; }

        internal double[]? First { get; private set; }

        public int Order => n;

        public void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            Calls++;
            First ??= v.ToArray();
            for (int i = 0; i < n; i++)
            {
                result[i] = 0;
                for (int j = 0; j < n; j++) result[i] += a[(i * n) + j] * v[j];
            }
        }
    }
}
