using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>Accuracy and loss of a whole set, and the stability of its fixed points.</summary>
public sealed class ScoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(64)]
    public void A_score_does_not_depend_on_the_batch_size(int batch)
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        double[] before = model.Network.Weights.ToArray();
        using Trainer<double> trainer = new(model, new TrainingSettings { BatchSize = batch, Threads = 2 });
        Score score = trainer.Evaluate(SmallTask.Data);
        TwinStep twin = new(model, SmallTask.Data, SmallTask.First(21));
        double[][] r = twin.Rates();
        Assert.Equal(twin.Loss(r), score.Loss, 1e-9);
        Assert.Equal(Right(model, r) / 21.0, score.Accuracy);
        Assert.Equal((21, 0), (score.Samples, score.Unsolved));
        Assert.Equal(before, model.Network.Weights.ToArray());
    }

    [Fact]
    public void Stable_samples_are_those_with_all_eigenvalues_left_of_one()
    {
        // One neuron, w = 2: x = 0 has the fixed point 0 with G W = 2; x = 1 has r = 0.9953 with G W = 2 (1 − r²) ≈ 0.02.
        RateNetwork<double, Tanh> network = new([2], 1);
        network.SetInputWeights([1], 1);
        Model<double, Tanh> model = new(network, [1, 0], 2);
        Dataset data = new("one pixel", 1, 2, [0, 100, 100], [0, 0, 1], 100);
        Assert.Equal(new StableSamples(3, 2, 2), StableSamples.Of(model, data, 3, threads: 2));
        Assert.Equal(new StableSamples(1, 0, 2), StableSamples.Of(model, data, 1, threads: 1));
        Assert.Equal(1, StableSamples.Of(model, data, 1, threads: 1).Without);

        // Of eight, the first four stable: two are one of each half, and any four two of each.
        Dataset halves = new("one pixel", 1, 2, [100, 100, 100, 100, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], 100);
        Assert.Equal(new StableSamples(2, 1, 2), StableSamples.Of(model, halves, 2, threads: 1));
        Assert.Equal(new StableSamples(4, 2, 2), StableSamples.Of(model, halves, 4, threads: 1));
    }

    [Fact]
    public void They_agree_with_plain_eigenvalues()
    {
        // ρ(W) ≈ 1.4: more than half of the inputs have a point that 100 τ of the twin's dynamics lead to, and only those are compared;
        // what circles on is judged at any root.
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>(neurons: 9, gain: 1.4);
        TwinStep twin = new(model, SmallTask.Data, SmallTask.First(21));
        List<int> settled = [];
        List<double> abscissas = [];
        for (int k = 0; k < 21; k++)
        {
            double[] end = Twin.EulerRelaxation.Rate(twin.W, twin.X[k], Twin.Activation.Tanh, 0.05, 2000);
            double[] next = Twin.EulerRelaxation.Rate(twin.W, twin.X[k], Twin.Activation.Tanh, 1, 1, end);
            if (end.Zip(next, (a, b) => Math.Abs(a - b)).Max() > 1e-6) continue;
            double[] r = Twin.NewtonIteration.Solve(twin.W, twin.X[k], Twin.Activation.Tanh, end, 1e-14).R;
            double[] gains = Twin.RateMap.Gains(twin.W, twin.X[k], Twin.Activation.Tanh, r);
            double[][] product = Twin.DenseMatrix.Multiply(Twin.DenseMatrix.Diagonal(gains), twin.W);
            abscissas.Add(Eigenvalues.Of<double>(9, [.. product.SelectMany(row => row)]).Max(value => value.Real));
            settled.Add(k);
        }

        Assert.InRange(settled.Count, 10, 21);
        StableSamples found = StableSamples.Of(model, SmallTask.Data.Subset("those that settle", [.. settled]), settled.Count, threads: 2);
        Assert.Equal((settled.Count, abscissas.Count(a => a < 1)), (found.Samples, found.Stable));
        Assert.Equal(abscissas.Max(), found.LargestAbscissa, 1e-7);
    }

    [Fact]
    public void A_sample_without_a_fixed_point_is_not_stable_and_has_no_eigenvalues()
    {
        // r = relu(2 r + x) with x = 1 has none.
        RateNetwork<double, Relu> network = new([2], 1);
        network.SetInputWeights([1], 1);
        Model<double, Relu> model = new(network, [1, 0], 2);
        Dataset data = new("one pixel", 1, 2, [100], [0], 100);
        Assert.Equal(new StableSamples(1, 0, double.NegativeInfinity), StableSamples.Of(model, data, 1, threads: 1));
    }

    [Theory]
    [InlineData(360, 100, 360)]
    [InlineData(10_000, 300, 20)]
    [InlineData(5, 20_000, 5)]
    [InlineData(360, 200, 62)]
    public void The_number_of_samples_looked_at_falls_with_the_cube_of_the_neurons(int samples, int neurons, int expected) =>
        Assert.Equal(expected, StableSamples.Affordable(samples, neurons));

    private static int Right(Model<double, Tanh> model, double[][] r)
    {
        double[][] readout = SmallTask.Rows(model.Readout, model.Network.Neurons);
        int right = 0;
        for (int k = 0; k < r.Length; k++)
        {
            double[] y = Twin.DenseMatrix.Multiply(readout, r[k]);
            right += Array.IndexOf(y, y.Max()) == SmallTask.Data.Labels[k] ? 1 : 0;
        }

        return right;
    }
}
