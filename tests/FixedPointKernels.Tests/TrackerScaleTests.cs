using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests;

/// <summary>Rates of tens, which float judges by their own scale, so that the Jacobian has to be regular: no call of a tracker waits for
/// a factorization to show it, learning or not.</summary>
public sealed class TrackerScaleTests
{
    private const int N = 64;
    private const int Calls = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Large_rates_are_followed_without_a_factorization(bool learns)
    {
        Random random = new(5);
        RateNetwork<float, Relu> network = new(Weights(random), N);
        FixedPointTracker<float, Relu> tracker = new(network);
        float[] drive = Drive(random), rates = new float[N], lambda = new float[N], change = new float[N * N];
        (int converged, int factorizations, int products, int learned) = (0, 0, 0, 0);
        for (int call = 0; call < Calls; call++)
        {
            Move(random, drive);
            TrackResult<float> found = tracker.Track(drive, rates);
            Count(found);
            if (!learns || found.Status != SolveStatus.Converged) continue;
            for (int i = 0; i < N; i++) lambda[i] = rates[i] - 10;
            if (tracker.Adjoint(lambda, lambda).Status != SolveStatus.Converged) continue;
            learned++;
            Array.Clear(change);
            tracker.Accumulate(default(Euclidean), 1e-7f, lambda, change);
            Assert.True(network.Update(change));
        }

        // Every inverse is N products in parts; an LU would be one without any.
        Assert.InRange(converged, Calls * 98 / 100, Calls);
        Assert.InRange(factorizations * N, 0, products);
        Assert.InRange(learned, learns ? Calls * 98 / 100 : 0, Calls);
        Assert.True(rates.AsSpan().ContainsAnyInRange(8, 100));

        void Count(TrackResult<float> found)
        {
            Assert.InRange(found.Products, 1, FixedPointTracker<float, Relu>.DefaultBudget);
            if (found.Status == SolveStatus.Converged) converged++;
            (factorizations, products) = (factorizations + found.Factorizations, products + found.Products);
        }
    }

    [Fact]
    public void Of_any_map_too()
    {
        Random random = new(5);
        RateMap<float, Dense<float>, Uniform<Relu>> map = new(new PackedWeights<float>(Weights(random), N, N), default);
        MapTracker<float, RateMap<float, Dense<float>, Uniform<Relu>>> tracker = new(map);
        float[] drive = Drive(random), rates = new float[N];
        (int converged, int factorizations, int products) = (0, 0, 0);
        for (int call = 0; call < Calls; call++)
        {
            Move(random, drive);
            TrackResult<float> found = tracker.Track(drive, rates);
            Assert.InRange(found.Products, 1, FixedPointTracker<float, Relu>.DefaultBudget);
            if (found.Status == SolveStatus.Converged) converged++;
            (factorizations, products) = (factorizations + found.Factorizations, products + found.Products);
        }

        Assert.InRange(converged, Calls * 98 / 100, Calls);
        Assert.InRange(factorizations * N, 0, products);
    }

    private static float[] Weights(Random random)
    {
        float[] weights = new float[N * N];
        for (int i = 0; i < weights.Length; i++) weights[i] = ((float)(random.NextDouble() - 0.5) * 0.3f) - (0.5f / N);
        return weights;
    }

    private static float[] Drive(Random random)
    {
        float[] drive = new float[N];
        for (int i = 0; i < N; i++) drive[i] = 5 + (10 * random.NextSingle());
        return drive;
    }

    private static void Move(Random random, float[] drive)
    {
        for (int i = 0; i < N; i++) drive[i] += random.Next(2) == 0 ? 0.1f : -0.1f;
    }
}
