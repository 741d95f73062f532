using System;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
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

    /// <summary>e + DFᵀu − u rounds where u does and where e does: 4 · 2⁻⁵² (3 + 2), of which nothing may cancel.</summary>
    [Fact]
    public void The_roundings_of_an_adjoint_s_two_terms_add_up()
    {
        double error = 20 * Math.ScaleB(1, -52);
        double[] u = [1, -3], e = [2, 0.5], residuals = [1, -1], scales = new double[2];
        Assert.Equal(error, TransposedError(ScalarMap.Affine(0.5), u, e));
        EncloseTransposed(ScalarMap.Affine(0.5), u, e, residuals, scales);
        Assert.Equal([1 + error, -1 - error], residuals);
        Assert.Equal([1, 3], scales);
    }

    private static double TransposedError<TMap>(in TMap map, double[] u, double[] e)
        where TMap : struct, IFixedPointMap<TMap, double> => TMap.TransposedError(map, default, u, e, default);

    private static void EncloseTransposed<TMap>(in TMap map, double[] u, double[] e, double[] residuals, double[] scales)
        where TMap : struct, IFixedPointMap<TMap, double> => TMap.EncloseTransposed(map, default, u, e, residuals, 0, scales, default);
}
