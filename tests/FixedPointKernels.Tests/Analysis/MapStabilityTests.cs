using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Stability of maps of every kind, from their products with DF.</summary>
public sealed class MapStabilityTests
{
    // W G and G W have the eigenvalues of each other, so both forms of a network are as stable as G W says.
    [Fact]
    public void Both_forms_of_a_network_are_as_stable_as_their_weights_say()
    {
        const int N = 7;
        Random random = new(2);
        double[] w = [.. Enumerable.Range(0, N * N).Select(_ => random.NextDouble() - 0.5)],
            g = [.. Enumerable.Range(0, N).Select(_ => random.NextDouble())];
        PackedWeights<double> weights = new(w, N, N);
        Stability expected = Stability.OfFixedPoint<double>(N, w, g);
        Near(expected, Stability.OfMap<double, RateMap<double, Dense<double>, Uniform<Tanh>>>(new(weights, default), g));
        Near(expected, Stability.OfMap<double, PotentialMap<double, Dense<double>, Uniform<Tanh>>>(new(weights, default), g));
        Near(expected,
            Stability.OfMap<double, RateMap<double, Sparse<double>, Uniform<Tanh>>>(new(SparseWeights<double>.Of(w, N, N), default), g));

        // Of single weights G W is made in double, where G W in single would have lost half the digits.
        float[] single = [.. w.Select(x => (float)x)], gains = [.. g.Select(x => (float)x)];
        RateMap<float, Dense<float>, Uniform<Tanh>> map = new(new PackedWeights<float>(single, N, N), default);
        Assert.Equal(Stability.OfFixedPoint<float>(N, single, gains),
            Stability.OfMap<float, RateMap<float, Dense<float>, Uniform<Tanh>>>(map, gains));
    }

    // y = d/(1 + a), a = ½ y²: DF = [[0, −d/(1 + a)²], [y, 0]] has the eigenvalues ±i √(y d)/(1 + a).
    [Fact]
    public void A_circuit_of_two_turns_about_its_point()
    {
        double[] point = [1.2, 0.5, 2];
        Stability found = Stability.OfMap<double, EquationMap<double, Turning>>(new(default), point);
        Near(new Stability(Math.Sqrt(2.4) / 1.5, 0), found);
        Assert.True(found.IsStableAsOde);
        Assert.False(found.IsStableAsMap);
    }

    [Fact]
    public void A_large_map_is_looked_at_by_Arnoldi()
    {
        const int N = 300;
        SparseMap map = new(N, 20, 1.4);
        double[] gains = [.. Enumerable.Range(0, N).Select(i => 1 - (0.3 * Math.Sin(i) * Math.Sin(i)))];
        StabilityEstimate found = new StabilityEstimator<double>(N, N).Of(new LinearizedMap<double, SparseMap>(map, gains, default), 1e-8);
        Assert.True(found.Converged);
        Stability all = Stability.OfMap<double, SparseMap>(map, gains);
        Assert.Equal(all.SpectralRadius, found.Value.SpectralRadius, 1e-6);
        Assert.Equal(all.SpectralAbscissa, found.Value.SpectralAbscissa, 1e-6);
        Assert.Throws<ArgumentException>(() => new LinearizedMap<double, SparseMap>(map, gains.AsSpan(1), default).Order);
    }

    private static void Near(Stability expected, Stability found)
    {
        Assert.Equal(expected.SpectralRadius, found.SpectralRadius, 1e-9);
        Assert.Equal(expected.SpectralAbscissa, found.SpectralAbscissa, 1e-9);
    }

    private readonly struct Turning : IEquation<Turning, double>
    {
        public int Size => 2;

        public int DriveSize => 1;

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image)
        {
            image[0] = drive[0] / (1 + state[1]);
            image[1] = 0.5 * state[0] * state[0];
        }
    }
}
