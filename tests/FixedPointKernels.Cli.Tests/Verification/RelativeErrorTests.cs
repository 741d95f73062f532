using FixedPointKernels.Cli.Verification;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Verification;

public sealed class RelativeErrorTests
{
    [Fact]
    public void It_is_relative_to_the_largest_entry() => Assert.Equal(0.25, RelativeError.Of([1, -2, 5], [1, -2, 4]));

    [Fact]
    public void Where_zeros_are_expected_it_is_absolute() => Assert.Equal(3e-9, RelativeError.Of([0, -3e-9], [0, 0]));

    [Theory]
    [InlineData(double.NaN, 1, 2)]
    [InlineData(0, double.NaN, 2)]
    public void NaN_is_never_small(double first, double second, double third)
    {
        Assert.False(RelativeError.Of([first, second, third], [0, 1, 2]) <= 1);

        QuantityVerdict verdict = new("r");
        verdict.Add("good", 0, 1e-9);
        verdict.Add("bad", double.NaN, 1e-9);
        verdict.Add("good", 1e-10, 1e-9);
        Assert.False(verdict.Holds);
        Assert.Equal("bad", verdict.WorstCase);
    }

    [Fact]
    public void An_infinite_result_is_an_infinite_error() =>
        Assert.Equal(double.PositiveInfinity, RelativeError.Of([double.PositiveInfinity], [1]));
}
