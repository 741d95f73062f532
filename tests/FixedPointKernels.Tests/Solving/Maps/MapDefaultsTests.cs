using System;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>What is taken for a map that does not say how its rounding is bounded.</summary>
public sealed class MapDefaultsTests
{
    [Fact]
    public void Residuals_move_away_from_zero_and_scales_are_the_states()
    {
        double[] residuals = [1, -0.5, 0], scales = new double[3];
        MapDefaults.MoveOutward<double>([2, -3, 0.5], residuals, 0.25, scales);
        Assert.Equal([1.25, -0.75, 0.25], residuals);
        Assert.Equal([2, 3, 0.5], scales);
    }

    /// <summary>4 · 2⁻⁵² · 3, and 0 of nothing.</summary>
    [Fact]
    public void Four_roundings_of_the_largest()
    {
        Assert.Equal(12 * Math.ScaleB(1, -52), MapDefaults.FourRoundings<double>([1, -3, 2]));
        Assert.Equal(0, MapDefaults.FourRoundings<double>([]));
    }
}
