using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Parameters;

/// <summary>A parameter takes a finite value, moved into its bounds, and no other.</summary>
public sealed class BoundsTests
{
    [Fact]
    public void Each_entry_goes_to_the_nearer_end_of_its_interval()
    {
        double[] values = [3, -3, 3, -3, 3, double.NaN];
        Bounds<double>.Signs([1, 1, -1, -1, 0, 1]).Project(values);
        Assert.Equal([3, 0, 0, -3, 3, double.NaN], values);
        float[] masked = [3, -3, 2];
        Bounds<float>.Mask([false, true, true]).And(new([-1, -1, -1], [1, 1, 1])).Project(masked);
        Assert.Equal([0, -1, 1], masked);
    }

    [Fact]
    public void An_interval_without_a_finite_number_is_refused()
    {
        const double infinite = double.PositiveInfinity;
        foreach ((double lower, double upper) in ((double, double)[])[(1, 0), (double.NaN, 0), (0, double.NaN), (infinite, infinite)])
        {
            string message = Assert.Throws<ArgumentException>(() => new Bounds<double>([lower], [upper])).Message;
            Assert.Contains($"[{lower}, {upper}]", message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => Bounds<double>.Signs([1]).And(new([-2], [-1])));
        Assert.Throws<ArgumentException>(() => Bounds<double>.Signs([2]));
        Assert.Throws<ArgumentException>(() => Bounds<double>.Signs([1, 1]).Project(new double[3]));
    }

    [Fact]
    public void A_parameter_refuses_what_is_not_finite_and_keeps_what_it_had()
    {
        Parameter<double> parameter = new("theta", [1, -2], 1, 2);
        parameter.Restrict(Bounds<double>.Signs([1, 0]));
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity]) Assert.False(parameter.TrySet([0, bad]));
        Assert.Equal([1, -2], parameter.Values.ToArray());
        double[] next = [-4, -5];
        ZeroBytes.Assert("set", () => parameter.TrySet(next));
        Assert.Equal([0, -5], parameter.Values.ToArray());
        Assert.Equal([-4, -5], next);
        Assert.Contains("1×2", Assert.Throws<ArgumentException>(() => parameter.TrySet([1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => parameter.Restrict(Bounds<double>.Signs([1])));
    }

    // The network's own copy is packed anew: its next product is of the new W.
    [Fact]
    public void A_restriction_moves_the_weights_of_a_network_at_once()
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>(neurons: 2);
        model.Parameters[0].Restrict(Bounds<double>.Mask([false, true, true, false]));
        double[] weights = model.Network.Weights.ToArray(), product = new double[2];
        Assert.Equal((0.0, 0.0), (weights[0], weights[3]));
        Assert.NotEqual(0, weights[1]);
        model.Network.Recurrent.Multiply(1, [1, 1], 0, product);
        Assert.Equal([weights[1], weights[2]], product);
    }
}
