using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Losses;

/// <summary>With smoothed labels the loss is w (ln Σ exp ŷ − Σ_c q_c ŷ_c), q = (1 − ε) onehot + ε/C, and d = w (softmax − q).</summary>
public sealed class SmoothedCrossEntropyTests
{
    private const int Batch = 5;
    private const int Neurons = 4;
    private const int Classes = 3;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void Losses_and_gradients_are_those_of_the_formula(double smoothing)
    {
        SeededRandom random = new(3);
        double[] readout = new double[Classes * Neurons], rates = new double[Batch * Neurons], weights = [0.5, 2, 0];
        random.FillGaussian<double>(readout, 1);
        random.FillGaussian<double>(rates, 1);
        int[] labels = [0, 1, 2, 1, 0];
        double[] losses = new double[Batch], gradient = new double[rates.Length], outputs = new double[Batch * Classes];
        AlignedBuffer<double> scratch = SoftmaxCrossEntropy.Scratch<double>(Batch, Neurons, Classes).Allocate<double>();
        SoftmaxCrossEntropy.Differentiate<double>(
            Batch, Neurons, Classes, readout, rates, labels, losses, gradient, outputs, scratch.Scratch, smoothing, weights);
        for (int k = 0; k < Batch; k++)
        {
            double[] y = [.. Enumerable.Range(0, Classes).Select(c => Enumerable.Range(0, Neurons).Sum(
                j => readout[(c * Neurons) + j] * rates[(k * Neurons) + j]))];
            double sum = y.Sum(Math.Exp), w = weights[labels[k]];
            double[] q = [.. Enumerable.Range(0, Classes).Select(c => (c == labels[k] ? 1 - smoothing : 0) + (smoothing / Classes))];
            double[] d = [.. Enumerable.Range(0, Classes).Select(c => w * ((Math.Exp(y[c]) / sum) - q[c]))];

            // Readouts below 10 of 4 terms each: some 100 roundings of 1e-16 of them.
            Assert.Equal(w * (Math.Log(sum) - q.Zip(y, (p, one) => p * one).Sum()), losses[k], 1e-13);
            for (int c = 0; c < Classes; c++) Assert.Equal(d[c], outputs[(k * Classes) + c], 1e-13);
            for (int j = 0; j < Neurons; j++)
                Assert.Equal(Enumerable.Range(0, Classes).Sum(c => d[c] * readout[(c * Neurons) + j]), gradient[(k * Neurons) + j], 1e-13);
        }
    }

    [Fact]
    public void A_step_learns_from_them_and_a_score_does_not()
    {
        TrainingSettings plain = new() { Rate = 0, BatchSize = 21 };
        TrainingSettings smooth = plain with { LabelSmoothing = 0.2, ClassWeights = ClassWeights.Balanced(SmallTask.Data) };
        Assert.NotEqual(Step(plain).Loss, Step(smooth).Loss);
        Assert.Equal(Score(plain), Score(smooth));
    }

    [Fact]
    public void Balanced_weights_give_every_class_the_same_and_the_mean_1()
    {
        ReadOnlySpan<double> weights = ClassWeights.Balanced(SmallTask.Data).Values;
        double[] sums = new double[SmallTask.Classes];
        foreach (int label in SmallTask.Data.Labels) sums[label] += weights[label];
        Assert.All(sums, sum => Assert.Equal((double)SmallTask.Samples / SmallTask.Classes, sum, 1e-12));
        Assert.Equal(new ClassWeights(1, 2), new ClassWeights(1, 2));
        Assert.NotEqual(new ClassWeights(1, 2), new ClassWeights(2, 1));
    }

    [Fact]
    public void What_is_out_of_range_or_of_another_length_or_use_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Step(new() { LabelSmoothing = 1, BatchSize = 21 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Step(new() { LabelSmoothing = double.NaN, BatchSize = 21 }));
        Assert.Throws<ArgumentException>(() => Step(new() { ClassWeights = new(1, 2), BatchSize = 21 }));
        Assert.Throws<ArgumentException>(() => new ClassWeights(1, -1));
        Assert.Throws<ArgumentException>(() => new ClassWeights());
        RateNetwork<double, Tanh> network = new([0.5], 1);
        network.SetInputWeights([1.0], 1);
        Model<double, Tanh> targets = new(network, outputs: [0]);
        Assert.Throws<ArgumentException>(() => new Trainer<double>(targets, new() { LabelSmoothing = 0.1 }));
    }

    private static StepReport Step(TrainingSettings settings)
    {
        using Trainer<double> trainer = new(SmallTask.Model<double, Tanh>(), settings);
        return trainer.Step(SmallTask.Data, SmallTask.First(21));
    }

    private static Score Score(TrainingSettings settings)
    {
        using Trainer<double> trainer = new(SmallTask.Model<double, Tanh>(), settings);
        return trainer.Evaluate(SmallTask.Data);
    }
}
