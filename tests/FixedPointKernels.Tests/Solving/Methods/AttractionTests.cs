using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>The basin estimate where the basin is known: one neuron, r = tanh(2 r + x), just above the fold at which its upper
/// attractor p meets the saddle q.</summary>
public sealed class AttractionTests
{
    /// <summary>
    /// At x = −0.53, −0.5328 being the fold, and further off. What starts below q leaves for the lower attractor. In one dimension κ = 1,
    /// M = 1/|A| and n = f″d²/2, so that the estimate is met up to a quarter of the way from p to q, 2|A|/f″ to first order: never at or
    /// below q, and surely within a fifth of the way on both sides.
    /// </summary>
    [Theory]
    [InlineData(-0.53)]
    [InlineData(-0.5)]
    [InlineData(-0.3)]
    [InlineData(0)]
    public void Nothing_beyond_the_saddle_is_attracted_and_what_is_near_is(double x)
    {
        const double Fold = 0.70710678118654752;
        double p = Root(x, 1, Fold), q = Root(x, -0.5, Fold);
        RateMap<double, Dense<double>, Uniform<Tanh>> map = new(new PackedWeights<double>([2], 1, 1), default);
        Attraction<double> attraction = new(1);
        for (double share = -0.2; share < 4; share += 0.05)
        {
            double s = p + (share * (q - p));
            bool holds = attraction.Holds(map, [1 - (p * p)], [p], [s], [Field(s, x)]);
            if (share >= 1) Assert.False(holds, $"x = {x}: {s} lies beyond {q}");
            if (Math.Abs(share) < 0.15) Assert.True(holds, $"x = {x}: {s} lies beside {p}");
        }

        Assert.False(attraction.Holds(map, [1 - (q * q)], [q], [q], [0]), "the saddle itself");
    }

    /// <summary>
    /// A = [[−0.1, 20], [0, −0.1]]: from d = (0, 1) the linear flow strays to 20 t e^(−t/10), 74 times |d|, before it falls; from (1, 0) it
    /// falls at once. A push n along (1, 0) lasts for 1/0.1 and a third more. So the estimate is met for n of 0.01 and more on the second
    /// way, but not for a tenth of that on the first; whichever way round the map writes its Jacobian.
    /// </summary>
    [Fact]
    public void A_way_that_strays_has_to_be_pushed_less()
    {
        const double Leak = 0.1, Coupling = 20;
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(
            new PackedWeights<double>([1 - Leak, Coupling, 0, 1 - Leak], 2, 2), default);
        AdjointMap<double, RateMap<double, Dense<double>, Uniform<Linear>>> turned = new(
            new(new PackedWeights<double>([1 - Leak, 0, Coupling, 1 - Leak], 2, 2), default));
        Attraction<double> attraction = new(2);
        foreach ((double[] d, double push, bool expected) in ((double[], double, bool)[])[([1, 0], 1e-2, true), ([0, 1], 1e-2, false),
            ([0, 1], 1e-3, false), ([0, 1], 1e-5, true), ([0, 0], 0, true)])
        {
            double[] slope = [push - (Leak * d[0]) + (Coupling * d[1]), -Leak * d[1]];
            Assert.Equal(expected, attraction.Holds(map, [1, 1], [0, 0], d, slope));
            Assert.Equal(expected, attraction.Holds(turned, [1, 1], [0, 0], d, slope));
        }
    }

    /// <summary>A = diag(0, −1): every (s, 0) is a fixed point, at rest itself and no attractor of the others.</summary>
    [Fact]
    public void On_a_line_of_fixed_points_every_point_is_its_own_end()
    {
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>([1, 0, 0, 0], 2, 2), default);
        Attraction<double> attraction = new(2);
        Assert.True(attraction.Holds(map, [1, 1], [0, 0], [0, 0], [0, 0]));
        Assert.False(attraction.Holds(map, [1, 1], [0, 0], [1, 0], [0, 0]));
        Assert.False(attraction.Holds(map, [1, 1], [0, 0], [1, 1], [0, -1]));
    }

    /// <summary>W = I: nothing moves at all, and every Cᵐ is I, whose Frobenius norm is √N. Nine neurons have 3, over e.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Where_nothing_moves_every_point_is_its_own_end_however_many_neurons(int n)
    {
        double[] identity = new double[n * n], ones = new double[n];
        for (int i = 0; i < n; i++) identity[i * (n + 1)] = 1;
        ones.AsSpan().Fill(1);
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>(identity, n, n), default);
        Assert.True(new Attraction<double>(n).Holds(map, ones, ones, ones, new double[n]));
    }

    private static double Field(double r, double x) => Math.Tanh((2 * r) + x) - r;

    // Between a point where the field is negative and one where it is positive.
    private static double Root(double x, double negative, double positive)
    {
        for (int i = 0; i < 200; i++)
        {
            double middle = (negative + positive) / 2;
            if (Field(middle, x) < 0) negative = middle;
            else positive = middle;
        }

        return (negative + positive) / 2;
    }
}
