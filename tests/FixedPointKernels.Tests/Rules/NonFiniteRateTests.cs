using System;
using System.Globalization;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Rules;

/// <summary>A factor that is NaN or infinite is refused by name and value, and what it would have been put on stays as it was: no NaN under
/// a status that says Converged.</summary>
public sealed class NonFiniteRateTests
{
    private const int N = 3;

    [Theory, Trait("Leg", "Any")]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void It_is_refused_everywhere(double bad)
    {
        RandomNet net = new(74, N, 0.5, 4);
        RateNetwork<double, Tanh> network = net.Network<double, Tanh>();
        FixedPointSolver<double, Tanh> solver = new(network, 4);
        ThroughTime<double, Tanh> trajectory = new(network.Recurrent, default, 4, 0.1, 3);
        double[] x = Rows.Flat<double>(net.X), r = new double[4 * N], g = new double[4 * N], delta = new double[N * N];
        solver.Solve(x, r, g);
        trajectory.Forward(x, r);
        Refused("rate", bad, () => solver.Accumulate(new Euclidean(), bad, r, g, x, delta));
        Refused("rate", bad, () => solver.Accumulate(new FiniteStep(), bad, r, g, x, delta));
        Refused("rate", bad, () => Rule.AddWeightDecay(bad, 1, network.Weights, delta));
        Refused("decay", bad, () => Rule.AddWeightDecay(1, bad, network.Weights, delta));
        Refused("rate", bad, () => Reparameterized.Accumulate(network.Recurrent, [1, 1, 1], bad, x, r, delta, new int[8], Lent(4)));
        Refused("rate", bad, () =>
            Reparameterized.Accumulate(network.Recurrent, [1, 1, 1], bad, x.AsSpan(0, N), r.AsSpan(0, N), delta, new int[8], Lent(1)));
        Refused("scale", bad, () => ParameterGradient.AddOuter(bad, 4, x, N, r, N, delta, Lent(4)));
        Refused("scale", bad, () => ParameterGradient.AddMean(bad, x, delta.AsSpan(0, N)));
        Refused("scale", bad, () => trajectory.Backward(x, bad, 1, delta, default));
        Assert.All(delta, entry => Assert.Equal(0, entry));
        trajectory.Backward(x, 1, 1, delta, default);
    }

    [Fact, Trait("Leg", "Any")]
    public void So_is_a_product_of_rate_and_decay_that_overflows()
    {
        float[] delta = new float[1];
        ArgumentOutOfRangeException refusal =
            Assert.Throws<ArgumentOutOfRangeException>(() => Rule.AddWeightDecay(1e30f, 1e30f, [1f], delta));
        Assert.Equal("rate", refusal.ParamName);
        Assert.Equal(0, delta[0]);
    }

    [Fact, Trait("Leg", "Any")]
    public void Weights_that_are_not_finite_do_not_get_in()
    {
        PackedWeights<float> weights = new([1, 2, 3, 4], 2, 2);
        RateNetwork<float, Tanh> network = new([1, 2, 3, 4], 2);
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            float[] entries = [0, 0, bad, 0];
            Assert.Throws<ArgumentException>(() => new PackedWeights<float>(entries, 2, 2));
            Assert.Throws<ArgumentException>(() => weights.Set(entries));
            Assert.False(weights.TrySet(entries));
            Assert.False(weights.Add(entries));
            Assert.False(network.Update(entries));
            Assert.Throws<ArgumentException>(() => network.SetInputWeights(entries, 2));
            Assert.Throws<ArgumentException>(() => network.SetBias(entries.AsSpan(2, 2)));
        }

        // Two finite numbers whose sum is not.
        float[] half = [float.MaxValue, 0, 0, 0];
        Assert.True(weights.Add(half));
        Assert.False(weights.Add(half));
        Assert.Equal([float.MaxValue, 2, 3, 4], weights.Values.ToArray());
        Assert.Equal([1, 2, 3, 4], network.Weights.ToArray());
        Assert.Null(network.Input);
        Assert.True(network.Bias.IsEmpty);
    }

    private static Scratch<double> Lent(int batch) => Reparameterized.Scratch<double>(batch, N).Allocate<double>().Scratch;

    private static void Refused(string name, double value, Action call)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(call);
        Assert.Equal(name, refusal.ParamName);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{name} is {value};"), refusal.Message, StringComparison.Ordinal);
    }
}
