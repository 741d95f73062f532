using System;
using System.Linq;
using FixedPointKernels.Learning.Randomness;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Randomness;

public sealed class SeededRandomTests
{
    [Fact, Trait("Leg", "Any")]
    public void The_generators_are_the_published_ones()
    {
        // First outputs of xoshiro256** from the state 1, 2, 3, 4 and of SplitMix64 from 1234567, as the authors' C code gives them.
        SeededRandom random = new(1, 2, 3, 4);
        Assert.Equal(
            [11520UL, 0UL, 1509978240UL, 1215971899390074240UL],
            [random.NextBits(), random.NextBits(), random.NextBits(), random.NextBits()]);
        ulong state = 1234567;
        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL],
            [SeededRandom.SplitMix(ref state), SeededRandom.SplitMix(ref state), SeededRandom.SplitMix(ref state)]);
    }

    [Fact]
    public void Reseeding_starts_over_and_streams_differ()
    {
        SeededRandom random = new(9, stream: 4);
        double[] first = [random.NextGaussian(), random.NextUniform()];
        random.Reseed(9, stream: 4);
        Assert.Equal(first, (double[])[random.NextGaussian(), random.NextUniform()]);
        Assert.NotEqual(new SeededRandom(9).NextBits(), new SeededRandom(9, stream: 1).NextBits());
        Assert.NotEqual(new SeededRandom(9, stream: 1).NextBits(), new SeededRandom(1, stream: 9).NextBits());
    }

    [Fact]
    public void Gaussian_moments_are_right()
    {
        // 400,000 draws: standard errors of mean, variance, third and fourth moment are 1, √2, √15, √96 over √400,000 = 632; five of them.
        SeededRandom random = new(42);
        double[] sums = new double[4];
        const int draws = 400_000;
        for (int i = 0; i < draws; i++)
        {
            double value = random.NextGaussian();
            for (int power = 0; power < 4; power++) sums[power] += Math.Pow(value, power + 1);
        }

        double root = Math.Sqrt(draws);
        Assert.InRange(sums[0] / draws, -5 / root, 5 / root);
        Assert.InRange((sums[1] / draws) - 1, -5 * Math.Sqrt(2) / root, 5 * Math.Sqrt(2) / root);
        Assert.InRange(sums[2] / draws, -5 * Math.Sqrt(15) / root, 5 * Math.Sqrt(15) / root);
        Assert.InRange((sums[3] / draws) - 3, -5 * Math.Sqrt(96) / root, 5 * Math.Sqrt(96) / root);
    }

    [Fact]
    public void The_first_Gaussian_bits_never_change() =>
        Assert.Equal(
            Committed, string.Join(
                ' ', Draw(new SeededRandom(1)).Select(
                    value => BitConverter.DoubleToUInt64Bits(value).ToString("x16", System.Globalization.CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Bounded_numbers_are_uniform(int bound)
    {
        // 30,000 draws, p = 1/bound: five standard deviations √(n p (1 − p)) around n p.
        int[] counts = new int[bound];
        SeededRandom random = new(7);
        for (int i = 0; i < 30_000; i++) counts[random.NextBelow(bound)]++;
        double p = 1.0 / bound;
        double band = 5 * Math.Sqrt(30_000 * p * (1 - p));
        Assert.All(counts, count => Assert.InRange(count, (30_000 * p) - band, (30_000 * p) + band));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextBelow(0));
    }

    [Fact]
    public void Shuffles_reach_every_order_equally_often()
    {
        // Six orders of three, 12,000 shuffles: 2,000 each, standard deviation √(12,000·5/36) ≈ 41; five of them.
        SeededRandom random = new(11);
        int[] counts = new int[27];
        int[] order = new int[3];
        for (int i = 0; i < 12_000; i++)
        {
            random.Permutation(order);
            counts[(9 * order[0]) + (3 * order[1]) + order[2]]++;
        }

        Assert.All(counts.Where(count => count > 0), count => Assert.InRange(count, 2000 - 205, 2000 + 205));
        Assert.Equal(6, counts.Count(count => count > 0));
    }

    [Fact]
    public void Logarithm_agrees_with_the_platforms()
    {
        // Both err by at most a few ulp of the result; near 1 the result is small and the series' relative error still 2⁻⁵².
        SeededRandom random = new(3);
        for (int i = 0; i < 100_000; i++)
        {
            double x = Math.ScaleB(1 + random.NextUniform(), random.NextBelow(200) - 150);
            Assert.InRange(
                PortableLog.Of(x) - Math.Log(x), -4 * Math.BitIncrement(Math.Abs(Math.Log(x))) * 2.3e-16,
                4 * Math.BitIncrement(Math.Abs(Math.Log(x))) * 2.3e-16);
        }

        Assert.Equal(0, PortableLog.Of(1));
    }

    [Fact]
    public void Filling_scales_and_rounds_once()
    {
        float[] floats = new float[5];
        double[] doubles = new double[5];
        new SeededRandom(2).FillGaussian<float>(floats, 0.3);
        new SeededRandom(2).FillGaussian<double>(doubles, 0.3);
        Assert.Equal(Array.ConvertAll(doubles, value => (float)value), floats);
        Assert.Equal(0.3 * new SeededRandom(2).NextGaussian(), doubles[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(2).FillGaussian<double>(doubles, double.NaN));
    }

    private const string Committed = "3ffe267c87ac62eb 3fc84abd879d0e18 3ff4d55c9633557c";

    private static double[] Draw(SeededRandom random) => [random.NextGaussian(), random.NextGaussian(), random.NextGaussian()];
}
