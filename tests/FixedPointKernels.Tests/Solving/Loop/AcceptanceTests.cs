using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Verdicts on points of one linear neuron r = w r + x, chosen so that each of the three tests decides once.</summary>
public sealed class AcceptanceTests
{
    // 1 − w = 2⁻⁴⁶ and x = 1: the fixed point is 2⁴⁶. A twentieth short of it the residual is 0.05, a few roundings of the rate; so it is
    // hidden, and the point is no answer.
    [Theory]
    [InlineData(1.0, "Within")]
    [InlineData(0.999, "Within")]
    [InlineData(0.95, "Singular")]
    public void Where_rounding_hides_the_residual_the_Newton_step_says_how_far_it_is(double share, string expected) =>
        Assert.Equal(expected, Judge(1 - Math.ScaleB(1, -46), 1, share * Math.ScaleB(1, 46), 1e-12, regular: false, out _).ToString());

    // What a caller's contracting steps have shown is not asked again.
    [Fact]
    public void A_caller_that_knows_the_Jacobian_is_believed() =>
        Assert.Equal(Acceptance<double>.Verdict.Within, Judge(1 - Math.ScaleB(1, -46), 1, 0.95 * Math.ScaleB(1, 46), 1e-12, true, out _));

    // 1e-8 beside the point 33,333 the residual is 3e-9: far over its rounding of 4e-12 and the tolerance of 1e-10, within 1e-12 of the
    // sizes that meet, 67,000, and so by its own scale alone.
    [Fact]
    public void A_residual_over_its_rounding_counts_by_its_own_scale() =>
        Assert.Equal(Acceptance<double>.Verdict.Within, Judge(0.7, 10000, (10000 / 0.3) + 1e-8, 1e-12, regular: false, out _));

    // At 33,333 the rounding of the rate is 4·10⁻¹², far over 10⁻¹⁵: without a relative part no point of this precision is within, and the
    // nearest one is told apart from one that is not near.
    [Theory]
    [InlineData(10000 / 0.3, "Floor")]
    [InlineData((10000 / 0.3) + 0.001, "Short")]
    public void Without_a_relative_part_the_floor_is_the_end(double rate, string expected)
    {
        Assert.Equal(expected, Judge(0.7, 10000, rate, 0, regular: true, out double residual, 1e-15).ToString());
        Assert.InRange(residual, 1e-15, 1);
    }

    // Integrators have no rounding to hide behind where the drive shows in the residual.
    [Fact]
    public void A_residual_that_stands_out_is_not_accepted() =>
        Assert.Equal(Acceptance<double>.Verdict.Short, Judge(1, 1e-3, 1, 1e-12, regular: false, out _));

    // −3 · 2¹⁰²² + 2¹⁰²² · 4 is a rate of 2¹⁰²² exactly, and a product of fused steps gives it; the enclosure's second term alone is beyond
    // all numbers, ∞ − ∞ in its error. Whoever stops at half of it must not be left with NaN, which nothing is below.
    [Fact]
    public void A_bound_that_overflows_is_infinite_and_nothing_is_within()
    {
        double large = Math.ScaleB(1, 1022);
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>([-3, large, 0, 0], 2, 2), default);
        double[] rates = [large, 4], drive = [0, 4], image = new double[2], gains = new double[2], computed = new double[1];
        var scratch = map.Scratch(1).Allocate<double>().Scratch;
        map.Evaluate(1, rates, drive, image, gains, computed, scratch);
        Assert.Equal(0, computed[0]);
        Acceptance<double>.Verdict verdict = new Acceptance<double>(2, 2, 1e-12).Judge(
            map, rates, drive, image, gains, computed[0], 1e-10, regular: false, new SolveReport<double>(1), scratch, out double residual);
        Assert.Equal((Acceptance<double>.Verdict.Singular, double.PositiveInfinity), (verdict, residual));
    }

    private static Acceptance<double>.Verdict Judge(
        double w, double x, double r, double relative, bool regular, out double residual, double absolute = 1e-10)
    {
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>([w], 1, 1), default);
        double[] image = new double[1], gain = new double[1], computed = new double[1];
        var scratch = map.Scratch(1).Allocate<double>().Scratch;
        map.Evaluate(1, [r], [x], image, gain, computed, scratch);
        return new Acceptance<double>(1, 1, relative).Judge(
            map, [r], [x], image, gain, computed[0], absolute, regular, new SolveReport<double>(1), scratch, out residual);
    }
}
