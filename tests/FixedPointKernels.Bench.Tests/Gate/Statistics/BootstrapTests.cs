using System.Linq;
using FixedPointKernels.Bench.Gate.Statistics;
using Xunit;

namespace FixedPointKernels.Bench.Tests.Gate.Statistics;

/// <summary>The bootstrap bound where it is known: constants, two values, and the normal limit.</summary>
public sealed class BootstrapTests
{
    [Fact]
    public void A_constant_has_itself_as_bound() => Assert.Equal(0.25, Bootstrap.LowerBound([0.25, 0.25, 0.25], 0.99), 15);

    // Means of n draws from {0, 1} in equal parts are binomial: with n = 4, P(0) = 1/16 > 1 %, so the 99 % bound is the least value.
    [Fact]
    public void Two_values_follow_the_binomial_law()
    {
        Assert.Equal(0, Bootstrap.LowerBound([0, 1, 0, 1], 0.99));

        // P(0) = 0.0625 < 0.2 < P(0) + P(1/4) = 0.3125, each 12 or more standard deviations of 10,000 draws (0.005) away.
        Assert.Equal(0.25, Bootstrap.LowerBound([0, 1, 0, 1], 0.8));
    }

    [Fact]
    public void Many_values_give_the_normal_bound()
    {
        // ±1 in equal parts, n = 100: the mean's deviation is 0.1, its 1 % quantile −2.326·0.1, on a grid of 0.02.
        double[] values = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        Assert.InRange(Bootstrap.LowerBound(values, 0.99), -0.2326 - 0.02, -0.2326 + 0.02);
    }

    [Fact]
    public void Shifting_the_values_shifts_the_bound()
    {
        double[] values = [0.1, 0.2, 0.4, 0.8], shifted = [.. values.Select(v => v + 1)];
        Assert.Equal(Bootstrap.LowerBound(values, 0.99) + 1, Bootstrap.LowerBound(shifted, 0.99), 12);
    }

    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    public void The_median_is_in_the_middle(double[] values, double expected) => Assert.Equal(expected, Bootstrap.Median(values));
}
