using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Layers;

/// <summary>The convolutional form: against its twin, and its gradients against differences.</summary>
public sealed class ChannelNormalizationTests
{
    private const int Channels = 3, Kernel = 3;
    private const double Sigma = 0.8;
    private static readonly ImageShape Shape = new(2, 4, 5);

    [Fact, Trait("Leg", "Any")]
    public void Rates_are_the_twins()
    {
        double[] x = Drawn(1, Shape.Count), drive = Drawn(2, Weights), gain = Drawn(3, Weights), beta = Drawn(4, Channels * Shape.Pixels);
        double[] found = new LayerRun<double>(Layer(), x).Forward();
        double[,,] twin = ChannelLayer.Rates(
            Fill(new double[2, 4, 5], x), Fill(new double[Channels, 2, Kernel, Kernel], drive),
            Fill(new double[Channels, 2, Kernel, Kernel], gain), Fill(new double[Channels, 4, 5], beta), Sigma);
        double[] expected = [.. twin.Cast<double>()];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-14);
    }

    // Differences of width h are off by O(h²) and by rounding over h: 1e-10 each where h = 1e-5.
    [Fact]
    public void Gradients_are_those_of_the_rates_computed_anew()
    {
        ChannelNormalizationLayer<double> layer = Layer();
        double[] x = Drawn(5, 2 * Shape.Count), errors = Drawn(6, 2 * layer.Outputs);
        LayerRun<double> run = new(layer, x);
        run.Forward();
        IReadOnlyList<double[]?> found = run.Backward(errors);
        double[] ofInput = run.InputErrors.Span.ToArray();
        for (int p = 0; p < layer.Parameters.Count; p++)
        {
            Parameter<double> parameter = layer.Parameters[p];
            for (int i = 0; i < parameter.Count; i++)
                Assert.Equal(run.Difference(parameter, i, errors, 1e-5), found[p]![i], 1e-8);
        }

        for (int i = 0; i < x.Length; i++)
        {
            double Loss(double change)
            {
                run.Input.Span[i] = x[i] + change;
                return LayerRun<double>.Product(run.Forward(), errors);
            }

            double slope = (Loss(1e-5) - Loss(-1e-5)) / 2e-5;
            run.Input.Span[i] = x[i];
            Assert.Equal(slope, ofInput[i], 1e-8);
        }
    }

    [Fact]
    public void A_black_image_gives_zeros_and_one_that_is_no_number_is_marked()
    {
        double[] x = [.. new double[Shape.Count], .. Drawn(7, Shape.Count), .. Enumerable.Repeat(double.NaN, Shape.Count)];
        LayerRun<double> run = new(Layer(), x);
        double[] rates = run.Forward();
        Assert.Equal([SolveStatus.Converged, SolveStatus.Converged, SolveStatus.NonFinite], run.Statuses);
        int n = Layer().Outputs;
        Assert.All(rates[..n].Concat(rates[(2 * n)..]), rate => Assert.Equal(0, rate));
        Assert.All(run.Backward(Drawn(8, 3 * n)), sum => Assert.All(sum!, one => Assert.True(double.IsFinite(one))));
    }

    // D² would leave the numbers of float from z = 4e9 on. Against double, which it does not leave; a few roundings, and what is left of
    // e/D after the others' share.
    [Theory]
    [InlineData(1e10f)]
    [InlineData(1e15f)]
    [InlineData(1e18f)]
    public void Large_drives_have_a_gradient_in_float(float size)
    {
        ImageShape shape = new(1, 2, 2);
        ChannelNormalizationLayer<float> layer = new("layer", shape, 1, 1, [size], [0.3f], [0.1f, 0.2f, -0.3f, 0], 0.8);
        ChannelNormalizationLayer<double> twin = new("layer", shape, 1, 1, [size], [0.3f], [0.1f, 0.2f, -0.3f, 0], 0.8f);
        LayerRun<float> run = new(layer, [1, 0.5f, 2, -1]);
        LayerRun<double> exact = new(twin, [1, 0.5f, 2, -1]);
        run.Forward();
        exact.Forward();
        float[] gain = run.Backward([1, -2, 0.5f, 3])[1]!;
        double[] expected = exact.Backward([1, -2, 0.5f, 3])[1]!;
        Assert.Equal(SolveStatus.Converged, run.Statuses[0]);
        Assert.NotEqual(0, expected[0]);
        Assert.Equal(1, gain[0] / expected[0], 1e-4);
        for (int i = 0; i < 4; i++)
            Assert.Equal(exact.InputErrors.Span[i], run.InputErrors.Span[i], 1e-5);
    }

    [Fact]
    public void An_even_kernel_is_refused() => Assert.Equal("kernel", Assert.Throws<ArgumentOutOfRangeException>(
        () => new ChannelNormalizationLayer<double>("layer", Shape, 1, 2, new double[8], new double[8], new double[20])).ParamName);

    private static int Weights => Channels * 2 * Kernel * Kernel;

    private static ChannelNormalizationLayer<double> Layer() => new(
        "layer", Shape, Channels, Kernel, Drawn(2, Weights), Drawn(3, Weights), Drawn(4, Channels * Shape.Pixels), Sigma);

    private static TArray Fill<TArray>(TArray array, double[] values)
        where TArray : class
    {
        Buffer.BlockCopy(values, 0, (Array)(object)array, 0, values.Length * sizeof(double));
        return array;
    }

    private static double[] Drawn(ulong seed, int count)
    {
        double[] values = new double[count];
        new SeededRandom(seed).FillGaussian<double>(values, 1);
        return values;
    }
}
