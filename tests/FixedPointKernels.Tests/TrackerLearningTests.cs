using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Reference;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests;

/// <summary>Track, adjoint, accumulate, update in one loop gives what the solver gives for the same point.</summary>
public sealed class TrackerLearningTests
{
    [Fact]
    public void The_adjoint_is_that_of_the_dense_system_in_double() => Compare<double>(1e-8);

    [Fact]
    public void The_adjoint_is_that_of_the_dense_system_in_float() => Compare<float>(2e-3);

    // λ against the twin's own elimination at the gains returned: what the tolerance of the residual, times the norm of the inverse,
    // allows.
    private static void Compare<T>(double close)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (double gain in new[] { 0.5, 0.9, 1.3 })
        {
            foreach (int n in new[] { 1, 3, 17, 40, 70 })
            {
                RandomNet net = new(n, n, gain, 30);
                RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
                FixedPointTracker<T, Tanh> tracker = new(network);
                T[] rates = new T[n], gains = new T[n], lambda = new T[n], change = new T[n * n];
                double[] input = net.X[0];
                int converged = 0;
                for (int call = 0; call < 30; call++)
                {
                    input = DenseMatrix.AddScaled(input, 0.02, net.X[call]);
                    TrackResult<T> tracked = tracker.Track(Rows.Flat<T>(input), rates, gains);
                    TrackResult<T> solved = tracker.Adjoint(Rows.Flat<T>(net.X[call]), lambda);
                    Assert.InRange(solved.Products, 1, FixedPointTracker<T, Tanh>.DefaultBudget);
                    if (tracked.Status == SolveStatus.Converged && solved.Status == SolveStatus.Converged)
                    {
                        converged++;
                        double[][] w = Square(Rows.From<T>(network.Weights.ToArray()), n);
                        double[] expected = Twin.Adjoint.Solve(w, Rows.From<T>(gains), Rows.From<T>(Rows.Flat<T>(net.X[call])));
                        Rows.AssertClose(expected, Rows.From<T>(lambda), close, $"gain {gain}, {n} neurons, call {call}");
                    }

                    Array.Clear(change);
                    tracker.Accumulate(default(Euclidean), T.CreateTruncating(1e-4), lambda, change);
                    Assert.True(network.Update(change));
                }

                Assert.InRange(converged, 20, 30);
            }
        }
    }

    [Fact]
    public void Every_rule_adds_what_the_solver_adds()
    {
        const int n = 20;
        RandomNet net = new(3, n, 0.8, 2);
        RateNetwork<double, Tanh> network = net.Network<double, Tanh>();
        FixedPointTracker<double, Tanh> tracker = new(network);
        FixedPointSolver<double, Tanh> solver = new(network);
        double[] rates = new double[n], gains = new double[n], lambda = new double[n], error = net.X[1];
        for (int call = 0; call < 20; call++) tracker.Track(net.X[0], rates, gains);
        Assert.Equal(SolveStatus.Converged, tracker.Adjoint(error, lambda).Status);
        Same(default(Euclidean), lambda);
        Same(default(LinearizedReparameterized), error);

        void Same<TRule>(TRule rule, double[] e)
            where TRule : struct, ILearningRule
        {
            double[] found = new double[n * n], expected = new double[n * n];
            Assert.Equal(SolveStatus.Converged, tracker.Accumulate(rule, 0.1, e, found));
            solver.Accumulate(rule, 0.1, rates, gains, e, expected);
            Rows.AssertClose(expected, found, 1e-8, typeof(TRule).Name);
        }
    }

    [Fact]
    public void A_loop_of_track_adjoint_accumulate_and_update_allocates_nothing()
    {
        const int n = 24;
        RandomNet net = new(9, n, 0.9, 50);
        RateNetwork<float, Tanh> network = net.Network<float, Tanh>();
        FixedPointTracker<float, Tanh> tracker = new(network);
        float[] drives = Rows.Flat<float>(net.X), rates = new float[n], gains = new float[n], lambda = new float[n];
        float[] change = new float[n * n];
        ZeroBytes.Assert("learn", () =>
        {
            for (int k = 0; k < 50; k++)
            {
                ReadOnlySpan<float> drive = drives.AsSpan(k * n, n);
                tracker.Track(drive, rates, gains);
                tracker.Adjoint(drive, lambda);
                change.AsSpan().Clear();
                tracker.Accumulate(default(Euclidean), 1e-4f, lambda, change);
                network.Update(change);
            }
        });
    }

    [Fact, Trait("Leg", "Any")]
    public void What_cannot_be_is_refused_or_told()
    {
        RateNetwork<double, Tanh> network = new RandomNet(1, 3, 0.5, 1).Network<double, Tanh>();
        FixedPointTracker<double, Tanh> tracker = new(network);
        double[] x = [0.1, 0.2, 0.3], rates = new double[3], lambda = new double[3], change = new double[9];
        Assert.Throws<InvalidOperationException>(() => tracker.Adjoint(x, lambda));
        Assert.Throws<InvalidOperationException>(() => tracker.Accumulate(default(Euclidean), 0.1, x, change));
        tracker.Track(x, rates);
        Assert.Throws<ArgumentException>(() => tracker.Adjoint(new double[2], lambda));
        Assert.Throws<ArgumentException>(() => tracker.Adjoint(x, new double[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker.Adjoint(x, lambda, 1));
        Assert.Throws<ArgumentException>(() => tracker.Accumulate(default(Euclidean), 0.1, x, new double[8]));
        TrackResult<double> bad = tracker.Adjoint([0.1, double.NaN, 0.1], lambda);
        Assert.Equal(SolveStatus.NonFinite, bad.Status);
        Assert.True(double.IsNaN(bad.Residual));
        Assert.All(lambda, value => Assert.True(double.IsNaN(value)));
        Assert.Equal(SolveStatus.Converged, tracker.Adjoint(new double[3], lambda).Status);
        Assert.All(lambda, value => Assert.Equal(0, value));
        network.Update(change);
        Assert.Throws<InvalidOperationException>(() => tracker.Adjoint(x, lambda));
        tracker.Track([0.1, double.NaN, 0.1], rates);
        Assert.Throws<InvalidOperationException>(() => tracker.Adjoint(x, lambda));
    }

    private static double[][] Square(double[] flat, int n)
    {
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) rows[i] = flat[(i * n)..((i + 1) * n)];
        return rows;
    }

    // Small networks have their first inverse before their first steps; and where the measured residual is within the tolerance and the
    // enclosed one is not, steps go on (before, the call ended short of it with most of its products unspent).
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(16)]
    public void Every_call_of_a_small_network_that_learns_converges(int n)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            AssertAllConverge<double>(n, seed);
            AssertAllConverge<float>(n, seed);
        }
    }

    private static void AssertAllConverge<T>(int n, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(seed, n, 0.7, 1);
        RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
        FixedPointTracker<T, Tanh> tracker = new(network);
        T[] input = Rows.Flat<T>(net.X[0]), rates = new T[n], error = new T[n], lambda = new T[n], change = new T[n * n];
        Assert.False(tracker.HasPoint);
        for (int call = 0; call < 150; call++)
        {
            TrackResult<T> tracked = tracker.Track(input, rates);
            Assert.True(tracked.Status == SolveStatus.Converged, $"{n} neurons, seed {seed}, call {call}: {tracked}");
            Assert.True(tracker.HasPoint);
            for (int i = 0; i < n; i++) error[i] = rates[i] - T.CreateTruncating(0.3);
            TrackResult<T> solved = tracker.Adjoint(error, lambda);
            Assert.True(solved.Status == SolveStatus.Converged, $"{n} neurons, seed {seed}, adjoint {call}: {solved}");
            Array.Clear(change);
            tracker.Accumulate(default(Euclidean), T.CreateTruncating(0.05), lambda, change);
            Assert.True(network.Update(change));
            Assert.False(tracker.HasPoint);
        }
    }

    [Fact]
    public void An_adjoint_at_rest_gets_its_inverse_from_the_calls_that_follow()
    {
        // From a solver's point no steps are taken, so that nothing but the adjoint asks for an inverse.
        const int n = 64;
        RandomNet net = new(5, n, 0.95, 2);
        RateNetwork<double, Tanh> network = net.Network<double, Tanh>();
        double[] rates = new double[n], lambda = new double[n];
        Assert.True(new FixedPointSolver<double, Tanh>(network).Solve(net.X[0], rates).AllConverged);
        FixedPointTracker<double, Tanh> tracker = new(network);
        tracker.Begin(rates);
        SolveStatus first = SolveStatus.Unsolved, last = SolveStatus.Unsolved;
        for (int call = 0; call < 40 && last != SolveStatus.Converged; call++)
        {
            Assert.Equal(SolveStatus.Converged, tracker.Track(net.X[0], rates).Status);
            last = tracker.Adjoint(net.X[1], lambda).Status;
            if (call == 0) first = last;
        }

        Assert.Equal((SolveStatus.StepLimit, SolveStatus.Converged), (first, last));
    }

    [Fact]
    public void What_an_adjoint_lacked_is_forgotten_too()
    {
        // At gain 0.05 steps never ask for an inverse; an adjoint of eight products lacks one, and asks.
        const int n = 64;
        RandomNet net = new(7, n, 0.05, 2);
        RateNetwork<double, Tanh> network = net.Network<double, Tanh>();
        FixedPointTracker<double, Tanh> used = new(network), fresh = new(network);
        double[] rates = new double[n], expected = new double[n];
        used.Track(net.X[0], rates);
        Assert.Equal(SolveStatus.StepLimit, used.Adjoint(net.X[1], rates, 8).Status);
        used.Forget();
        for (int call = 0; call < 10; call++)
        {
            Assert.Equal(fresh.Track(net.X[0], expected), used.Track(net.X[0], rates));
            Assert.Equal(expected, rates);
        }
    }
}
