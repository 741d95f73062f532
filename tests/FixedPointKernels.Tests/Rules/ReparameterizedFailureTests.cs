using System;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Rules;

/// <summary>The reparameterized step where numbers leave their range: it says which way it failed, and the update is what it was.</summary>
public sealed class ReparameterizedFailureTests
{
    [Fact, Trait("Leg", "Any")]
    public void A_step_in_A_that_overflows_is_not_finite_rather_than_singular()
    {
        // One neuron, one sample, the dense form: M⁻¹ + ΔA with ΔA = −10²⁰⁰ · 10²⁰⁰.
        double[] delta = [7];
        Assert.Equal(SolveStatus.NonFinite, Step(new([0.0], 1, 1), [1], [1e200], [1e200], delta));
        Assert.Equal(7, delta[0]);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_step_whose_last_inverse_overflows_is_not_finite()
    {
        // M = 1 + 10³⁰⁰, and the step leaves one unit in the last place of M⁻¹, 1.5·10⁻³¹⁶, whose inverse is infinite.
        double m = 1 + 1e300;
        double[] delta = [7];
        Assert.Equal(SolveStatus.NonFinite, Step(new([-1e300], 1, 1), [1], [1], [Math.BitDecrement(1 / m)], delta));
        Assert.Equal(7, delta[0]);
    }

    [Fact, Trait("Leg", "Any")]
    public void Products_that_overflow_beside_a_zero_error_are_not_finite()
    {
        // Two neurons, one sample, the Woodbury form: e = 0 makes M U = 0 and the core 1, but V
        // M = 10²⁰⁰ · 10²⁰⁰, and 0 · ∞ would be NaN in the update.
        double[] delta = [7, 7, 7, 7];
        Assert.Equal(SolveStatus.NonFinite, Step(new([1e200, 0, 0, 0], 2, 2), [1, 1], [1e200, 0], [0, 0], delta));
        Assert.Equal([7, 7, 7, 7], delta);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(6)]
    [InlineData(10)]
    public void Scratch_for_a_batch_serves_every_smaller_one(int n)
    {
        RandomNet net = new(17, n, 0.5, n + 2);
        PackedWeights<double> weights = new(Rows.Flat<double>(net.W), n, n);
        double[] drives = Rows.Flat<double>(net.X), errors = Rows.Flat<double>(net.E), gains = new RandomSample(5, n, 1, 0.2).G,
            delta = new double[n * n];
        for (int largest = 0; largest <= n + 2; largest++)
        {
            AlignedBuffer<double> scratch = Reparameterized.Scratch<double>(largest, n).Allocate<double>();
            for (int batch = 0; batch <= largest; batch++)
            {
                // Memory that was used before, too.
                scratch.Span.Fill(double.NaN);
                Assert.Equal(SolveStatus.Converged, Reparameterized.Accumulate<double>(
                    weights, gains, 1e-3, drives.AsSpan(0, batch * n), errors.AsSpan(0, batch * n), delta,
                    new int[n + 2], scratch.Scratch));
                Assert.All(delta, entry => Assert.True(double.IsFinite(entry)));
            }
        }
    }

    private static SolveStatus Step(PackedWeights<double> weights, double[] gains, double[] drives, double[] errors, double[] delta) =>
        Reparameterized.Accumulate<double>(weights, gains, 1, drives, errors, delta, new int[2],
            Reparameterized.Scratch<double>(2, weights.Outputs).Allocate<double>().Scratch);
}
