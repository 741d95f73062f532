using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Reference;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests;

/// <summary>Every call of a tracker ends at a fixed point of that call's input, whatever the input did, or says why not.</summary>
public sealed class FixedPointTrackerTests
{
    public static TheoryData<string, bool> Cases => EveryActivation.InBothTypes;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_residual_meets_the_tolerance_while_the_input_moves(string activation, bool inFloat) =>
        EveryActivation.Run(activation, inFloat, new Moving());

    [Fact]
    public void A_moving_input_takes_few_products_once_the_gains_are_in()
    {
        // Plain iteration takes 14 to 16 products here; with gains of at most N/4 + 30 calls ago the steps contract by about 0.05.
        Assert.InRange(ProductsPerCall<float>(64), 2, 6);
        Assert.InRange(ProductsPerCall<double>(64), 2, 9);
        Assert.InRange(ProductsPerCall<float>(21), 2, 6);
    }

    [Fact]
    public void Inputs_that_jump_are_solved_within_some_calls()
    {
        // A new Q of 30 neurons is eight parts, two or three calls; where the point of before is no more, two or three of them.
        foreach (double radius in new[] { 0.9, 2.5 })
        {
            RandomNet net = new(5, 30, radius, 40, 2);
            FixedPointTracker<float, Tanh> tracker = new(net.Network<float, Tanh>());
            float[] rates = new float[30];
            foreach (double[] input in net.X)
            {
                TrackResult<float> result = default;
                for (int call = 0; call < 40 && result.Status != SolveStatus.Converged; call++)
                    result = tracker.Track(Rows.Flat<float>(input), rates);
                AssertSolved(net.W, input, Twin.Activation.Tanh, result, rates, tracker.Tolerance);
            }
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_weight_that_Q_cannot_take_in_is_told_or_turned()
    {
        // r = w r + x with w = 1 has no solution but for x = 0, and 1 − g w is no pivot; with w = 3 plain iteration runs away, which one
        // turned step mends.
        FixedPointTracker<double, Linear> singular = new(new RateNetwork<double, Linear>([1.0], 1));
        FixedPointTracker<double, Linear> expanding = new(new RateNetwork<double, Linear>([3.0], 1));
        double[] rate = new double[1];
        for (int call = 0; call < 5; call++)
        {
            Assert.NotEqual(SolveStatus.Converged, singular.Track([0.5], rate).Status);
            TrackResult<double> result = expanding.Track([call + 1.0], rate);
            Assert.Equal((SolveStatus.Converged, false), (result.Status, result.FellBack));
            Assert.Equal((call + 1.0) / -2, rate[0], 9);
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_bad_input_gives_NaN_and_the_next_call_recovers(double bad)
    {
        RandomNet net = new(3, 17, 0.9, 4);
        FixedPointTracker<double, Tanh> tracker = new(net.Network<double, Tanh>());
        double[] rates = new double[17];
        for (int k = 0; k < 4; k++)
        {
            double[] spoilt = [.. net.X[k]];
            spoilt[4 * k] = bad;
            TrackResult<double> result = tracker.Track(spoilt, rates);
            Assert.Equal(SolveStatus.NonFinite, result.Status);
            Assert.True(double.IsNaN(result.Residual));
            Assert.All(rates, rate => Assert.True(double.IsNaN(rate)));
            AssertSolved(net.W, net.X[k], Twin.Activation.Tanh, tracker.Track(net.X[k], rates), rates, tracker.Tolerance);
        }
    }

    [Fact]
    public void An_update_of_the_weights_is_noticed()
    {
        RandomNet net = new(8, 20, 0.8, 1);
        RateNetwork<double, Tanh> network = net.Network<double, Tanh>();
        FixedPointTracker<double, Tanh> tracker = new(network);
        double[] rates = new double[20];
        for (int call = 0; call < 20; call++) tracker.Track(net.X[0], rates);
        double[][] change = DenseMatrix.Scale(-0.5, net.W);
        Assert.True(network.Update(Rows.Flat<double>(change)));
        TrackResult<double> result = tracker.Track(net.X[0], rates);
        Assert.False(result.FellBack);
        AssertSolved(DenseMatrix.Add(net.W, change), net.X[0], Twin.Activation.Tanh, result, rates, tracker.Tolerance);
    }

    [Fact]
    public void Tracking_allocates_nothing()
    {
        RandomNet net = new(4, 33, 0.9, 60);
        FixedPointTracker<float, Tanh> tracker = new(net.Network<float, Tanh>());
        FixedPointTracker<float, Tanh> hopeless = new(new RandomNet(4, 33, 4, 1).Network<float, Tanh>(), 1e-30);
        float[] drives = Rows.Flat<float>(net.X), rates = new float[33], nan = new float[33];
        nan[7] = float.NaN;
        ZeroBytes.Assert("track", () =>
        {
            for (int k = 0; k < 60; k++) tracker.Track(drives.AsSpan(k * 33, 33), rates);
            tracker.Track(nan, rates);
            hopeless.Track(drives.AsSpan(0, 33), rates);
        });
    }

    [Fact]
    public void The_first_calls_whose_rates_have_their_own_scale_allocate_nothing_either()
    {
        // Judged by the Jacobian: 200 products leave room for an LU, whose N² doubles and N² floats were made with the tracker (100,856
        // bytes in that call else, scratch included), 40 do not.
        RandomNet net = new(1, 64, 0.5, 1);
        float[] drive = [.. net.X[0].Select(value => (float)(1e4 * (value + 3)))], rates = new float[64];
        TrackResult<float> last = default;
        ZeroBytes.OfFirst(
            "track at 10⁴", () => new FixedPointTracker<float, Relu>(net.Network<float, Relu>()),
            tracker =>
            {
                for (int call = 0; call < 8; call++) last = tracker.Track(drive, rates, default, call % 2 == 0 ? 200 : 40);
            });
        Assert.Equal(SolveStatus.Converged, last.Status);
    }

    /// <summary>
    /// f(z) = z + 1000, so that registers hold 1000 behind the last neuron, and rates near 1. A residual of 10⁻¹² · 1000 is not theirs to
    /// have: a call that stops there has to call the full solver, as with 16 neurons, which fill every register, it does not.
    /// </summary>
    [Theory, Trait("Leg", "Any")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void What_stands_behind_the_last_neuron_is_no_rate(int n)
    {
        double[] weights = new double[n * n], drive = new double[n], rates = new double[n];
        for (int i = 0; i < n; i++) weights[i * (n + 1)] = 0.3;
        FixedPointTracker<double, Raised> tracker = new(new RateNetwork<double, Raised>(weights, n));
        foreach (double input in (double[])[1, 1.1])
        {
            drive.AsSpan().Fill(input - 1000);
            TrackResult<double> result = tracker.Track(drive, rates);
            Assert.Equal((SolveStatus.Converged, false), (result.Status, result.FellBack));
            Assert.All(rates, rate => Assert.Equal(input / 0.7, rate, 2e-10));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Misuse_throws()
    {
        RateNetwork<double, Tanh> network = new RandomNet(1, 3, 1, 2).Network<double, Tanh>();
        FixedPointTracker<double, Tanh> tracker = new(network);
        double[] both = new double[6];
        Assert.Throws<ArgumentException>(() => tracker.Track(new double[2], new double[3]));
        Assert.Throws<ArgumentException>(() => tracker.Track(new double[3], new double[4]));
        Assert.Throws<ArgumentException>(() => tracker.Track(both.AsSpan(0, 3), both.AsSpan(2, 3)));
        Assert.Throws<ArgumentException>(() => tracker.Track(new double[3], new double[3], new double[2]));
        Assert.Throws<ArgumentException>(() => tracker.Track(new double[3], both.AsSpan(0, 3), both.AsSpan(2, 3)));
        Assert.Throws<ArgumentException>(() => tracker.Track(both.AsSpan(0, 3), new double[3], both.AsSpan(2, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker.Track(new double[3], new double[3], default, 7));
        Assert.Throws<ArgumentException>(() => tracker.Begin(new double[2]));
        Assert.Throws<ArgumentException>(() => tracker.Begin([0, double.NaN, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointTracker<double, Tanh>(network, 0));
        Assert.Throws<ArgumentNullException>(() => new FixedPointTracker<double, Tanh>(null!));
    }

    private static double ProductsPerCall<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(n, n, 0.9, 1);
        FixedPointTracker<T, Tanh> tracker = new(net.Network<T, Tanh>());
        T[] rates = new T[n];
        double products = 0;
        double[] input = net.X[0];
        Arrive(tracker, input, rates);
        for (int call = 0; call < 300; call++)
        {
            input = DenseMatrix.AddScaled(input, 0.01, RandomSample.Normal(new Random(call), 1, n)[0]);
            TrackResult<T> result = tracker.Track(Rows.Flat<T>(input), rates);
            Assert.Equal(SolveStatus.Converged, result.Status);
            if (call >= 100) products += result.Products;
        }

        return products / 200;
    }

    // From the rates 0 to the first point, and until the inverse is made that the steps there asked for: then a step and its measurement
    // are all that the same input takes.
    private static void Arrive<T, TActivation>(FixedPointTracker<T, TActivation> tracker, double[] input, T[] rates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        TrackResult<T> result = default;
        for (int call = 0; call < 60 && result.Products != 2; call++) result = tracker.Track(Rows.Flat<T>(input), rates);
        Assert.Equal((SolveStatus.Converged, 2), (result.Status, result.Products));
    }

    // What the kernel measured is a sum of n + 1 rounded terms and f of it, good to 2 ulp, with slopes up to 1 and rates up to the largest.
    private static void AssertSolved<T>(double[][] w, double[] input, Twin.Activation f, TrackResult<T> result, T[] rates, T tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(SolveStatus.Converged, result.Status);
        double[] drive = Rows.From<T>(Rows.Flat<T>(input)), r = Rows.From<T>(rates);
        double unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        double terms = 0;
        for (int i = 0; i < w.Length; i++)
        {
            double sum = Math.Abs(drive[i]) + Math.Abs(r[i]);
            for (int j = 0; j < w.Length; j++) sum += Math.Abs(w[i][j] * r[j]);
            terms = Math.Max(terms, sum);
        }

        double slack = (w.Length + 6) * unit * terms;
        double residual = RateMap.Residual(Rows.Rounded<T>(w), drive, f, r);
        double measured = double.CreateTruncating(result.Residual);
        // Absolute and relative part: docs/statuses.md, with gains of at most one.
        double limit = double.CreateTruncating(tolerance) + ((typeof(T) == typeof(float) ? 2e-6 : 1e-12) * terms);
        Assert.True(measured <= limit, $"{measured} over {limit}");
        Assert.True(Math.Abs(residual - measured) <= slack, $"residual {residual:E3}, measured {measured:E3}, slack {slack:E1}");
    }

    private sealed class Moving : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            foreach (int n in new[] { 1, 2, 7, 16, 17, 40, 67 })
            {
                // Inputs small enough that the power law, whose slope is 2z, has a fixed point too.
                RandomNet net = new(n, n, 0.7, 1, 0.25);
                FixedPointTracker<T, TActivation> tracker = new(net.Network<T, TActivation>(f));
                T[] rates = new T[n];
                double[] input = net.X[0];
                Arrive(tracker, input, rates);
                for (int call = 0; call < 60; call++)
                {
                    input = DenseMatrix.AddScaled(input, 0.02, RandomSample.Normal(new Random(call), 1, n)[0]);
                    TrackResult<T> result = tracker.Track(Rows.Flat<T>(input), rates);
                    AssertSolved(net.W, input, twin, result, rates, tracker.Tolerance);
                }
            }
        }
    }

    private readonly struct Raised : IActivation
    {
        public static double SteepestSlope => 1;

        public V Value<S, V, T>(V z)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Add(z, S.Broadcast(T.CreateTruncating(1000)));

        public V Slope<S, V, T>(V z, V value)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Broadcast(T.One);
    }
}
