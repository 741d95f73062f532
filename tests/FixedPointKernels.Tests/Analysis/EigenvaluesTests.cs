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

    // The shifts of a pair [[0, 1], [1, 0]] map the chain to its like: the decomposition we borrowed went on for ever,
    // for every weak ≤ 1e-7. det(λ I − A) = (λ² − 1)² + weak² λ², so λ² − 1 = ± i weak λ. Conditions are 1 + O(weak),
    // so 10 n ε ‖A‖_F = 9e-15 bounds the error.
    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-7)]
    [InlineData(1e-8)]
    [InlineData(1e-12)]
    [InlineData(1e-15)]
    [InlineData(1e-300)]
    public void A_chain_of_two_pairs_has_its_four_eigenvalues(double weak)
    {
        double[] chain = [0, 1, 0, 0, 1, 0, weak, 0, 0, -weak, 0, 1, 0, 0, 1, 0];
        Complex[] values = Eigenvalues.Of<double>(4, chain);
        foreach (double sign in (double[])[-1, 1])
        {
            Complex expected = new(sign * Math.Sqrt(1 - (weak * weak / 4)), weak / 2);
            Assert.Contains(values, value => (value - expected).Magnitude < 1e-14);
            Assert.Contains(values, value => (value - Complex.Conjugate(expected)).Magnitude < 1e-14);
        }

        // The same in the middle of a larger matrix, from which it is reached but which it does not reach, and the rest a rotation by 2.
        double[] larger = Matrix(8, (i, j) => i is >= 2 and < 6 && j is >= 2 and < 6 ? chain[(4 * (i - 2)) + j - 2]
            : (i, j) is (0, 1) ? 2 : (i, j) is (1, 0) ? -2 : i < 2 ? 0.3 : i == j ? 3 : 0);
        Complex[] all = Eigenvalues.Of<double>(8, larger);
        Assert.All(values, value => Assert.Contains(all, other => (value - other).Magnitude < 1e-14));
    }

    [Fact]
    public void They_are_those_of_an_unrelated_method_for_matrices_that_trouble_iterations()
    {
        // 40 of each kind; the sweep program does 10,000 and more of them. See SpectrumJudge for the bound.
        for (int seed = 0; seed < 40 * MatrixFamilies.All.Length; seed++)
        {
            (string name, double[][] a) = MatrixFamilies.Matrix(seed);
            string? wrong = SpectrumJudge.Verdict(a, out _);
            Assert.True(wrong is null, $"{name}, n = {a.Length}: {wrong}");
        }
    }

    [Fact]
    public void A_network_without_loops_has_nothing_but_its_own_connections()
    {
        // A shuffled chain of 300 with weight 2: one decomposition would give a circle of radius 1.8, and call every such network unstable.
        const int n = 300;
        int[] order = [.. Enumerable.Range(0, n)];
        new Random(5).Shuffle(order);
        double[] chain = new double[n * n];
        for (int k = 0; k + 1 < n; k++) chain[(order[k] * n) + order[k + 1]] = 2;
        Assert.All(Eigenvalues.Of<double>(n, chain), value => Assert.Equal(Complex.Zero, value));
        chain[order[7] * (n + 1)] = 0.25;
        Assert.Equal(0.25, Eigenvalues.Of<double>(n, chain).Max(value => value.Real));
    }

    [Fact]
    public void Blocks_keep_their_own_size()
    {
        // 1e300 [[0, 1], [−1, 0]] beside 1e-300 [[1, 1], [1, 1]] and 1e-5: each block is as exact as if it stood alone.
        Complex[] values = Of(5, (i, j) =>
            i < 2 && j < 2 ? (j - i) * 1e300 : i is 2 or 3 && j is 2 or 3 ? 1e-300 : i == 4 && j == 4 ? 1e-5 : i < 2 ? 1e-290 : 0);
        foreach (Complex expected in (Complex[])[new(0, 1e300), new(0, -1e300), 2e-300, 0, 1e-5])
            Assert.Contains(values, value => (value - expected).Magnitude <= 1e-15 * expected.Magnitude);
    }

    /// <summary>
    /// 0 → 1 → 3 → 0 and 0 → 2 → 3 → 0 with products of 2⁻¹¹⁰⁰ and 2⁻²⁴⁰: λ³ is their sum, 2⁻²⁴⁰ as rounded, and the fourth λ is 0. Row 0
    /// is 2¹⁹⁰⁰ times its column because of the entry to 1. Balanced in one step, by 2⁹⁵⁰, the one to 2 would be below all numbers; in
    /// steps of 2⁴⁰⁰ the others come along. Transposed it is the column's.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Balancing_loses_no_entry_on_the_way(bool transposed)
    {
        double[,] links = new double[4, 4];
        (links[0, 1], links[1, 3], links[0, 2], links[2, 3], links[3, 0]) =
            (Math.ScaleB(1, 900), Math.ScaleB(1, -1000), Math.ScaleB(1, -140), Math.ScaleB(1, 900), Math.ScaleB(1, -1000));
        Complex[] values = Of(4, (i, j) => transposed ? links[j, i] : links[i, j]);
        Assert.Equal(Complex.Zero, values.MinBy(value => value.Magnitude));
        foreach (double angle in (double[])[0, 1.0 / 3, -1.0 / 3])
        {
            Complex expected = Complex.FromPolarCoordinates(Math.ScaleB(1, -80), 2 * Math.PI * angle);
            Assert.Contains(values, value => (value - expected).Magnitude <= 1e-14 * expected.Magnitude);
        }
    }

    [Fact]
    public void No_matrix_of_finite_numbers_fails()
    {
        double[] odd = [0, -0.0, double.Epsilon, -double.Epsilon, 2e-308, 1e-160, 1, -1, 1 + 1e-16, 1e160,
            double.MaxValue, -double.MaxValue];
        Random random = new(11);
        for (int turn = 0; turn < 3000; turn++)
        {
            int n = random.Next(0, 13), kinds = random.Next(1, odd.Length + 1), first = random.Next(odd.Length);
            double[] a = Matrix(n, (_, _) => random.Next(3) == 0 ? 0 : odd[(first + random.Next(kinds)) % odd.Length]);
            Complex[] values = Eigenvalues.OfFinite(n, a, out double dropped);
            Assert.Equal(0, dropped);
            Assert.Equal(n, values.Length);
            Assert.DoesNotContain(values, value => double.IsNaN(value.Real) || double.IsNaN(value.Imaginary));
        }
    }

    [Fact]
    public void The_iteration_ends_even_where_numbers_do_not()
    {
        // NaN never passes a test "below a limit": without its last resort the iteration would turn for ever.
        double[] h = Matrix(6, (i, j) => i <= j + 1 ? double.NaN : 0);
        FrancisIteration iteration = new(6, h);
        iteration.Run(new Complex[6]);
        Assert.InRange(iteration.Steps, 1, 6 * 60);
    }

    /// <summary>Two pairs [[0, 1], [1, 0]] with nothing but zeros on the diagonal: a link of 1e-18 that only leads one way is measured by
    /// the entries beside it, and cut without a single step.</summary>
    [Fact]
    public void A_weak_link_between_zero_diagonals_is_cut_at_once()
    {
        double[] h = [0, 1, 0, 0, 1, 0, 0, 0, 0, 1e-18, 0, 1, 0, 0, 1, 0];
        FrancisIteration iteration = new(4, h);
        Complex[] values = new Complex[4];
        iteration.Run(values);
        Assert.Equal(0, iteration.Steps);
        Assert.Equal([-1, -1, 1, 1], values.Select(value => value.Real).Order());
        Assert.All(values, value => Assert.Equal(0, value.Imaginary));
    }

    [Fact]
    public void Norm_scales_the_spectrum_and_nothing_else()
    {
        const int n = 12;
        Func<int, int, double> entry = (i, j) => Math.Sin((i * 7) + (j * 13) + (i * j));
        double radius = Radius(n, entry);
        for (int exponent = -1000; exponent <= 1000; exponent += 20)
            Assert.Equal(Math.ScaleB(radius, exponent), Radius(n, (i, j) => Math.ScaleB(entry(i, j), exponent)));
    }

    [Fact]
    public void Similarity_by_powers_of_ten_leaves_the_spectrum()
    {
        // D A D⁻¹ with D = 10^(4 i): entries from 1e-44 to 1e44, the spectrum of A. Balancing
        // restores it but for the rounding of the entries.
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
            Assert.Contains("(1, 0)", Assert.Throws<ArgumentException>(() => Eigenvalues.Of<double>(2, [1, 2, bad, 4])).Message,
                StringComparison.Ordinal);
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
