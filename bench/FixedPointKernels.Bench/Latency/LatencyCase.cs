using System;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Latency;

/// <summary>The network and the moving input of the latency goal: W = 0.9·N(0,1)/√N, tanh, x₀ ~ N(0,1), each input
/// 0.01·N(0,1) from the one before.</summary>
/// <remarks>The walk is 1,024 steps long and goes back and forth, so that any number of calls moves by a hundredth each
/// and the input stays what it was.</remarks>
internal sealed class LatencyCase
{
    private const int Steps = 1024;
    private readonly float[] inputs;
    private readonly double[] weights;
    private readonly double[] rates;
    private readonly double[] image;

    internal LatencyCase(int neurons)
    {
        Neurons = neurons;
        weights = new double[neurons * neurons];
        new SeededRandom(1).FillGaussian<double>(weights, 0.9 / Math.Sqrt(neurons));
        float[] single = new float[weights.Length];
        TensorPrimitives.ConvertTruncating<double, float>(weights, single);
        TensorPrimitives.ConvertTruncating<float, double>(single, weights);
        Network = new(single, neurons);
        inputs = new float[Steps * neurons];
        SeededRandom random = new(2);
        double[] input = new double[neurons], move = new double[neurons];
        random.FillGaussian<double>(input, 1);
        for (int step = 0; step < Steps; step++)
        {
            TensorPrimitives.ConvertTruncating<double, float>(input, inputs.AsSpan(step * neurons, neurons));
            random.FillGaussian<double>(move, 0.01);
            TensorPrimitives.Add(input, move, input);
        }

        (rates, image) = (new double[neurons], new double[neurons]);
        Drive = new(neurons);
        Rates = new(neurons);
    }

    internal int Neurons { get; }

    internal RateNetwork<float, Tanh> Network { get; }

    /// <summary>Where the input of the call lies when the call is due: fresh in cache, as from whoever made it.</summary>
    internal AlignedBuffer<float> Drive { get; }

    internal AlignedBuffer<float> Rates { get; }

    internal ReadOnlySpan<float> Input(int call)
    {
        int at = call % ((2 * Steps) - 2);
        return inputs.AsSpan((at < Steps ? at : (2 * Steps) - 2 - at) * Neurons, Neurons);
    }

    /// <summary>max|r − f(W r + x)| of a call's rates, in double throughout and by none of the library's products.</summary>
    internal double Residual(int call, ReadOnlySpan<float> found)
    {
        TensorPrimitives.ConvertTruncating(found, rates);
        ReadOnlySpan<float> input = Input(call);
        for (int i = 0; i < Neurons; i++)
        {
            double z = TensorPrimitives.Dot<double>(weights.AsSpan(i * Neurons, Neurons), rates) + input[i];
            image[i] = Math.Tanh(z) - rates[i];
        }

        double worst = Math.Abs(TensorPrimitives.MaxMagnitude<double>(image));
        return double.IsNaN(worst) ? double.PositiveInfinity : worst;
    }
}
