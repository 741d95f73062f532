using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Networks;

/// <summary>What <see cref="RateMap{T, TWeights, TNeurons}"/> says of a residual is never less than the
/// residual is, in exact arithmetic.</summary>
public sealed class RateEnclosureTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(0.3)]
    [InlineData(-1.7)]
    public void The_rounding_of_a_gain_is_in_the_enclosure(double gain)
    {
        // One neuron r = g (w r + x) with r the rounded value: the computed residual is 0 or a rounding of r, and
        // the exact one is what two roundings lost.
        Random random = new(5);
        for (int turn = 0; turn < 200; turn++)
        {
            double x = random.NextDouble(), w = turn % 2 == 0 ? 0 : random.NextDouble(),
                r = turn % 2 == 0 ? gain * x : gain * x / (1 - (gain * w));
            RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>([w], 1, 1), new Linear(gain));
            double[] residual = [(gain * Math.FusedMultiplyAdd(w, r, x)) - r], scale = [0];
            RateMap<double, Dense<double>, Uniform<Linear>>.Enclose(
                map, [r], [x], default, residual, trusted: -1, scale, map.Scratch(1).Allocate<double>().Scratch);
            Dyadic exact = Dyadic.Abs((Dyadic.Of(gain) * ((Dyadic.Of(w) * Dyadic.Of(r)) + Dyadic.Of(x))) - Dyadic.Of(r));
            Assert.True(
                Dyadic.Abs(Dyadic.Of(residual[0])).CompareTo(exact) >= 0, $"x = {x:R}, w = {w:R}: {residual[0]} encloses no {exact}");

            // And no more than the two roundings of r (ε each) come to.
            Assert.InRange(Math.Abs(residual[0]), 0, 4e-16 * (1 + Math.Abs(r)));
        }
    }
}
