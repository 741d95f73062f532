using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Layers;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Layers;

/// <summary>Norms, ranks, signs and discs of initial weights.</summary>
public sealed class StartsTests
{
    private const int N = 200;

    // Moduli of the eigenvalues of a complex Gaussian matrix are those of independent √(Γ(k)/N), k = 1..N (Kostlan, 1992); the largest of
    // N = 200 is above 1.15 with probability Σₖ P(Γ(k) > 264.5) < 1e-4, below 0.9 with less. A real one's edge is the same at this order.
    // Dale's rows have 40 inhibitory entries that weigh four fifths of the variance, so it fluctuates as that of N = 50 does: twice the
    // room above.
    [Theory]
    [InlineData(RecurrentStart.Gaussian, 1, 0.9, 1.15)]
    [InlineData(RecurrentStart.Gaussian, 0.25, 0.9, 1.15)]
    [InlineData(RecurrentStart.Dale, 1, 0.9, 1.3)]
    [InlineData(RecurrentStart.Dale, 1.5, 0.9, 1.3)]
    public void Eigenvalues_fill_a_disc_as_wide_as_the_gain(RecurrentStart start, double gain, double least, double most)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            double[] w = Starts.Recurrent<double>(start, N, gain, new(seed));
            Complex[] values = Eigenvalues.Of<double>(N, w);
            double radius = values.Max(value => value.Magnitude);
            Assert.InRange(radius / gain, least, most);
        }

        // Uniform over the disc: the mean of |λ|² is g²/2, of 200 that repel each other within a tenth.
        if (start != RecurrentStart.Gaussian) return;
        Complex[] all = Eigenvalues.Of<double>(N, Starts.Recurrent<double>(start, N, gain, new(4)));
        Assert.Equal(0.5, all.Average(value => value.Magnitude * value.Magnitude) / gain / gain, 0.05);
    }

    // N² entries of variance g²/N: their sum of squares is within 4.5 √(2/N²) of g²N, relatively; their mean within 4.5 g/(N√N) of 0.
    [Fact]
    public void A_gaussian_start_has_the_norm_of_its_gain()
    {
        double[] w = Starts.Recurrent<double>(RecurrentStart.Gaussian, N, 1.5, new(5));
        Assert.InRange(Square(w) / (1.5 * 1.5 * N), 1 - (4.5 * Math.Sqrt(2) / N), 1 + (4.5 * Math.Sqrt(2) / N));
        Assert.InRange(w.Average(), -4.5 * 1.5 / (N * Math.Sqrt(N)), 4.5 * 1.5 / (N * Math.Sqrt(N)));
    }

    // Gram–Schmidt twice: rows are orthogonal to N roundings, here 65 · 1.1e-16.
    [Fact]
    public void An_orthogonal_start_is_orthogonal_times_the_gain()
    {
        const int Size = 65;
        double[] w = Starts.Recurrent<double>(RecurrentStart.Orthogonal, Size, 0.5, new(6));
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = 0;
                for (int k = 0; k < Size; k++) product += w[(i * Size) + k] * w[(j * Size) + k];
                Assert.Equal(i == j ? 0.25 : 0, product, 1e-14);
            }
        }
    }

    // The truncation P of A = P + rest has P ⟂ rest and singular values σ₁..σᵣ: for the result R = s P, A·Rᵀ = s P·Pᵀ is symmetric, and
    // ‖R‖ = ‖A‖; rows beyond r vanish when the others are taken out, to rounding.
    [Theory]
    [InlineData(6, 1)]
    [InlineData(20, 3)]
    [InlineData(20, 19)]
    [InlineData(65, 16)]
    public void A_low_rank_start_is_the_nearest_of_its_rank_at_the_whole_norm(int n, int rank)
    {
        double[] whole = Starts.Recurrent<double>(RecurrentStart.Gaussian, n, 1.25, new(7));
        double[] w = Starts.Recurrent<double>(RecurrentStart.ReducedRank, n, 1.25, new(7), rank);
        Assert.Equal(Math.Sqrt(Square(whole)), Math.Sqrt(Square(w)), 1e-13 * Math.Sqrt(Square(whole)));
        Assert.Equal(rank, RankOf(w, n, 1e-12));

        // The eigenvalues of WᵀW that are not rounding are the largest of AᵀA, all by one factor s².
        double[] of = Squares(whole, n), kept = Squares(w, n);
        double factor = kept[0] / of[0];
        Assert.Equal(Square(whole) / of[..rank].Sum(), factor, 1e-11 * factor);
        for (int k = 0; k < n; k++) Assert.Equal(k < rank ? of[k] * factor : 0, kept[k], 1e-12 * kept[0]);

        // Nearest: what was taken away is orthogonal to what was kept, from both sides; it is enough that the inner product is s‖P‖².
        double inner = whole.Zip(w, (a, b) => a * b).Sum();
        Assert.Equal(Square(w) / Math.Sqrt(factor), inner, 1e-12 * inner);
    }

    [Fact]
    public void The_whole_rank_is_the_gaussian_start() => Assert.Equal(
        Starts.Recurrent<float>(RecurrentStart.Gaussian, 9, 2, new(8)),
        Starts.Recurrent<float>(RecurrentStart.ReducedRank, 9, 2, new(8), 9));

    // Entries of a row are at most 1 here, so its sum, 0, is off by less than N² roundings of 1e-16, and by far less in fact.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(64, 51)]
    [InlineData(200, 160)]
    public void Dales_columns_have_one_sign_and_its_rows_are_in_balance(int n, int excitatory)
    {
        Assert.Equal(excitatory, Starts.Excitatory(n));
        double[] w = Starts.Recurrent<double>(RecurrentStart.Dale, n, 0.8, new(9));
        for (int i = 0; i < n; i++)
        {
            double[] row = w[(i * n)..((i + 1) * n)];
            Assert.All(row[..excitatory], entry => Assert.True(entry > 0));
            Assert.All(row[excitatory..], entry => Assert.True(entry < 0));
            Assert.Equal(0, row.Sum(), 1e-14 * row.Sum(Math.Abs));
        }

        // The sum of the variances of a row, which is the square of the radius: the mean square less the mean's, over columns of a kind.
        if (n < 100) return;
        double variance = Variance(w, n, 0, excitatory) + Variance(w, n, excitatory, n);

        // N²(1 − 2/π) numbers of kurtosis below 4, 40 columns of them weighing most: 4.5 √(3/8000) = 0.09, and 1/40 + 1/160 of the balance.
        Assert.Equal(0.64, variance, 0.64 * 0.12);
    }

    // Uniform in ±b has variance b²/3, and n of them a mean square within 4.5 √(0.8/n) of it; a normal one 4.5 √(2/n).
    [Theory]
    [InlineData(ReadoutStart.Uniform, 1)]
    [InlineData(ReadoutStart.Uniform, 2.5)]
    [InlineData(ReadoutStart.Gaussian, 1)]
    [InlineData(ReadoutStart.Gaussian, 14)]
    public void Readouts_have_their_scale(ReadoutStart start, double scale)
    {
        double[] v = Starts.Readout<double>(start, 30, N, new(10), scale);
        Assert.Equal(30 * N, v.Length);
        double bound = scale / Math.Sqrt(N), variance = start == ReadoutStart.Uniform ? bound * bound / 3 : bound * bound;
        if (start == ReadoutStart.Uniform) Assert.InRange(v.Max(Math.Abs), 0.99 * bound, bound);
        double room = 4.5 * Math.Sqrt((start == ReadoutStart.Uniform ? 0.8 : 2) / v.Length);
        Assert.InRange(Square(v) / v.Length / variance, 1 - room, 1 + room);
        Assert.InRange(v.Average(), -4.5 * Math.Sqrt(variance / v.Length), 4.5 * Math.Sqrt(variance / v.Length));
    }

    [Theory]
    [InlineData(RecurrentStart.Gaussian)]
    [InlineData(RecurrentStart.Orthogonal)]
    [InlineData(RecurrentStart.ReducedRank)]
    [InlineData(RecurrentStart.Dale)]
    public void Float_is_double_rounded_and_gains_are_factors(RecurrentStart start)
    {
        int? rank = start == RecurrentStart.ReducedRank ? 2 : null;
        double[] one = Starts.Recurrent<double>(start, 7, 1, new(11), rank), two = Starts.Recurrent<double>(start, 7, 2, new(11), rank);
        Assert.Equal(one.Select(w => (float)w), Starts.Recurrent<float>(start, 7, 1, new(11), rank));
        Assert.Equal(one.Select(w => 2 * w), two);
        Assert.All(Starts.Recurrent<double>(start, 7, 0, new(11), rank), w => Assert.Equal(0, w));
        Assert.NotEqual(one, Starts.Recurrent<double>(start, 7, 1, new(12), rank));
    }

    [Theory]
    [InlineData(RecurrentStart.Gaussian, 5, double.NaN, null, "The gain is NaN, but it must be finite and not negative.")]
    [InlineData(RecurrentStart.Dale, 5, double.PositiveInfinity, null, "but it must be finite and not negative.")]
    [InlineData(RecurrentStart.Orthogonal, 5, -0.1, null, "The gain is -0.1, but it must be finite and not negative.")]
    [InlineData(RecurrentStart.ReducedRank, 5, 1, 0, "The rank is 0, but it must be in 1..5 for 5 neurons.")]
    [InlineData(RecurrentStart.ReducedRank, 5, 1, 6, "The rank is 6, but it must be in 1..5 for 5 neurons.")]
    [InlineData(RecurrentStart.ReducedRank, 5, 1, null, "The rank is not given, but it must be in 1..5 for 5 neurons.")]
    [InlineData(RecurrentStart.Gaussian, 5, 1, 2, "A Gaussian start has no rank, but 2 is given.")]
    [InlineData(RecurrentStart.Dale, 1, 1, null, "Dale's law needs a neuron of each kind, so at least 2, but there are 1.")]
    [InlineData(RecurrentStart.Gaussian, 0, 1, null, "units")]
    [InlineData(RecurrentStart.Gaussian, 1 << 20, 1, null, "more than an array holds")]
    [InlineData((RecurrentStart)9, 5, 1, null, "Not a start.")]
    public void What_cannot_be_drawn_is_refused_in_words(RecurrentStart start, int units, double gain, int? rank, string message) =>
        Assert.Contains(
            message, Assert.ThrowsAny<ArgumentException>(() => Starts.Recurrent<double>(start, units, gain, new(1), rank)).Message);

    [Fact]
    public void A_scale_that_is_none_is_refused()
    {
        foreach (double bad in (double[])[double.NaN, -1, double.PositiveInfinity])
            Assert.Contains("The scale is", Assert.ThrowsAny<ArgumentException>(
                () => Starts.Readout<float>(ReadoutStart.Uniform, 1, 1, new(1), bad)).Message);
        Assert.All(Starts.Readout<float>(ReadoutStart.Gaussian, 2, 3, new(1), 0), v => Assert.Equal(0, v));
    }

    private static double Square(double[] values) => values.Sum(value => value * value);

    private static double Variance(double[] w, int n, int from, int to)
    {
        double[] all = [.. Enumerable.Range(0, n).SelectMany(i => w[((i * n) + from)..((i * n) + to)])];
        double mean = all.Average();
        return (to - from) * all.Average(entry => (entry - mean) * (entry - mean));
    }

    // The eigenvalues of AᵀA, from the largest down.
    private static double[] Squares(double[] a, int n)
    {
        double[] product = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < n; k++) product[(i * n) + j] += a[(k * n) + i] * a[(k * n) + j];
            }
        }

        return [.. Eigenvalues.Of<double>(n, product).Select(value => value.Real).OrderDescending()];
    }

    // Elimination with the largest remaining entry as pivot.
    private static int RankOf(double[] matrix, int n, double relative)
    {
        double[] a = [.. matrix];
        double largest = a.Max(Math.Abs);
        for (int rank = 0; rank < n; rank++)
        {
            int at = Enumerable.Range(0, n * n).MaxBy(i => Math.Abs(a[i]));
            if (Math.Abs(a[at]) < relative * largest) return rank;
            (int row, int column) = Math.DivRem(at, n);
            double pivot = a[at];
            double[] pivots = a[(row * n)..((row + 1) * n)];
            for (int i = 0; i < n; i++)
            {
                double factor = a[(i * n) + column] / pivot;
                for (int j = 0; j < n; j++) a[(i * n) + j] -= factor * pivots[j];
                a[(i * n) + column] = 0;
            }
        }

        return n;
    }
}
