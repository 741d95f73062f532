using FixedPointKernels.Studies.Sweeps;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Sweeps;

/// <summary>What a table says of several seeds stays short at any magnitude.</summary>
public sealed class MeanAndSpreadTests
{
    [Fact]
    public void Means_over_seeds_are_short_too() => Assert.Equal("1E+100 ± 1.414E+100", MeanAndSpread.Of([0, 2e100]).Text(1, "F2"));
}
