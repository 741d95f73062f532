using System;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Optimizers;

public sealed class OptimizerTests
{
    private const double Rate = 0.05;
    private const double Decay = 0.02;
    private const double Mu = 0.9;
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    /// <summary>Around the widths, and around the block that Adam works on.</summary>
    public static TheoryData<int> Lengths => [0, 1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 511, 512, 513, 1300];

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Lengths))]
    public void Sgd_is_its_formula(int length)
    {
        Sgd<double> optimizer = new(Rate, Decay);
        Compare(length, optimizer, (w, d, _) =>
        {
            for (int i = 0; i < w.Length; i++) w[i] += (-Rate * d[i]) - (Rate * Decay * w[i]);
        });
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Momentum_is_its_formula(int length)
    {
        double[] v = new double[length];
        Compare(length, new Momentum<double>(length, Rate, Mu, Decay), (w, d, _) =>
        {
            for (int i = 0; i < w.Length; i++)
            {
                v[i] = (Mu * v[i]) + d[i];
                w[i] += (-Rate * v[i]) - (Rate * Decay * w[i]);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Adam_is_its_formula(int length)
    {
        double[] m = new double[length];
        double[] v = new double[length];
        Compare(length, new Adam<double>(length, Rate, Decay, Beta1, Beta2, Epsilon), (w, d, t) =>
        {
            for (int i = 0; i < w.Length; i++)
            {
                m[i] = (Beta1 * m[i]) + ((1 - Beta1) * d[i]);
                v[i] = (Beta2 * v[i]) + ((1 - Beta2) * d[i] * d[i]);
                double first = m[i] / (1 - Math.Pow(Beta1, t));
                double second = v[i] / (1 - Math.Pow(Beta2, t));
                w[i] += (-Rate * first / (Math.Sqrt(second) + Epsilon)) - (Rate * Decay * w[i]);
            }
        });
    }

    [Fact]
    public void The_first_step_of_Adam_has_the_size_of_the_rate_in_float_too()
    {
        // m̂ = D and √v̂ = |D| at t = 1, so the step is η·sign(D) up to ε/|D| = 1e-5 and rounding: 1 − β₂ = 0.001 carries 6e-5 relative in
        // float if computed there.
        float[] w = [1, 1, 1];
        new Adam<float>(3, 0.01f).Step(w, [1e-3f, -5, 0]);
        Assert.InRange(w[0], 0.99f - 2e-7f, 0.99f + 4e-7f);
        Assert.InRange(w[1], 1.01f - 2e-7f, 1.01f + 2e-7f);
        Assert.Equal(1, w[2]);
    }

    [Fact]
    public void Without_decay_and_direction_nothing_moves()
    {
        foreach (
            IOptimizer<float> optimizer in (
                IOptimizer<float>[])[new Sgd<float>(0.1f), new Momentum<float>(2, 0.1f, 0.5f), new Adam<float>(2, 0.1f)])
        {
            float[] w = [1f / 3, -0f];
            optimizer.Step(w, [0, 0]);
            Assert.Equal([1f / 3, 0f], w);
        }
    }

    [Fact]
    public void A_finished_update_is_added_once()
    {
        double[] w = [1, 2];
        new Sgd<double>(0.5, 0.25).Add(w, [0.5, -1]);
        Assert.Equal([1 - 0.125 + 0.5, 2 - 0.25 - 1], w);
    }

    [Fact]
    public void Reset_forgets_and_the_rate_acts_at_once()
    {
        foreach (IOptimizer<double> optimizer in (IOptimizer<double>[])[new Momentum<double>(2, 0.1, 0.5), new Adam<double>(2, 0.1)])
        {
            double[] first = [1, 2], again = [1, 2], still = [1, 2];
            optimizer.Step(first, [3, -4]);
            optimizer.Step(still.AsSpan(), [3, -4]);
            optimizer.Reset();
            optimizer.Step(again, [3, -4]);
            Assert.Equal(first, again);
            optimizer.Rate = 0;
            optimizer.Step(again, [3, -4]);
            Assert.Equal(first, again);
        }
    }

    [Fact]
    public void A_NaN_in_the_direction_reaches_its_parameter_and_no_other()
    {
        foreach (
            IOptimizer<double> optimizer in (
                IOptimizer<double>[])[new Sgd<double>(0.1), new Momentum<double>(20, 0.1, 0.5), new Adam<double>(20, 0.1)])
        {
            double[] w = new double[20], d = new double[20];
            d[7] = double.NaN;
            optimizer.Step(w, d);
            for (int i = 0; i < w.Length; i++) Assert.Equal(i == 7, double.IsNaN(w[i]));
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        double[] w = new double[1000], d = new double[1000];
        d[3] = double.NaN;
        foreach (
            IOptimizer<double> optimizer in (
                IOptimizer<double>[])[new Sgd<double>(0.1, 0.1), new Momentum<double>(1000, 0.1, 0.5, 0.1),
                new Adam<double>(1000, 0.1, 0.1)])
        {
            ZeroBytes.Assert(optimizer.GetType().Name, () => optimizer.Step(w, d));
        }
    }

    [Fact]
    public void Misuse_is_refused_with_both_lengths()
    {
        foreach (IOptimizer<double> optimizer in (IOptimizer<double>[])[new Momentum<double>(3, 0.1, 0.5), new Adam<double>(3, 0.1)])
        {
            Assert.Contains(
                "parameters has 2 elements, but 3",
                Assert.Throws<ArgumentException>(() => optimizer.Step(new double[2], new double[3])).Message, StringComparison.Ordinal);
            Assert.Contains(
                "direction has 4 elements, but 3",
                Assert.Throws<ArgumentException>(() => optimizer.Step(new double[3], new double[4])).Message, StringComparison.Ordinal);
        }

        double[] shared = new double[5];
        Assert.Throws<ArgumentException>(() => new Sgd<double>(0.1).Step(shared.AsSpan(0, 3), shared.AsSpan(2, 3)));
        foreach (double bad in (double[])[-0.1, double.NaN, double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(bad));
            Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(0.1, bad));
            Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum<double>(1, 0.1, bad));
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>(1, 0.1, beta2: bad));
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>(1, 0.1, epsilon: bad));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>(1, 0.1f, epsilon: 1e-60));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum<double>(1, 0.1, 1));
    }

    /// <summary>60 steps of a few roundings each, of values of size 1: 60·16·ε ≈ 2e-13.</summary>
    private static void Compare(int length, IOptimizer<double> optimizer, Action<double[], double[], int> plain)
    {
        SeededRandom random = new(13);
        double[] w = new double[length], d = new double[length];
        random.FillGaussian<double>(w, 1);
        double[] expected = [.. w];
        for (int t = 1; t <= 60; t++)
        {
            random.FillGaussian<double>(d, 1);
            optimizer.Step(w, d);
            plain(expected, d, t);
        }

        for (int i = 0; i < length; i++) Assert.InRange(w[i] - expected[i], -1e-12, 1e-12);
    }
}
