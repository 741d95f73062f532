using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Networks;

/// <summary>
/// What <see cref="RateMap{T, TWeights, TNeurons}"/> says of a residual of the adjoint is never less
/// than the residual is, in exact arithmetic.
/// </summary>
public sealed class AdjointEnclosureTests
{
    /// <summary>
    /// Gains and vectors whose products round to 1: g u = 1 + a, a of 2⁻⁵³ with all its digits. Weights of 1, 2⁻³⁰ and −1 make sums
    /// without any rounding of the products, of which 2⁻³⁰ is left for the addend, and of what they lost a + 2⁻³⁰ b − a, where a takes the
    /// last digits of b with it, some 2⁻¹⁰⁷. No other term of the enclosure is that large: of 2⁻³⁰ b it is 2⁻¹³³. In every order, since
    /// each register width adds in its own.
    /// </summary>
    [Fact, Trait("Leg", "Any")]
    public void What_the_sum_of_the_lost_digits_loses_is_in_the_enclosure()
    {
        const double Small = 1.0 / (1 << 30);
        Random random = new(3);
        for (int turn = 0; turn < 400; turn++)
        {
            int n = 3 + (turn % 7);
            int[] order = [.. Enumerable.Range(0, n)];
            random.Shuffle(order);
            double[] weights = new double[n * n], gains = new double[n], vector = new double[n];
            double[] addend = new double[n], residuals = new double[n], scales = new double[n];
            for (int k = 0; k < 3; k++)
            {
                // The second pair is of its own, the third is the first again.
                int at = order[k];
                (gains[at], vector[at]) = k == 2 ? (gains[order[0]], vector[order[0]]) : NearOne(random);
                weights[at * n] = k == 0 ? 1 : k == 1 ? Small : -1;
            }

            addend[0] = vector[0] - Small;
            RateMap<double, Dense<double>, Uniform<Linear>> map = new(new PackedWeights<double>(weights, n, n), default);
            RateMap<double, Dense<double>, Uniform<Linear>>.EncloseTransposed(
                map, gains, vector, addend, residuals, trusted: -1, scales, map.Scratch(1).Allocate<double>().Scratch);

            Dyadic exact = Dyadic.Of(addend[0]) - Dyadic.Of(vector[0]);
            for (int j = 0; j < n; j++) exact += Dyadic.Of(weights[j * n]) * Dyadic.Of(gains[j]) * Dyadic.Of(vector[j]);
            bool encloses = Dyadic.Abs(Dyadic.Of(residuals[0])).CompareTo(Dyadic.Abs(exact)) >= 0;
            Assert.True(encloses, $"turn {turn}, n = {n}: the exact residual is over {residuals[0]:E17}");

            // And no more than that: n roundings of 2⁻⁵³ each of two products' lost digits.
            Assert.InRange(Math.Abs(residuals[0]), 0, Math.ScaleB(1, -82) + (n * Math.ScaleB(1, -103)));
        }
    }

    // u is 1/g as rounded: g u is 1 but for at most a rounding of u, and rounds to 1 more often than not.
    private static (double Gain, double Value) NearOne(Random random)
    {
        while (true)
        {
            double gain = 1 + random.NextDouble(), value = 1 / gain;
            if (gain * value == 1 && Math.FusedMultiplyAdd(gain, value, -1) != 0) return (gain, value);
        }
    }
}
