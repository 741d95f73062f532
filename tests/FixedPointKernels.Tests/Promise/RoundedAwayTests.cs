using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Promise;

/// <summary>Systems whose computed residual is 0 or nearly so because every rounding of one neuron's sum goes the same way: none
/// may say Converged that is not.</summary>
public sealed class RoundedAwayTests
{
    private static readonly SolverMethod[] Methods =
        [SolverMethod.Auto, SolverMethod.Newton, SolverMethod.Anderson, SolverMethod.Chord, SolverMethod.Iterate, SolverMethod.Settle];

    public static TheoryData<string, int> Sums => new()
    {
        { "taking turns", 257 }, { "taking turns", 384 }, { "taking turns", 512 }, { "equal", 512 }, { "five in turn", 512 },
        { "lost", 300 }, { "lost", 512 }, { "silent beside a loud one", 400 }, { "silent beside a loud one", 512 },
    };

    [Theory, MemberData(nameof(Sums))]
    public void Long_sums_in_float(string family, int n) => Judge<float>(family, n, 1e-5);

    // ½ε n is 2.8e-14 to 5.7e-14 here.
    [Theory, MemberData(nameof(Sums))]
    public void Long_sums_in_double(string family, int n) => Judge<double>(family, n, 2e-14);

    // √z at a current that is 0 as computed: 1 + t − 1, t a quarter of a unit. The gain there is 0, the exact value √t.
    [Fact]
    public void A_root_at_a_current_of_zero()
    {
        double t = Math.ScaleB(1, -54);
        double[] w = new double[16];
        (w[1], w[2], w[3]) = (1, t, -1);
        foreach (SolverMethod method in Methods)
        {
            RateNetwork<double, PowerLaw> network = new(w, 4, new PowerLaw(1, 0.5));
            FixedPointSolver<double, PowerLaw> solver = new(network, 1, new() { Method = method, RelativeTolerance = 0 });
            double[] rates = new double[4];
            SolveSummary<double> solved = solver.Solve([0, 1, 1, 1], rates);

            // The other three are 1 exactly, so neuron 0 has to be √t = 7.5e-9 to 1e-10.
            if (solved.Status(0) == SolveStatus.Converged) Assert.InRange(rates[0], Math.Sqrt(t) - 1e-10, Math.Sqrt(t) + 1e-10);
            Assert.True(
                solved.Residual(0) >= Math.Abs(rates[0] - Math.Sqrt(t)) * (1 - 1e-6), $"{method}: {solved.Residual(0)} at {rates[0]}");
        }
    }

    // Products of 2⁻¹⁵⁰ each, all lost, and a gain of 1e38 after them.
    [Fact]
    public void Products_below_the_smallest_number()
    {
        const int N = 16;
        float[] w = new float[N * N], x = [.. Enumerable.Repeat(MathF.ScaleB(1, -10), N)];
        x[0] = 0;
        for (int j = 1; j < N; j++) w[j] = MathF.ScaleB(1, -140);
        foreach (SolverMethod method in Methods)
        {
            RateNetwork<float, SteepFirst> network = new(w, N);
            FixedPointSolver<float, SteepFirst> solver = new(
                network, 1, new() { Method = method, Tolerance = 1e-7, RelativeTolerance = 0 });
            float[] rates = new float[N];
            SolveSummary<float> solved = solver.Solve(x, rates);
            double current = 0;
            for (int j = 0; j < N; j++) current += (double)w[j] * rates[j];
            double exact = Math.Abs((SteepFirst.Gain * current) - rates[0]);
            if (solved.Status(0) == SolveStatus.Converged) Assert.True(exact <= 1e-7f, $"{method}: {exact}");
        }
    }

    private static void Judge<T>(string family, int n, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);
        Random random = new(n);
        double[] row = [.. Enumerable.Range(0, n).Select(
            j => j == 0 ? 0 : double.CreateTruncating(T.CreateTruncating(Weight(family, j, unit, random))))];
        double[] x = [.. Enumerable.Range(0, n).Select(j => double.CreateTruncating(T.CreateTruncating(Drive(family, j, unit, random))))];
        double[] w = new double[n * n], transposed = new double[n * n];
        row.CopyTo(w, 0);
        for (int j = 0; j < n; j++) transposed[j * n] = row[j];
        HardSystem forward = new(family, w, x), backward = new(family, transposed, x);
        double limit = double.CreateTruncating(T.CreateTruncating(tolerance));
        List<string> broken = [];
        foreach (SolverMethod method in Methods)
        {
            RateNetwork<T, Linear> network = new(Rows.Flat<T>(w), n);
            FixedPointSolver<T, Linear> solver = new(network, 1, new() { Method = method, Tolerance = tolerance, RelativeTolerance = 0 });
            T[] rates = new T[n];
            SolveSummary<T> solved = solver.Solve(Rows.Flat<T>(x), rates);
            Note($"{method}", solved.Status(0), ExactResidual.Broken(forward, rectified: false, Rows.From<T>(rates), limit, 0));
        }

        FixedPointTracker<T, Linear> tracker = new(new RateNetwork<T, Linear>(Rows.Flat<T>(w), n), tolerance);
        double relative = typeof(T) == typeof(float) ? 2e-6f : 1e-12;
        for (int call = 0; call < 3; call++)
        {
            T[] rates = new T[n];
            TrackResult<T> tracked = tracker.Track(Rows.Flat<T>(x), rates);
            Note($"tracker, call {call}", tracked.Status,
                ExactResidual.Broken(forward, rectified: false, Rows.From<T>(rates), limit, relative));
        }

        double[] gains = [.. Enumerable.Repeat(1.0, n)];
        foreach (AdjointMethod method in Enum.GetValues<AdjointMethod>())
        {
            PackedWeights<T> weights = new(Rows.Flat<T>(transposed), n, n);
            AdjointSolver<T, RateMap<T, Dense<T>, Uniform<Relu>>> solver = new(
                new(weights, default), 1, new() { Method = method, Tolerance = tolerance });
            T[] u = new T[n];
            SolveSummary<T> solved = solver.Solve(Rows.Flat<T>(gains), Rows.Flat<T>(x), u);
            Note($"adjoint {method}", solved.Status(0),
                ExactResidual.BrokenAdjoint(backward, gains, x, Rows.From<T>(u), limit * x.Max(Math.Abs)));
        }

        Assert.Empty(broken);

        void Note(string what, SolveStatus status, string? why)
        {
            if (status == SolveStatus.Converged && why is not null) broken.Add($"{what}: {why}");
        }
    }

    // Beside a first weight of 1. In turn: 1, 2 and 3 units and the same fraction of one, which is cut off each time.
    private static double Weight(string family, int j, double unit, Random random) => j == 1 ? 1 : family switch
    {
        "taking turns" => (1.49 + (j % 3)) * unit,
        "five in turn" => (1.49 + (j % 5)) * unit,
        "equal" => 1.49 * unit,
        "lost" => (0.3 + (0.19 * random.NextDouble())) * unit,
        _ => (0.7 + (0.2 * random.NextDouble())) / 1024,
    };

    private static double Drive(string family, int j, double unit, Random random) =>
        j == 0 ? 0 : j == 1 || family != "silent beside a loud one" ? 1 : 1024 * (0.4 + (0.1 * random.NextDouble())) * unit;

    /// <summary>r = 1e38 z where z is below 2⁻¹⁰⁰, else z: a steep gain of one silent neuron.</summary>
    private readonly struct SteepFirst : IActivation
    {
        internal const double Gain = 1e38f;

        public static double SteepestSlope => Gain;

        public V Value<S, V, T>(V z)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Multiply(z, Slope<S, V, T>(z, z));

        public V Slope<S, V, T>(V z, V value)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            S.IfGreater(
                S.Broadcast(T.CreateTruncating(Math.ScaleB(1, -100))), z, S.Broadcast(T.CreateTruncating(Gain)), S.Broadcast(T.One));
    }
}
