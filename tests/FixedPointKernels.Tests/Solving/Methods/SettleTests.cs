using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Networks;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Settle returns where the dynamics go, or says that they go nowhere; never a point that they leave.</summary>
/// <remarks>The long check, 300 networks to N = 200, is <c>FixedPointKernels.Sweep --settle 300</c>.</remarks>
public sealed class SettleTests
{
    private static readonly SolverOptions Settle = new() { Method = SolverMethod.Settle };

    /// <summary>Two neurons that excite themselves and inhibit each other by 1.2: a saddle at 0, DF − I has the eigenvalues −1 (the mean)
    /// and 1.4 (the difference).</summary>
    private static readonly double[] Saddle = [1.2, -1.2, -1.2, 1.2];

    // A spiral out of 0, which Newton finds at once and the trajectory never sees again: what is returned is where it was last.
    [Theory]
    [InlineData(null, SolveStatus.Diverged, 1e10)]
    [InlineData(60, SolveStatus.StepLimit, 0.11)]
    public void What_runs_away_is_returned_where_it_is(int? evaluations, SolveStatus expected, double atLeast)
    {
        double[] w = [1.5, 4, -4, 1.5], rates = [0.1, 0];
        SolveBudget? budget = evaluations is { } most ? new() { Evaluations = most } : null;
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>(w, 2), 1, Settle with { Budget = budget });
        SolveSummary<double> solved = solver.Solve([0, 0], rates, warmStart: true);
        Assert.Equal(expected, solved.Status(0));
        Assert.InRange(Math.Abs(rates[0]) + Math.Abs(rates[1]), atLeast, double.MaxValue);
        double first = (0.5 * rates[0]) + (4 * rates[1]), second = (0.5 * rates[1]) - (4 * rates[0]);
        Assert.Equal(Math.Max(Math.Abs(first), Math.Abs(second)), solved.Residual(0), 1e-12 * solved.Residual(0));
    }

    // r₁ moves at 0.1 for ever, in a few steps that get longer and longer: 20 in the last 200 τ.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_even_drift_has_its_way_as_amplitude(int batch)
    {
        double[] rates = new double[2 * batch], drives = [.. Enumerable.Range(0, batch).SelectMany(k => (double[])[0.1 * (k + 1), 1])];
        SolveSummary<double> solved = new FixedPointSolver<double, Linear>(
            new RateNetwork<double, Linear>([1, 0, 0, 0.5], 2), batch, Settle).Solve(drives, rates);
        for (int k = 0; k < batch; k++)
        {
            Assert.Equal(SolveStatus.Unsettled, solved.Status(k));
            Assert.Equal(20 * (k + 1), solved.Amplitude(k), 1e-6 * (k + 1));
            Assert.Equal(200 * (k + 1), rates[2 * k], 1e-6 * (k + 1));
        }
    }

    /// <summary>
    /// Networks of five families by five activations against the twin's integration to 1e-10: the same end, or both without one.
    /// Points agree to what residuals of 1e-10 leave open (<see cref="SettleVerdict.Near"/>). In the median where auto ends in the
    /// same point, at most six times its evaluations.
    /// </summary>
    [Fact]
    public void Random_networks_end_where_the_twins_integration_does()
    {
        List<string> verdicts = [];
        List<double> ratios = [];
        for (int index = 0; index < 60; index++)
        {
            SettleCase network = SettleCase.Number(index, most: 40);
            SettleCase.Answer found = network.Solve(Settle);
            SettlingOutcome twin = SettlingDynamics.Follow(network.Map(), network.Start, 2000, rest: 1e-11);
            string verdict = SettleVerdict.Of(network, found, twin, potential: false);
            Assert.False(
                SettleVerdict.IsWrong(verdict),
                $"{index} {network.Family} {network.F} N = {network.Neurons}: {verdict}; "
                + $"{found.Status}, twin {twin.Residual} at {twin.Time}");
            verdicts.Add(verdict);
            SettleCase.Answer auto = network.Solve(new());
            if (auto.Status == SolveStatus.Converged && SettleVerdict.Near(auto.State, found.State))
                ratios.Add((double)found.Evaluations / auto.Evaluations);
        }

        Assert.True(verdicts.Count(verdict => verdict == SettleVerdict.Same) >= 50, string.Join(", ", verdicts));
        ratios.Sort();
        Assert.True(ratios[ratios.Count / 2] <= 6, $"median {ratios[ratios.Count / 2]}");
    }

    [Fact]
    public void The_potential_form_follows_its_own_dynamics()
    {
        for (int index = 0; index < 25; index++)
        {
            SettleCase network = SettleCase.Number(index, most: 30);
            SettleCase.Answer found = network.Solve(Settle, potential: true);
            SettlingOutcome twin = SettlingDynamics.Follow(network.Map(potential: true), network.Start, 2000, rest: 1e-11);
            string verdict = SettleVerdict.Of(network, found, twin, potential: true);
            Assert.False(SettleVerdict.IsWrong(verdict), $"{index} {network.Family} {network.F} N = {network.Neurons}: {verdict}");
        }
    }

    /// <summary>N = 200, 10 patterns, gain 3, cue 0.3 ξ from 0: the twin's point in all ten (residual tolerance over 1 − max Re λ), the
    /// cued pattern with an overlap ξ·r/N of 0.95 or more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_Hopfield_network_recalls_every_pattern(bool inFloat)
    {
        if (inFloat) Recall<float>();
        else Recall<double>();
    }

    /// <summary>From 1e-9 beside the saddle at 0 the residual falls to 1e-9 while the state is still unstable by 1.4: nothing is taken
    /// there, and the end is r = ±tanh(2.4 r).</summary>
    [Theory]
    [InlineData(1e-9)]
    [InlineData(-1e-12)]
    public void A_saddle_on_the_way_is_passed(double aside)
    {
        FixedPointSolver<double, Tanh> solver = new(new RateNetwork<double, Tanh>(Saddle, 2), 1, Settle);
        double[] rates = [0.7 + aside, 0.7 - aside];

        SolveSummary<double> solved = solver.Solve([0, 0], rates, warmStart: true);

        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        Assert.Equal(Math.Tanh(2.4 * rates[0]), rates[0], 1e-9);
        Assert.Equal(-rates[0], rates[1], 1e-9);
        Assert.Equal(aside > 0, rates[0] > 0.9);
        Assert.InRange(Math.Abs(rates[0]), 0.9, 1);
    }

    /// <summary>
    /// s₁ is driven by s₂ and both leak by 0.1: s₁ = 20 t e^(−t/10) climbs to 73.6 at t = 10 before it falls to 0. The
    /// network is linear, so that Newton finds the end from anywhere and the basin is the whole plane; it is taken all the
    /// same only once the trajectory comes nearer to it.
    /// </summary>
    [Fact]
    public void No_point_is_taken_while_the_trajectory_leaves_it()
    {
        double farthest = 0;
        RateMap<double, Dense<double>, Uniform<Linear>> map = new(new RateNetwork<double, Linear>([0.9, 20, 0, 0.9], 2).Recurrent, default);
        MapSolver<double, WatchedMap<double, RateMap<double, Dense<double>, Uniform<Linear>>>> solver = new(
            new(map, states => farthest = Math.Max(farthest, Math.Abs(states[0]))), 1, Settle);
        double[] state = [0, 1];

        SolveSummary<double> solved = solver.Solve([0, 0], state);

        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        Assert.Equal(0, state[0], 1e-8);
        Assert.InRange(farthest, 65, 80);
    }

    /// <summary>A start with residual 0 stays, stable or not. One that comes to rest at an unstable point by its symmetry
    /// is Unsettled, and does not move.</summary>
    [Fact]
    public void Exactly_on_a_saddle()
    {
        FixedPointSolver<double, Tanh> solver = new(new RateNetwork<double, Tanh>([0, -2, -2, 0], 2), 2, Settle);
        double[] rates = [0, 0, 0.5, 0.5];

        SolveSummary<double> solved = solver.Solve(new double[4], rates, warmStart: true);

        Assert.Equal([SolveStatus.Converged, SolveStatus.Unsettled], solved.Statuses.ToArray());
        Assert.Equal([0.0, 0.0], rates[..2]);
        Assert.InRange(solved.Amplitude(1), 0, 1e-9);
        Assert.True(double.IsNaN(solved.Amplitude(0)));
    }

    /// <summary>tanh of a rotation with gain beside a neuron that rests: a limit cycle, whose amplitude is that of the twin's
    /// Euler steps of 0.002 to a percent.</summary>
    [Fact]
    public void A_limit_cycle_is_unsettled_with_its_amplitude()
    {
        double[][] w = [[0, 0, 0], [0, 2, -2], [0, 2, 2]];
        FixedPointSolver<double, Tanh> solver = new(
            new RateNetwork<double, Tanh>(Rows.Flat<double>(w), 3), 1, Settle with { TimeLimit = 100 });
        double[] rates = [0, 0.3, 0.1];

        SolveSummary<double> solved = solver.Solve([0, 0.1, 0], rates, warmStart: true);

        double[][] twin = EulerRelaxation.RateTrajectory(
            w, [0, 0.1, 0], FixedPointKernels.Reference.Activation.Tanh, 0.002, 25_000, [0, 0.3, 0.1])[^10_000..];
        double amplitude = Enumerable.Range(1, 2).Max(i => twin.Max(row => row[i]) - twin.Min(row => row[i]));
        Assert.Equal(SolveStatus.Unsettled, solved.Status(0));
        Assert.InRange(solved.Amplitude(0), 0.97 * amplitude, 1.01 * amplitude);
        Assert.True(solved.Residual(0) > 0.1, $"the residual is the last state's, {solved.Residual(0)}");
    }

    /// <summary>A rotation that never ends, beside a neuron that leaks at 10⁵ and wants steps of 3 · 10⁻⁵: a million evaluations lead to
    /// t ≈ 5, of whose last tenth nothing is known.</summary>
    [Fact]
    public void Where_the_evaluations_end_before_the_time_there_is_no_amplitude()
    {
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>([-1e5, 1, 0, 0, 1, -1, 0, 1, 1], 3), 1, Settle);
        double[] rates = [0, 1, 0];

        SolveSummary<double> solved = solver.Solve([0, 0, 0], rates, warmStart: true);

        Assert.Equal(SolveStatus.Unsettled, solved.Status(0));
        Assert.InRange(solved.Steps[0], 1_000_000, 1_000_100);
        Assert.True(double.IsNaN(solved.Amplitude(0)), $"{solved.Amplitude(0)}");
    }

    /// <summary>ds/dt = (s − 1)(2 − s) from 1 + 2⁻⁴⁶: on its way to 2 the slope grows to ¼, 10¹³ times what it was, beside a
    /// state that was 1 from the start.</summary>
    [Fact]
    public void A_start_beside_an_unstable_point_is_measured_by_its_state()
    {
        MapSolver<double, ScalarMap> solver = new(new((s, _) => s + ((s - 1) * (2 - s)), s => 4 - (2 * s)), 1, Settle);
        double[] state = [1 + Math.ScaleB(1, -46)];

        Assert.Equal(SolveStatus.Converged, solver.Solve([0], state).Status(0));
        Assert.Equal(2, state[0], 1e-9);
    }

    /// <summary>An unstable linear network leaves for infinity.</summary>
    [Fact]
    public void What_runs_away_is_diverged()
    {
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>([1.5], 1), 1, Settle);
        Assert.Equal(SolveStatus.Diverged, solver.Solve([1], new double[1]).Status(0));
    }

    /// <summary>Samples do not mix: 40 of them over 5 rows, over 64, permuted and alone have the same bits,
    /// statuses, steps and amplitudes.</summary>
    [Theory]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(40, false)]
    public void Alone_or_in_a_batch_the_bits_are_the_same(int n, bool inFloat)
    {
        if (inFloat) Batches<float>(n);
        else Batches<double>(n);
    }

    [Fact]
    public void No_call_allocates_whatever_happens()
    {
        Allocates<double>();
        Allocates<float>();
    }

    [Fact, Trait("Leg", "Any")]
    public void A_small_network_on_every_leg() => Batches<double>(3);

    private static void Recall<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int N = 200, Patterns = 10;
        Random random = new(11);
        double[][] xi =
            [.. Enumerable.Range(0, Patterns).Select(_ => Enumerable.Range(0, N).Select(_ => random.Next(2) == 0 ? 1.0 : -1.0).ToArray())];
        double[][] w = [.. Enumerable.Range(0, N).Select(
            i => Enumerable.Range(0, N).Select(j => i == j ? 0 : 3.0 / N * xi.Sum(p => p[i] * p[j])).ToArray())];
        T[] weights = Rows.Flat<T>(w), rates = new T[Patterns * N], gains = new T[Patterns * N];
        FixedPointSolver<T, Tanh> solver = new(new RateNetwork<T, Tanh>(weights, N), Patterns, Settle);

        SolveSummary<T> solved = solver.Solve(Rows.Flat<T>(DenseMatrix.Scale(0.3, xi)), rates, gains);

        Assert.True(solved.AllConverged);
        for (int k = 0; k < Patterns; k++)
        {
            double overlap = Enumerable.Range(0, N).Sum(i => xi[k][i] * double.CreateTruncating(rates[(k * N) + i])) / N;
            Assert.InRange(overlap, 0.95, 1);
            double[] cue = DenseMatrix.AddScaled(new double[N], 0.3, xi[k]);
            SettlingOutcome twin = SettlingDynamics.Follow(
                r => RateMap.Apply(w, cue, FixedPointKernels.Reference.Activation.Tanh, r), new double[N], 2000, rest: 1e-11);
            for (int i = 0; i < N; i++)
                Assert.Equal(twin.State[i], double.CreateTruncating(rates[(k * N) + i]), typeof(T) == typeof(float) ? 1e-4 : 1e-8);
        }

        Assert.True(Stability.OfFixedPoint<T>(N, weights, gains.AsSpan(0, N)).IsStableAsOde);
    }

    private static void Batches<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Batch = 40;
        RandomNet net = new(3, n, 2.2, Batch, 0.3);
        RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
        T[] drive = Rows.Flat<T>(net.X), start = Rows.Flat<T>(net.E);
        var options = Settle with { TimeLimit = 40 };
        (T[] rates, string[] told) = Solve(new FixedPointSolver<T, Tanh>(network, Batch, options), drive, start);
        (T[] few, string[] toldFew) = Solve(new FixedPointSolver<T, Tanh>(network, Batch, options with { Slots = 5 }), drive, start);
        Assert.Equal(rates, few);
        Assert.Equal(told, toldFew);
        Assert.True(told.Distinct().Count() > 2, "all samples fared alike: nothing is tested");
        FixedPointSolver<T, Tanh> alone = new(network, 1, options);
        for (int k = 0; k < Batch; k += 3)
        {
            (T[] one, string[] toldOne) = Solve(alone, drive[(k * n)..((k + 1) * n)], start[(k * n)..((k + 1) * n)]);
            Assert.Equal(rates[(k * n)..((k + 1) * n)], one);
            Assert.Equal(told[k], toldOne[0]);
        }
    }

    private static (T[] Rates, string[] Told) Solve<T>(FixedPointSolver<T, Tanh> solver, T[] drive, T[] start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] rates = [.. start];
        SolveSummary<T> solved = solver.Solve(drive, rates, warmStart: true);
        string[] told = new string[solved.Statuses.Length];
        for (int k = 0; k < told.Length; k++) told[k] = $"{solved.Status(k)} {solved.Residual(k)} {solved.Amplitude(k)} {solved.Steps[k]}";
        return (rates, told);
    }

    // A point, a limit cycle, a start that is not finite, and in the linear network one that runs away.
    private static void Allocates<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FixedPointSolver<T, Tanh> solver = new(
            new RateNetwork<T, Tanh>(Rows.Flat<T>([[2, -2], [2, 2]]), 2), 3, Settle with { TimeLimit = 20 });
        T[] drive = Rows.Flat<T>([[5, 5], [0.1, 0], [double.NaN, 0]]), rates = new T[6];
        ZeroBytes.Assert("settle", () => solver.Solve(drive, rates));
        FixedPointSolver<T, Linear> linear = new(new RateNetwork<T, Linear>(Rows.Flat<T>([[1.5]]), 1), 1, Settle);
        T[] one = [T.One], end = new T[1];
        ZeroBytes.Assert("settle, running away", () => linear.Solve(one, end));
    }
}
