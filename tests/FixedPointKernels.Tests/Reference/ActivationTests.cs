using System;
using FixedPointKernels.Reference;
using Xunit;

namespace FixedPointKernels.Tests.Reference;

/// <summary>Slopes are the derivatives of values; the special values are the ones on paper.</summary>
public sealed class ActivationTests
{
    public static TheoryData<Activation> All => [
        Activation.LinearWithGain(1.7), Activation.Tanh, Activation.Relu, Activation.RectifiedTanh, Activation.Logistic,
        Activation.Softplus, Activation.PowerLaw(2, 0.3), Activation.PowerLaw(1.5),
    ];

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(All))]
    public void The_slope_is_the_derivative_of_the_value(Activation f)
    {
        const double h = 1e-5;
        for (int i = -40; i <= 40; i++)
        {
            // Off the kink at 0 by much more than h. f‴ ≤ 1.3 for z ≥ 0.05 but for z^1.5, where it is 0.4 z^(−1.5) < 34: h²/6·34 ≈ 6·10⁻¹⁰;
            // cancellation: 2ε f/(2h), f ≤ 8.
            double z = (0.1 * i) + 0.05;
            double quotient = (f.Value(z + h) - f.Value(z - h)) / (2 * h);
            Assert.InRange(Math.Abs(quotient - f.Slope(z)), 0, 1.5e-9);
        }
    }

    // By the same bounds: f⁗ ≤ 4 for z ≥ 0.05 but for z^1.5, where it is 0.56 z^(−2.5) < 1010: h²/6·1010 ≈ 1.7·10⁻⁸; cancellation less.
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(All))]
    public void The_curvature_is_the_derivative_of_the_slope(Activation f)
    {
        const double h = 1e-5;
        for (int i = -40; i <= 40; i++)
        {
            double z = (0.1 * i) + 0.05;
            Assert.InRange(Math.Abs(((f.Slope(z + h) - f.Slope(z - h)) / (2 * h)) - f.Curvature(z)), 0, 2e-8);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Special_values()
    {
        Assert.Equal(0, Activation.Relu.Slope(0));
        Assert.Equal(0, Activation.RectifiedTanh.Slope(0));
        Assert.Equal(0, Activation.PowerLaw(2).Slope(0));
        Assert.Equal(0.5, Activation.Logistic.Value(0));
        Assert.Equal(0.25, Activation.Logistic.Slope(0));
        Assert.Equal(Math.Log(2), Activation.Softplus.Value(0), 1e-16);
        Assert.Equal(1e-300, Activation.Softplus.Value(Math.Log(1e-300)), 1e-312);
        Assert.Equal(800, Activation.Softplus.Value(800));
        Assert.Equal(0, Activation.Softplus.Value(-800));
        Assert.Equal(1, Activation.Logistic.Value(800));
        Assert.Equal(0, Activation.Logistic.Slope(800));
        Assert.Equal(0.3 * 16, Activation.PowerLaw(2, 0.3).Value(4), 1e-15);
        Assert.Equal(Activation.Softplus, Activation.Named("softplus"));
        Assert.Throws<ArgumentException>(() => Activation.Named("sine"));
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(All))]
    public void NaN_stays_NaN(Activation f) => Assert.True(double.IsNaN(f.Value(double.NaN)));
}
