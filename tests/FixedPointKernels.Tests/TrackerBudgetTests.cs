using System;
using System.Collections.Generic;
using FixedPointKernels.Activations;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests;

/// <summary>No call of a tracker spends more than it is allowed, whatever network, input, update and search; and what it returns is what
/// it says.</summary>
public sealed class TrackerBudgetTests
{
    [Theory]
    [InlineData(FixedPointTracker<double, Tanh>.LeastBudget)]
    [InlineData(13)]
    [InlineData(FixedPointTracker<double, Tanh>.DefaultBudget)]
    [InlineData(150)]
    public void No_call_spends_more_and_every_residual_is_measured(int budget)
    {
        int unsolved = 0, searched = 0;
        foreach (double gain in new[] { 0.9, 1.5, 3, 6 })
        {
            foreach (int n in new[] { 1, 5, 24, 40 })
            {
                RandomNet net = new(n, n, gain, 1);
                RateNetwork<double, Tanh> network = net.Network<double, Tanh>();
                FixedPointTracker<double, Tanh> tracker = new(network);
                Random random = new(n);
                double[] input = net.X[0], rates = new double[n], gains = new double[n], change = new double[n * n];
                for (int call = 0; call < 60; call++)
                {
                    // Small steps, jumps, and updates small and large.
                    double step = call % 20 == 19 ? 2 : 0.02;
                    input = DenseMatrix.AddScaled(input, step, RandomSample.Normal(random, 1, n)[0]);
                    if (call % 7 == 6)
                    {
                        double size = call % 21 == 20 ? 0.3 : 1e-4;
                        for (int i = 0; i < change.Length; i++) change[i] = size * ((random.NextDouble() * 2) - 1) / n;
                        Assert.True(network.Update(change));
                    }

                    bool search = call % 3 != 0 || gain > 2;
                    TrackResult<double> result = tracker.Track(input, rates, gains, budget, search);
                    Assert.InRange(result.Products, 1, budget);
                    if (result.Status != SolveStatus.Converged) unsolved++;
                    if (result.FellBack) searched++;
                    AssertIs(network, input, rates, gains, result, tracker.Tolerance);
                }
            }
        }

        // The cases are as hard as they are meant to be.
        Assert.InRange(unsolved, 20, 900);
        Assert.True(searched > 0);
    }

    [Fact]
    public void What_a_call_leaves_unsolved_the_next_ones_solve()
    {
        // Of a network at rest from 0: 13 products a call, 40 neurons at gain 1.5.
        RandomNet net = new(2, 40, 1.5, 1);
        FixedPointTracker<double, Tanh> tracker = new(net.Network<double, Tanh>());
        double[] rates = new double[40];
        TrackResult<double> first = tracker.Track(net.X[0], rates, default, 13), last = first;
        Assert.Equal(SolveStatus.StepLimit, first.Status);
        int calls = 1;
        for (; calls < 60 && last.Status != SolveStatus.Converged; calls++) last = tracker.Track(net.X[0], rates, default, 13);
        Assert.Equal(SolveStatus.Converged, last.Status);
        Assert.Equal(2, tracker.Track(net.X[0], rates, default, 13).Products);
    }

    [Fact]
    public void A_search_finds_the_point_that_steps_do_not()
    {
        // Gain 3 and 64 neurons: from 0 no steps get there in as many calls; the search does, and each of its points is one.
        RandomNet net = new(11, 64, 3, 1);
        RateNetwork<float, Tanh> network = net.Network<float, Tanh>();
        FixedPointTracker<float, Tanh> searching = new(network);
        float[] input = Rows.Flat<float>(net.X), rates = new float[64];
        int calls = 0;
        TrackResult<float> result = default;
        bool fellBack = false;
        for (; calls < 3000 && result.Status != SolveStatus.Converged; calls++)
        {
            result = searching.Track(input, rates, search: true);
            fellBack |= result.FellBack;
        }

        Assert.Equal(SolveStatus.Converged, result.Status);
        Assert.True(fellBack);
        Assert.InRange(result.Residual, 0, 1e-5f);
        Assert.Equal(SolveStatus.Converged, searching.Track(input, rates).Status);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_search_goes_on_where_there_is_no_inverse_and_no_point()
    {
        // r = r + x: I − W is zero, so that every next Q is given up, and the walk runs away; every call says so within its products.
        FixedPointTracker<double, Linear> tracker = new(new RateNetwork<double, Linear>([1, 0, 0, 1], 2));
        double[] rates = [0, 0];
        bool fellBack = false;
        for (int call = 0; call < 100; call++)
        {
            TrackResult<double> result = tracker.Track([0.5, -1], rates, search: true);
            Assert.Equal(SolveStatus.StepLimit, result.Status);
            Assert.InRange(result.Products, 1, FixedPointTracker<double, Linear>.DefaultBudget);
            Assert.Equal(1, result.Residual, 1e-9);
            fellBack |= result.FellBack;
        }

        Assert.True(fellBack);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_tracker_begins_where_it_is_told_to()
    {
        // r = tanh 4r: begun at 1 it stays at the upper point, at −1 at the lower.
        FixedPointTracker<double, Tanh> tracker = new(new RateNetwork<double, Tanh>([4], 1));
        double[] rates = [0];
        foreach (double start in new[] { 1.0, -1, 1 })
        {
            tracker.Begin([start]);
            Assert.Equal(SolveStatus.Converged, tracker.Track([0], rates).Status);
            Assert.Equal(0.99932567 * start, rates[0], 1e-7);
        }
    }

    [Fact]
    public void Forgetting_gives_the_bits_of_a_new_tracker()
    {
        RandomNet net = new(12, 30, 1.8, 40);
        RateNetwork<float, Tanh> network = net.Network<float, Tanh>();
        FixedPointTracker<float, Tanh> tracker = new(network), other = new(network);
        float[] drives = Rows.Flat<float>(net.X), rates = new float[30], expected = new float[30];
        for (int k = 0; k < 40; k++) tracker.Track(drives.AsSpan(k * 30, 30), rates, search: true);
        tracker.Forget();
        for (int k = 0; k < 40; k++)
        {
            ReadOnlySpan<float> drive = drives.AsSpan(k * 30, 30);
            Assert.Equal(other.Track(drive, expected, search: true), tracker.Track(drive, rates, search: true));
            Assert.Equal(expected, rates);
        }
    }

    [Fact]
    public void Small_updates_leave_the_inverse_in_use()
    {
        // 5e-8 a weight after every call: every call converges, mostly in the seven products of three corrected steps.
        RandomNet net = new(6, 64, 0.9, 1);
        RateNetwork<float, Tanh> network = net.Network<float, Tanh>();
        FixedPointTracker<float, Tanh> tracker = new(network);
        float[] rates = new float[64], change = new float[64 * 64];
        Array.Fill(change, 5e-8f);
        double[] input = net.X[0];
        List<int> products = [];
        for (int call = 0; call < 300; call++)
        {
            input = DenseMatrix.AddScaled(input, 0.01, RandomSample.Normal(new Random(call), 1, 64)[0]);
            TrackResult<float> result = tracker.Track(Rows.Flat<float>(input), rates);
            Assert.Equal((SolveStatus.Converged, false), (result.Status, result.FellBack));
            if (call >= 100) products.Add(result.Products);
            Assert.True(network.Update(change));
        }

        products.Sort();
        Assert.InRange(products[products.Count / 2], 3, 11);
        Assert.InRange(products[^1], 3, FixedPointTracker<float, Tanh>.DefaultBudget);
    }

    [Fact]
    public void Searching_and_updating_allocate_nothing()
    {
        RandomNet net = new(4, 33, 4, 60);
        RateNetwork<float, Tanh> network = net.Network<float, Tanh>();
        FixedPointTracker<float, Tanh> tracker = new(network);
        float[] drives = Rows.Flat<float>(net.X), rates = new float[33], gains = new float[33], change = new float[33 * 33];
        Array.Fill(change, 1e-5f);
        ZeroBytes.Assert("search", () =>
        {
            for (int k = 0; k < 60; k++)
            {
                tracker.Track(drives.AsSpan(0, 33), rates, gains, search: true);
                if (k % 10 == 9) network.Update(change);
            }

            tracker.Begin(rates);
        });
    }

    // The residual of the rates returned, and their gains, in plain loops; of sums of N + 1 terms of at most the sum of all their sizes.
    private static void AssertIs(
        RateNetwork<double, Tanh> network, double[] input, double[] rates, double[] gains, TrackResult<double> result, double tolerance)
    {
        int n = network.Neurons;
        double worst = 0, size = 1;
        for (int i = 0; i < n; i++)
        {
            double z = input[i], terms = Math.Abs(input[i]);
            for (int j = 0; j < n; j++)
            {
                z += network.Weights[(i * n) + j] * rates[j];
                terms += Math.Abs(network.Weights[(i * n) + j] * rates[j]);
            }

            worst = Math.Max(worst, Math.Abs(Math.Tanh(z) - rates[i]));
            size = Math.Max(size, terms);

            // Gains are those of W r where that was measured, and of the last current where it was not, of which r is the rate.
            double slope = 1 - (Math.Tanh(z) * Math.Tanh(z));
            if (result.Status == SolveStatus.Converged) Assert.Equal(slope, gains[i], 1e-9);
            else Assert.True(gains[i] is >= 0 and <= 1);
        }

        Assert.Equal(worst, result.Residual, (n + 6) * 1.2e-16 * size * 4);
        if (result.Status == SolveStatus.Converged) Assert.InRange(worst, 0, tolerance + ((n + 6) * 1.2e-16 * size));
    }
}
