using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Networks;

/// <summary>What the inverse that a tracker holds shows of the Jacobian at another point: never that a singular one is regular.</summary>
public sealed class InverseTestTests
{
    private const int N = 64;

    /// <summary>Every neuron the mean of all, times c: I − W has the eigenvalue 1 − c, its vector spread evenly, and 1 else.</summary>
    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.91, true)]
    [InlineData(1, false)]
    public void A_spread_null_vector_is_seen_by_an_inverse_of_other_weights(double c, bool regular) =>
        Assert.Equal(regular ? JacobianFinding.Regular : JacobianFinding.Open, Find(held: 0.9, c, residual: 1e-9, most: 40, out _));

    /// <summary>1 − c = 2⁻⁵: a residual along the mean asks for a step 32 times as long, a random one for one of about 32/√N = 4.</summary>
    [Theory]
    [InlineData(1e-5, true)]
    [InlineData(1e-2, false)]
    public void A_step_that_is_long_beside_the_state_shows_nothing(double residual, bool regular)
    {
        double c = 1 - Math.ScaleB(1, -5);
        Assert.Equal(regular ? JacobianFinding.Regular : JacobianFinding.Open, Find(c, c, residual, 40, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void No_more_is_spent_than_is_left(int most)
    {
        JacobianFinding finding = Find(held: 0.3, 0.9, 1e-9, most, out int spent);
        Assert.InRange(spent, 0, most);
        if (most < 4) Assert.Equal(JacobianFinding.Open, finding);
    }

    /// <summary>Where an LU fits into the call it has the last word: it knows that a matrix is singular.</summary>
    [Fact]
    public void An_LU_is_preferred_where_the_call_has_room_for_it()
    {
        Assert.Equal(JacobianFinding.Singular, Find(held: 0.9, 1, 1e-9, most: 200, out int spent));
        Assert.Equal(N, spent);
    }

    private static JacobianFinding Find(double held, double c, double residual, int most, out int spent)
    {
        double[] ones = new double[N], residuals = new double[N];
        Array.Fill(ones, 1);
        Array.Fill(residuals, residual);
        ShiftedWeights<double> inverse = new(Mean(held), N);
        inverse.Begin(ones);
        while (inverse.Building) inverse.Advance();
        Assert.Equal(1, inverse.Attempts);
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(Mean(c), default);
        InverseTest<double> test = new(inverse, new(N, N), N, price: N);
        SolveReport<double> report = new(1);
        test.Allow(most, weights: 0);
        JacobianFinding finding = test.Of(map, ones, new double[N], ones, residuals, report, map.Scratch(1).Allocate<double>().Scratch);
        Assert.Equal(finding == JacobianFinding.Regular, test.IsKnown);
        spent = (int)report.Evaluations;
        return finding;
    }

    private static PackedWeights<double> Mean(double c)
    {
        double[] weights = new double[N * N];
        Array.Fill(weights, c / N);
        return new(weights, N, N);
    }
}
