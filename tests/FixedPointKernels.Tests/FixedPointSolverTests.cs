using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests;

/// <summary>0 bytes for every hot public call after one warm-up call, numerical failures included;
/// and what the front room refuses.</summary>
public sealed class FixedPointSolverTests
{
    private const int N = 21;
    private const int Batch = 9;

    public static TheoryData<SolverMethod> Methods => [.. Enum.GetValues<SolverMethod>()];

    public static TheoryData<AdjointMethod> Adjoints => [.. Enum.GetValues<AdjointMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Solving_allocates_nothing(SolverMethod method)
    {
        SolveAll<float>(method);
        SolveAll<double>(method);
    }

    [Theory]
    [MemberData(nameof(Adjoints))]
    public void The_adjoint_allocates_nothing(AdjointMethod method)
    {
        AdjointAll<float>(method);
        AdjointAll<double>(method);
    }

    [Fact]
    public void Rules_and_updates_allocate_nothing()
    {
        RuleAll<float>();
        RuleAll<double>();
    }

    [Fact]
    public void Gradients_through_time_allocate_nothing()
    {
        TimeAll<float>();
        TimeAll<double>();
    }

    [Fact, Trait("Leg", "Any")]
    public void Wrong_shapes_throw_with_both_shapes_and_change_nothing()
    {
        FixedPointSolver<double, Tanh> solver = new(new RandomNet(1, 3, 1, 2).Network<double, Tanh>(), 2);
        double[] drive = new double[6], rates = [7, 7, 7, 7, 7];
        AssertSays("5", "2×3", () => solver.Solve(drive, rates));
        AssertSays("5", "2×3", () => solver.SolvePotential(drive, rates));
        Assert.All(rates, rate => Assert.Equal(7, rate));
        AssertSays("5", "1×3", () => solver.Solve(new double[5], new double[3]));
        AssertSays("4", "2×3", () => solver.Solve(drive, new double[6], new double[4]));
        AssertSays("3", "at most 2", () => solver.Solve(new double[9], new double[9]));
        AssertSays("drive", "rates", () => solver.Solve(drive, drive));
        AssertSays("5", "2×3", () => solver.Adjoint(new double[6], new double[6], new double[5]));
        AssertSays("5", "2×3", () => solver.Adjoint(new double[5], new double[6], new double[6]));
        AssertSays("3", "at most 2", () => solver.Adjoint(new double[9], new double[9], new double[9]));
        AssertSays("8", "3×3", () => solver.Accumulate(new Euclidean(), 1, drive, drive, drive, new double[8]));
        AssertSays("5", "2×3", () => solver.Accumulate(new Euclidean(), 1, drive, new double[5], drive, new double[9]));
        AssertSays("1", "2", () => solver.Accumulate(new Euclidean(), 1, drive, drive, drive, new double[9], new SolveStatus[1]));
        AssertSays(
            "3", "at most 2", () => solver.Accumulate(new Euclidean(), 1, new double[9], new double[9], new double[9], new double[9]));
        AssertSays("8", "3×3", () => solver.Network.Update(new double[8]));
    }

    [Fact]
    public void An_empty_batch_is_no_work()
    {
        FixedPointSolver<double, Tanh> solver = new(new RandomNet(1, 3, 1, 2).Network<double, Tanh>(), 2);
        SolveSummary<double> solved = solver.Solve([], [], []);
        Assert.True(solved.Statuses.IsEmpty && solved.AllConverged && solved.Evaluations == 0);
        Assert.True(solver.Adjoint([], [], []).Statuses.IsEmpty);
        double[] delta = new double[9];
        Assert.True(solver.Accumulate(new FiniteStep(), 1, [], [], [], delta).IsEmpty);
        Assert.All(delta, entry => Assert.Equal(0, entry));
    }

    private static void AssertSays(string one, string other, Action misuse)
    {
        string message = Assert.ThrowsAny<ArgumentException>(misuse).Message;
        Assert.Contains(one, message, StringComparison.Ordinal);
        Assert.Contains(other, message, StringComparison.Ordinal);
    }

    private static void SolveAll<T>(SolverMethod method)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SolverOptions options = new() { Method = method, Slots = 4 };
        bool newtons = method is SolverMethod.Auto or SolverMethod.Newton or SolverMethod.Chord;
        List<SolverOptions> all = [options];
        if (newtons) all.Add(options with { KeepFactors = true, PolishSteps = 2 });
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        foreach (SolverOptions option in all)
        {
            RandomNet net = new(5, N, 3, Batch);
            T[] drive = Rows.Flat<T>(net.X), rates = new T[drive.Length], gains = new T[drive.Length];
            FixedPointSolver<T, Tanh> solver = new(net.Network<T, Tanh>(), Batch, option);
            ZeroBytes.Assert($"{method}", () => solver.Solve(drive, rates, gains));
            ZeroBytes.Assert($"{method}, warm", () => solver.Solve(drive, rates, warmStart: true));
            ZeroBytes.Assert($"{method}, cancelled", () => solver.Solve(drive, rates, cancellation: cancelled.Token));
            ZeroBytes.Assert($"{method}, potential", () => solver.SolvePotential(drive, rates));
            drive[N + 2] = T.NaN;
            drive[(3 * N) + 1] = T.PositiveInfinity;
            ZeroBytes.Assert($"{method}, NaN rows", () => solver.Solve(drive, rates, gains));
            ZeroBytes.Assert($"{method}, NaN start", () => solver.Solve(drive, rates, gains, warmStart: true));

            // W = I has no fixed point and singular Jacobians, W = 3 I makes every relaxation overflow.
            foreach (int scale in new[] { 1, 3 })
            {
                T[] identity = Rows.Flat<T>(Scaled(N, scale));
                FixedPointSolver<T, Linear> failing = new(new RateNetwork<T, Linear>(identity, N), Batch, option);
                T[] input = Rows.Flat<T>(net.X);
                ZeroBytes.Assert($"{method}, W = {scale} I", () => failing.Solve(input, rates, gains));
            }
        }
    }

    private static void AdjointAll<T>(AdjointMethod method)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(5, N, 1.5, Batch);
        T[] drive = Rows.Flat<T>(net.X), error = Rows.Flat<T>(net.E), rates = new T[drive.Length], gains = new T[drive.Length],
            lambda = new T[drive.Length];
        FixedPointSolver<T, Tanh> solver = new(
            net.Network<T, Tanh>(), Batch, new() { Method = SolverMethod.Newton, KeepFactors = true }, new() { Method = method });
        solver.Solve(drive, rates, gains);
        ZeroBytes.Assert($"{method}", () => solver.Adjoint(gains, error, lambda));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        ZeroBytes.Assert($"{method}, cancelled", () => solver.Adjoint(gains, error, lambda, cancelled.Token));
        T[] bad = [.. error];
        bad[3] = T.NaN;
        ZeroBytes.Assert($"{method}, NaN row", () => solver.Adjoint(gains, bad, lambda));
        FixedPointSolver<T, Linear> singular = new(
            new RateNetwork<T, Linear>(Rows.Flat<T>(Scaled(N, 1)), N), Batch, null, new() { Method = method });
        T[] ones = new T[drive.Length];
        Array.Fill(ones, T.One);
        ZeroBytes.Assert($"{method}, singular", () => singular.Adjoint(ones, error, lambda));
    }

    private static void RuleAll<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(5, N, 1, Batch);
        RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
        FixedPointSolver<T, Tanh> solver = new(network, Batch);
        T[] drive = Rows.Flat<T>(net.X), error = Rows.Flat<T>(net.E), rates = new T[drive.Length],
            gains = new T[drive.Length], delta = new T[N * N];
        SolveStatus[] solved = solver.Solve(drive, rates, gains).Statuses.ToArray();
        solved[2] = SolveStatus.Stalled;
        T rate = T.CreateTruncating(0.01);
        ZeroBytes.Assert("Euclidean", () => solver.Accumulate(new Euclidean(), rate, rates, gains, error, delta, solved));
        ZeroBytes.Assert("linearized", () => solver.Accumulate(new LinearizedReparameterized(), rate, rates, gains, error, delta, solved));
        ZeroBytes.Assert("variant", () => solver.Accumulate(new GainVariant(), rate, rates, gains, error, delta, solved));
        ZeroBytes.Assert(
            "finite step, some singular", () => solver.Accumulate(new FiniteStep(), T.CreateTruncating(50), rates, gains, error, delta));
        ZeroBytes.Assert("damped", () => solver.Accumulate(new FiniteStep { Damped = true }, rate, rates, gains, error, delta));

        int[] pivots = new int[N];
        T[] ones = new T[N], small = new T[N * N];
        Array.Fill(ones, T.One);
        AlignedBuffer<T> scratch = Reparameterized.Scratch<T>(Batch, N).Allocate<T>();
        ZeroBytes.Assert("reparameterized", () =>
            Reparameterized.Accumulate<T>(network.Recurrent, ones, rate, drive, error, delta, pivots, scratch.Scratch));
        ZeroBytes.Assert("weight decay", () => Rule.AddWeightDecay<T>(rate, rate, network.Weights, small));

        AlignedBuffer<T> outer = ParameterGradient.OuterScratch<T>(Batch, N, N).Allocate<T>();
        ZeroBytes.Assert("outer", () => ParameterGradient.AddOuter<T>(T.One, Batch, error, N, rates, N, delta, outer.Scratch));
        ZeroBytes.Assert("mean", () => ParameterGradient.AddMean<T>(T.One, error, ones));

        network.SetInputWeights(Rows.Flat<T>(net.W), N);
        ZeroBytes.Assert("drive", () => network.Drive(drive, rates));
        network.SetBias(ones);
        ZeroBytes.Assert("drive with bias", () => network.Drive(drive, rates));
        ZeroBytes.Assert("new bias", () => network.SetBias(ones));
        Array.Clear(small);
        ZeroBytes.Assert("update", () => network.Update(small));
        ZeroBytes.Assert("set", () => network.Recurrent.Set(small));
        ZeroBytes.Assert("products", () => network.Recurrent.MultiplyTransposed(Batch, drive, T.Zero, rates));
        small[0] = T.NaN;
        ZeroBytes.Assert("refused update", () => network.Update(small));
    }

    private static void TimeAll<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(5, N, 1, Batch);
        RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
        ThroughTime<T, Tanh> time = new(network.Recurrent, network.Activation, Batch, 0.1, 12);
        T[] drive = Rows.Flat<T>(net.X), error = Rows.Flat<T>(net.E), rates = new T[drive.Length], back = new T[drive.Length],
            gradient = new T[N * N];
        ZeroBytes.Assert("through time", () =>
        {
            time.Forward(drive, rates);
            time.Backward(error, T.One, Batch, gradient, back);
        });
    }

    [Fact, Trait("Leg", "Any")]
    public void Polishing_takes_no_sample_for_another_one_that_is_done()
    {
        RandomNet net = new(5, 6, 0.9, 20);
        foreach (SolverMethod method in (SolverMethod[])[SolverMethod.Auto, SolverMethod.Newton, SolverMethod.Chord])
        {
            FixedPointSolver<double, Tanh> solver = new(net.Network<double, Tanh>(), 20, new() { Method = method, PolishSteps = 2 });
            Assert.True(solver.Solve(Rows.Flat<double>(net.X), new double[120]).AllConverged);
            Assert.Equal(20, solver.SamplesDone);
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(1, 3)]
    [InlineData(1 << 30, 4)]
    public void A_polished_point_is_judged_anew_where_rounding_could_undo_it(double drive, int steps)
    {
        // r = r/2 + x = 2 x, exactly: the start, the point, and the point again for polishing. Beside 2³¹ four roundings are
        // 10⁻⁶, over the tolerance: one look more.
        FixedPointSolver<double, Linear> solver = new(
            new RateNetwork<double, Linear>([0.5], 1), 1, new() { Method = SolverMethod.Newton, PolishSteps = 2 });
        double[] rates = [0], gains = [0];
        SolveSummary<double> solved = solver.Solve([drive], rates, gains);
        Assert.Equal((SolveStatus.Converged, steps, 2 * drive), (solved.Status(0), solved.Steps[0], rates[0]));
    }

    private static double[][] Scaled(int n, double value) => Twin.DenseMatrix.Scale(value, Twin.DenseMatrix.Identity(n));
}
