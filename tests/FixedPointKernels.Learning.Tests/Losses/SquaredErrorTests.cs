using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Losses;

public sealed class SquaredErrorTests
{
    public static TheoryData<string> Cases => GoldenCase.Names("mse");

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_golden_values(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);

        // r − y with |r|, |y| ≤ 4 errs by 2·4·ε after rounding the inputs; N ≤ 33 squares add N·ε relative: 100 ε of the largest covers
        // both.
        Check<double>(golden, 100 * 2.220446049250313e-16);
        Check<float>(golden, 100 * 1.1920929e-07);

        static void Check<T>(GoldenCase golden, double tolerance)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] rates = Array.ConvertAll(golden.Rates, value => T.CreateChecked(value));
            T[] targets = Array.ConvertAll(golden.Targets, value => T.CreateChecked(value));
            (LossSummary summary, _, T[] gradient) = Run(golden.Batch, golden.Neurons, golden.Neurons, rates, targets);
            double largest = golden.Gradient.Max(Math.Abs);
            Assert.InRange(summary.Mean / golden.Value, 1 - tolerance, 1 + tolerance);
            for (int i = 0; i < gradient.Length; i++)
                Assert.InRange(double.CreateChecked(gradient[i]) - golden.Gradient[i], -tolerance * largest, tolerance * largest);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 5, 5)]
    [InlineData(3, 9, 4)]
    public void Gradients_agree_with_central_differences(int batch, int neurons, int outputs)
    {
        // The loss is quadratic, so central differences are exact but for rounding: 4ε|L|/h with |L| ≤ 50 and h = 2⁻¹⁰ is 5e-11.
        const double h = 1.0 / 1024;
        SeededRandom random = new(2);
        double[] rates = new double[batch * neurons];
        double[] targets = new double[batch * outputs];
        random.FillGaussian<double>(rates, 1);
        random.FillGaussian<double>(targets, 1);
        double[] gradient = Run(batch, neurons, outputs, rates, targets).Gradient;
        for (int i = 0; i < rates.Length; i++)
        {
            double middle = rates[i];
            rates[i] = middle + h;
            double above = Run(batch, neurons, outputs, rates, targets).Losses.Sum();
            rates[i] = middle - h;
            double below = Run(batch, neurons, outputs, rates, targets).Losses.Sum();
            rates[i] = middle;
            Assert.InRange(((above - below) / (2 * h)) - gradient[i], -1e-9, 1e-9);
        }
    }

    [Fact]
    public void A_choice_of_neurons_is_what_it_says()
    {
        double[] gradient = [9, 9, 9, 9, 9, 9];
        double[] losses = new double[2];
        LossSummary summary = SquaredError.Differentiate<double>(
            2, 3, (ReadOnlySpan<int>)[2, 0], [1, 2, 3, 4, 5, 6], [1, 0, 6, 7], losses, gradient, new double[16].AsScratch());
        Assert.Equal([5, 9], losses);
        Assert.Equal([2, 0, 4, -6, 0, 0], gradient);
        Assert.Equal(new LossSummary(7, 0), summary);

        // Chosen twice counts twice.
        SquaredError.Differentiate<double>(
            1, 1, (ReadOnlySpan<int>)[0, 0], [1], [0, 3], losses.AsSpan(0, 1), gradient.AsSpan(0, 1), new double[16].AsScratch());
        Assert.Equal((5.0, -2.0), (losses[0], gradient[0]));
    }

    [Fact]
    public void The_first_neurons_chosen_one_by_one_are_a_prefix()
    {
        SeededRandom random = new(4);
        const int batch = 5, neurons = 40;
        foreach (int outputs in (int[])[1, 7, 16, 33, 40])
        {
            float[] rates = new float[batch * neurons], targets = new float[batch * outputs], losses = new float[batch],
            gradient = new float[rates.Length];
            random.FillGaussian<float>(rates, 1);
            random.FillGaussian<float>(targets, 1);
            int[] chosen = [.. Enumerable.Range(0, outputs)];
            LossSummary summary = SquaredError.Differentiate<float>(
                batch, neurons, (ReadOnlySpan<int>)chosen, rates, targets, losses, gradient, new float[48].AsScratch());
            (LossSummary expected, float[] expectedLosses, float[] expectedGradient) = Run(batch, neurons, outputs, rates, targets);
            Assert.Equal(expected, summary);
            Assert.Equal(expectedLosses, losses);
            Assert.Equal(expectedGradient, gradient);
        }
    }

    [Fact]
    public void A_NaN_is_never_hidden_and_never_spreads_to_other_samples()
    {
        (LossSummary summary, double[] losses, double[] gradient) = Run<double>(2, 2, 2, [1, double.NaN, 3, 4], [0, 0, 0, 0]);
        Assert.Equal(double.NaN, summary.Mean);
        Assert.Equal([double.NaN, 25], losses);
        Assert.Equal([2, double.NaN, 6, 8], gradient);
    }

    [Fact]
    public void A_sample_has_the_same_bits_at_any_address()
    {
        // TensorPrimitives must not let the order of its sum depend on alignment: it is lent scratch at every offset of a cache line.
        const int outputs = 301;
        float[] rates = new float[outputs], targets = new float[outputs], scratch = new float[outputs + 64], losses = new float[1];
        new SeededRandom(5).FillGaussian<float>(rates, 1);
        SquaredError.Evaluate<float>(1, outputs, outputs, rates, targets, losses, scratch.AsScratch());
        float expected = losses[0];
        for (int offset = 1; offset < 17; offset++)
        {
            SquaredError.Evaluate<float>(1, outputs, outputs, rates, targets, losses, new(scratch.AsSpan(offset)));
            Assert.Equal(expected, losses[0]);
        }
    }

    [Fact]
    public void Misuse_names_both_shapes()
    {
        double[] scratch = new double[64];
        Assert.Contains("targets has 5 elements, but 2×3 = 6", Refusal(3, new double[5], []), StringComparison.Ordinal);
        Assert.Contains("chosen[1] is 4, but neurons lie in 0..3", Refusal(0, new double[4], [0, 4]), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SquaredError.Evaluate<double>(2, 4, 5, new double[8], new double[10], new double[2], scratch.AsScratch()));
        Assert.Throws<ArgumentOutOfRangeException>(() => SquaredError.Evaluate<double>(0, 4, 4, [], [], [], scratch.AsScratch()));

        string Refusal(int outputs, double[] targets, int[] chosen) => Assert.Throws<ArgumentException>(() => outputs > 0
            ? SquaredError.Differentiate<double>(2, 4, outputs, new double[8], targets, new double[2], new double[8], scratch.AsScratch())
            : SquaredError.Differentiate<double>(
                2, 4, (ReadOnlySpan<int>)chosen, new double[8], targets, new double[2], new double[8], scratch.AsScratch())).Message;
    }

    [Fact]
    public void Allocates_nothing()
    {
        float[] rates = new float[40], targets = new float[20], losses = new float[4], gradient = new float[40], scratch = new float[16];
        int[] chosen = [9, 1, 3, 5, 7];
        rates[2] = float.NaN;
        ZeroBytes.Assert("losses", Step);

        void Step()
        {
            SquaredError.Evaluate<float>(4, 10, 5, rates, targets, losses, scratch.AsScratch());
            SquaredError.Differentiate<float>(4, 10, 5, rates, targets, losses, gradient, scratch.AsScratch());
            SquaredError.Differentiate<float>(4, 10, (ReadOnlySpan<int>)chosen, rates, targets, losses, gradient, scratch.AsScratch());
        }
    }

    private static (LossSummary Summary, T[] Losses, T[] Gradient) Run<T>(int batch, int neurons, int outputs, T[] rates, T[] targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] losses = new T[batch], alone = new T[batch], gradient = new T[rates.Length], scratch = new T[outputs + 16];
        foreach (T[] written in (T[][])[losses, alone, gradient, scratch]) Array.Fill(written, T.NaN);
        LossSummary summary = SquaredError.Differentiate<T>(batch, neurons, outputs, rates, targets, losses, gradient, scratch.AsScratch());
        Assert.Equal(summary, SquaredError.Evaluate<T>(batch, neurons, outputs, rates, targets, alone, scratch.AsScratch()));
        Assert.Equal(losses, alone);
        return (summary, losses, gradient);
    }
}
