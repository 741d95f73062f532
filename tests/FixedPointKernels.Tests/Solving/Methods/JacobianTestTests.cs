using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>What a Jacobian says of a point, by hand: near its fixed point, far from it, or singular.</summary>
public sealed class JacobianTestTests
{
    /// <summary>
    /// I − DF = [[1, 100], [0, 1]] at the state (1, 1): a residual of 1e-3 in the first component asks for a step of 1e-3, one
    /// in the second for a step of 0.1, over a hundredth of the state. The transposed matrix would say the opposite, and an
    /// adjoint map writes its Jacobian that way round.
    /// </summary>
    [Fact]
    public void A_step_is_measured_by_the_maps_own_form_of_its_Jacobian()
    {
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>([0, -100, 0, 0], 2, 2), default);
        AdjointMap<double, RateMap<double, Dense<double>, Uniform<Linear>>> turned = new(
            new(new PackedWeights<double>([0, 0, -100, 0], 2, 2), default));
        foreach ((double[] residuals, JacobianFinding expected) in ((double[], JacobianFinding)[])
            [([1e-3, 0], JacobianFinding.Regular), ([0, 1e-3], JacobianFinding.Far),
                ([0, 1e-5], JacobianFinding.Regular)])
        {
            Assert.Equal(expected, Finding(map, [1, 1], [0, 0], residuals));
            Assert.Equal(expected, Finding(turned, [1, 1], [0, 0], residuals, [1, 1]));
        }
    }

    /// <summary>I − DF = [[1, −1], [−1, 1 + small]], singular where small is 0 or lost beside 1.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1e-17, true)]
    [InlineData(1e-12, false)]
    public void What_rounding_can_leave_of_a_singular_matrix_is_singular(double small, bool singular)
    {
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>([0, 1, 1, -small], 2, 2), default);
        Assert.Equal(
            singular ? JacobianFinding.Singular : JacobianFinding.Regular, Finding(map, [1, 1], [0, 0], [0, 0]));
    }

    /// <summary>The same [[1, −1], [−1, 1 + 64 ε]] among 62 neurons of their own: n roundings may have made it of a singular matrix,
    /// 1/κ ≈ 16 ε is below 4 n ε there and over 8 ε alone.</summary>
    [Theory]
    [InlineData(2, false)]
    [InlineData(64, true)]
    public void What_rounding_can_leave_grows_with_the_order(int n, bool singular)
    {
        double[] weights = new double[n * n], ones = new double[n];
        (weights[1], weights[n], weights[n + 1]) = (1, 1, -64 * (double.BitIncrement(1) - 1));
        ones.AsSpan().Fill(1);
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>(weights, n, n), default);
        Assert.Equal(singular ? JacobianFinding.Singular : JacobianFinding.Regular,
            Finding(map, ones, new double[n], new double[n]));
    }

    private static JacobianFinding Finding<TMap>(
        TMap map, double[] state, double[] drive, double[] residuals, double[]? given = null)
        where TMap : struct, IFixedPointMap<TMap, double> =>
        new JacobianTest<double>(map.Size, map.LinearizationSize).Of(
            map, state, drive, given, residuals, new SolveReport<double>(1), map.Scratch(1).Allocate<double>().Scratch);
}
