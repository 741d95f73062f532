using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Losses;

public sealed class SoftmaxCrossEntropyTests
{
    public static TheoryData<string> Cases => GoldenCase.Names("ce");

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_golden_values(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);

        // A readout is a dot product of N ≤ 17 terms of size ≤ 2, so it errs by at most about 17·2·N·ε; the exponential passes an absolute
        // error on as a relative one. 600 ε covers it with the few ulp of exp and log: 1.3e-13 in double, 7e-5 in float.
        Check<double>(golden, 600 * 2.220446049250313e-16);
        Check<float>(golden, 600 * 1.1920929e-07);

        static void Check<T>(GoldenCase golden, double tolerance)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (LossSummary summary, T[] losses, T[] gradient) = Run<T>(
                golden.Batch, golden.Neurons, golden.Classes, To<T>(golden.Readout), To<T>(golden.Rates), golden.Labels);
            double largest = golden.Gradient.Max(Math.Abs);
            Assert.InRange(summary.Mean / golden.Value, 1 - tolerance, 1 + tolerance);
            Assert.InRange(losses.Average(loss => double.CreateChecked(loss)) / summary.Mean, 1 - tolerance, 1 + tolerance);
            for (int i = 0; i < gradient.Length; i++)
                Assert.InRange(double.CreateChecked(gradient[i]) - golden.Gradient[i], -tolerance * largest, tolerance * largest);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 2)]
    [InlineData(4, 7, 33)]
    public void Gradients_agree_with_central_differences(int batch, int neurons, int classes)
    {
        // Step h = 2⁻¹⁷: cut-off h²/6·|L‴| ≤ 1e-11·(Σ|R|)³ with |R| ≤ 3 and at most 7 terms in a column's spread, rounding 4ε|L|/h ≤ 1e-9.
        const double h = 1.0 / (1 << 17);
        const double tolerance = 2e-8;
        SeededRandom random = new(1);
        double[] readout = new double[classes * neurons];
        double[] rates = new double[batch * neurons];
        int[] labels = [.. Enumerable.Range(0, batch).Select(_ => random.NextBelow(classes))];
        random.FillGaussian<double>(readout, 1);
        random.FillGaussian<double>(rates, 1);
        double[] gradient = Run<double>(batch, neurons, classes, readout, rates, labels).Gradient;
        double[] outputGradient = new double[batch * classes];
        AlignedBuffer<double> scratch = SoftmaxCrossEntropy.Scratch<double>(batch, neurons, classes).Allocate<double>();
        SoftmaxCrossEntropy.Differentiate<double>(
            batch, neurons, classes, readout, rates, labels, new double[batch], new double[rates.Length], outputGradient, scratch.Scratch);
        for (int i = 0; i < rates.Length; i++) Assert.InRange(Difference(rates, i) * batch - gradient[i], -tolerance, tolerance);
        for (int i = 0; i < readout.Length; i++)
            Assert.InRange(Difference(readout, i) - ReadoutGradient(i / neurons, i % neurons), -tolerance, tolerance);

        // ∂J/∂R = (1/B) Σ d rᵀ.
        double ReadoutGradient(int c, int j) =>
            Enumerable.Range(0, batch).Average(k => outputGradient[(k * classes) + c] * rates[(k * neurons) + j]);

        double Difference(double[] values, int i)
        {
            double middle = values[i];
            values[i] = middle + h;
            double above = Run<double>(batch, neurons, classes, readout, rates, labels).Summary.Mean;
            values[i] = middle - h;
            double below = Run<double>(batch, neurons, classes, readout, rates, labels).Summary.Mean;
            values[i] = middle;
            return (above - below) / (2 * h);
        }
    }

    [Fact]
    public void Counts_the_largest_readout_and_the_first_of_equals()
    {
        double[] identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        Assert.Equal(2, Run<double>(3, 3, 3, identity, [1, 2, 0, 5, 5, 0, 5, 5, 0], [1, 0, 1]).Summary.Correct);

        // One tie at a time: of two samples that share one, the sum is the same whichever class counts.
        Assert.Equal((1, 0), (Tie([5, 5, 0], 0), Tie([5, 5, 0], 1)));
        Assert.Equal((1, 0), (Tie([0, 5, 5], 1), Tie([0, 5, 5], 2)));
        Assert.Equal((1, 0, 0), (Tie([5, 5, 5], 0), Tie([5, 5, 5], 1), Tie([5, 5, 5], 2)));

        int Tie(double[] readouts, int label) => Run<double>(1, 3, 3, identity, readouts, [label]).Summary.Correct;
    }

    [Fact]
    public void Large_readouts_neither_overflow_nor_underflow()
    {
        (LossSummary summary, double[] losses, double[] gradient) = Run<double>(2, 1, 2, [1, -1], [1e300, 400], [1, 0]);
        Assert.Equal([2e300, 0], losses);
        Assert.Equal([2, 0], gradient);
        Assert.Equal(new LossSummary(1e300, 1), summary);
    }

    [Fact]
    public void A_NaN_is_never_hidden_and_never_spreads_to_other_samples()
    {
        double[] readout = [1, 0, 0, 1, 1, 1];
        double[] sound = Run<double>(1, 2, 3, readout, [0.25, -0.5], [2]).Losses;
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            for (int place = 0; place < 2; place++)
            {
                double[] rates = [0, 0, 0.25, -0.5];
                rates[place] = bad;
                (LossSummary summary, double[] losses, double[] gradient) = Run<double>(2, 2, 3, readout, rates, [0, 2]);
                Assert.Equal(double.NaN, summary.Mean);
                Assert.Equal([double.NaN, sound[0]], losses);
                Assert.Equal(0, summary.Correct);
                Assert.All(gradient[2..], entry => Assert.True(double.IsFinite(entry)));
                Assert.All(gradient[..2], entry => Assert.True(double.IsNaN(entry)));
            }
        }
    }

    [Fact]
    public void A_sample_has_the_same_bits_in_any_batch_and_at_any_address()
    {
        SeededRandom random = new(6);
        const int neurons = 19, classes = 37, batch = 9;
        float[] readout = new float[classes * neurons];
        float[] rates = new float[batch * neurons];
        random.FillGaussian<float>(readout, 1);
        random.FillGaussian<float>(rates, 1);
        int[] labels = [.. Enumerable.Range(0, batch).Select(_ => random.NextBelow(classes))];
        (_, float[] losses, float[] gradient) = Run<float>(batch, neurons, classes, readout, rates, labels);
        for (int k = 0; k < batch; k++)
        {
            (_, float[] alone, float[] row) = Run<float>(
                1, neurons, classes, readout, rates[(k * neurons)..((k + 1) * neurons)], [labels[k]]);
            Assert.Equal(losses[k], alone[0]);
            Assert.Equal(gradient[(k * neurons)..((k + 1) * neurons)], row);
        }
    }

    [Fact]
    public void Misuse_names_the_index_and_the_value_and_writes_nothing()
    {
        double[] losses = [7, 7];
        Assert.Contains("labels[1] is 3, but labels lie in 0..2", Refusal([0, 3], 6), StringComparison.Ordinal);
        Assert.Contains("labels[0] is -1, but labels lie in 0..2", Refusal([-1, 0], 6), StringComparison.Ordinal);
        Assert.Contains("readout has 5 elements, but 3×2 = 6", Refusal([0, 0], 5), StringComparison.Ordinal);
        Assert.Equal([7, 7], losses);
        double[] shared = new double[10];
        Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.Differentiate<double>(
            2, 2, 3, new double[6], shared.AsSpan(0, 4), [0, 0], losses, shared.AsSpan(2, 4), new double[100].AsScratch()));
        Assert.Throws<ArgumentException>(
            () => SoftmaxCrossEntropy.Evaluate<double>(2, 2, 3, new double[6], new double[4], [0, 0], losses, default));

        string Refusal(int[] labels, int readout) => Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.Differentiate<double>(
            2, 2, 3, new double[readout], new double[4], labels, losses, new double[4], new double[100].AsScratch())).Message;
    }

    [Fact]
    public void Allocates_nothing()
    {
        const int batch = 8, neurons = 20, classes = 10;
        float[] readout = new float[classes * neurons], rates = new float[batch * neurons], losses = new float[batch],
        gradient = new float[rates.Length], own = new float[batch * classes];
        int[] labels = new int[batch];
        rates[3] = float.NaN;
        AlignedBuffer<float> scratch = SoftmaxCrossEntropy.Scratch<float>(batch, neurons, classes).Allocate<float>();
        ZeroBytes.Assert("losses", Step);

        void Step()
        {
            SoftmaxCrossEntropy.Evaluate<float>(batch, neurons, classes, readout, rates, labels, losses, scratch.Scratch);
            SoftmaxCrossEntropy.Differentiate<float>(batch, neurons, classes, readout, rates, labels, losses, gradient, scratch.Scratch);
            SoftmaxCrossEntropy.Differentiate<float>(
                batch, neurons, classes, readout, rates, labels, losses, gradient, own, scratch.Scratch);
        }
    }

    private static T[] To<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Array.ConvertAll(values, value => T.CreateChecked(value));

    /// <summary>Loss and gradient, and that the loss alone is the same.</summary>
    private static (LossSummary Summary, T[] Losses, T[] Gradient) Run<T>(
        int batch, int neurons, int classes, T[] readout, T[] rates, int[] labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] losses = new T[batch], alone = new T[batch], gradient = new T[rates.Length];
        AlignedBuffer<T> scratch = SoftmaxCrossEntropy.Scratch<T>(batch, neurons, classes).Allocate<T>();
        foreach (T[] written in (T[][])[losses, alone, gradient]) Array.Fill(written, T.NaN);
        scratch.Span.Fill(T.NaN);
        LossSummary summary = SoftmaxCrossEntropy.Differentiate<T>(
            batch, neurons, classes, readout, rates, labels, losses, gradient, scratch.Scratch);
        Assert.Equal(summary, SoftmaxCrossEntropy.Evaluate<T>(batch, neurons, classes, readout, rates, labels, alone, scratch.Scratch));
        Assert.Equal(losses, alone);
        return (summary, losses, gradient);
    }
}
