using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Where a solve does not converge: what it says, and that rates, gains and residual belong to one and the same point.</summary>
public sealed class FailurePathTests
{
    public static TheoryData<SolverMethod> Methods =>
        [SolverMethod.Auto, SolverMethod.Euler, SolverMethod.Iterate, SolverMethod.Anderson, SolverMethod.Newton, SolverMethod.Chord];

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Iterate, SolveStatus.Diverged)]
    [InlineData(SolverMethod.Newton, SolveStatus.Stalled)]
    [InlineData(SolverMethod.Auto, SolveStatus.Diverged)]
    [InlineData(SolverMethod.Chord, SolveStatus.Diverged)]
    public void A_map_without_a_fixed_point(SolverMethod method, SolveStatus status)
    {
        // r = max(0, 2r + 1) has no solution; |F(r) − r| is 1 at 0 and at least ½ everywhere, ½ at r = −½ only. The path r = t F(r) from 0
        // is r = t/(1 − 2t), which leaves every bound at t = ½: Diverged, and that is what the default says.
        FixedPointSolver<double, Relu> solver = new(new RateNetwork<double, Relu>([2], 1), 1, new() { Method = method });
        double[] rates = [0], gains = [0];
        SolveSummary<double> solved = solver.Solve([1], rates, gains);
        Assert.Equal(status, solved.Status(0));
        Assert.InRange(solved.Residual(0), 0.5, 1);
        Assert.Equal(Math.Abs(Math.Max(0, (2 * rates[0]) + 1) - rates[0]), solved.Residual(0));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_relaxation_that_ran_away_is_told_though_the_paths_after_it_are_lost()
    {
        // F(s) = s + 1 + s²: no fixed point, relaxation leaves the finite numbers. The slope that the map claims, ½, is wrong, so that
        // paths cannot be followed past t = ⅓ and Newton's line search falls short: lost, which says less.
        MapSolver<double, ScalarMap> solver = new(new((s, _) => s + 1 + (s * s), _ => 0.5));
        Assert.Equal(SolveStatus.Diverged, solver.Solve([0], [0.0]).Status(0));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Rates_gains_and_residual_are_of_one_point_whatever_the_end(SolverMethod method)
    {
        // Strong weights and few steps: 60 samples through 7 rows, of which most fail, at different times and in every place.
        const int n = 20, batch = 60;
        RandomNet net = new(77, n, 3, batch, 0.6);
        double[] drive = Rows.Flat<double>(net.X), rates = new double[n * batch], gains = new double[n * batch];
        int? limit = method switch { SolverMethod.Auto => null, SolverMethod.Newton => 6, SolverMethod.Chord => 4, _ => 40 };
        FixedPointSolver<double, Tanh> solver = new(
            net.Network<double, Tanh>(), batch, new() { Method = method, StepLimit = limit, Slots = 7 });
        for (int call = 0; call < 3; call++)
        {
            SolveSummary<double> solved = solver.Solve(drive, rates, gains);
            if (method is not (SolverMethod.Auto or SolverMethod.Chord))
                Assert.True(solved.Converged < batch / 2, $"{solved.Converged} of {batch}: no failure is tested");
            for (int k = 0; k < batch; k++) AssertOnePoint(net, k, rates, gains, solved.Residual(k));
        }
    }

    [Theory]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Anderson)]
    [InlineData(SolverMethod.Newton)]
    [InlineData(SolverMethod.Chord)]
    public void So_they_are_where_cancellation_ends_it(SolverMethod method)
    {
        const int n = 20, batch = 60;
        RandomNet net = new(77, n, 3, batch, 0.6);
        double[] drive = Rows.Flat<double>(net.X), rates = new double[n * batch], gains = new double[n * batch];
        using Cancelling cancelling = new(30);
        WatchedMap<double, RateMap<double, Dense<double>, Uniform<Tanh>>> map = new(
            new(net.Network<double, Tanh>().Recurrent, default), cancelling.Watch);
        SolveSummary<double> solved = new MapSolver<double, WatchedMap<double, RateMap<double, Dense<double>, Uniform<Tanh>>>>(
            map, batch, new() { Method = method, Slots = 7 })
            .Solve(drive, rates, gains, default, cancelling.Token);
        Assert.Contains(SolveStatus.Cancelled, solved.Statuses.ToArray());
        for (int k = 0; k < batch; k++)
        {
            if (!double.IsNaN(solved.Residual(k)))
            {
                AssertOnePoint(net, k, rates, gains, solved.Residual(k));
                continue;
            }

            // Never looked at: the start as it was, gains that nobody can take for some.
            Assert.Equal(SolveStatus.Cancelled, solved.Status(k));
            Assert.All(rates[(k * n)..((k + 1) * n)], rate => Assert.Equal(0, rate));
            Assert.All(gains[(k * n)..((k + 1) * n)], gain => Assert.True(double.IsNaN(gain)));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_sample_stops_at_its_own_tolerance_in_whatever_row_it_lies()
    {
        // s ← s/2 + 1 from 0: the residual before step k is 2⁻ᵏ, exactly. Sample k stops at 2^−(3 + 7k mod 23), one evaluation later than
        // steps; its tolerance is half as much again, for the four roundings that a map which does not say is taken to make.
        const int batch = 23;
        double[] states = new double[batch], drives = [.. Enumerable.Repeat(1.0, batch)],
            scales = [.. Enumerable.Range(0, batch).Select(k => Math.ScaleB(1.5, -3 - (7 * k % 23)))];
        foreach (SolverMethod method in new[] { SolverMethod.Iterate, SolverMethod.Euler })
        {
            Array.Clear(states);
            SolverOptions options =
                new() { Method = method, Tolerance = 1, Slots = 4, StepSize = 1, StepLimit = method == SolverMethod.Euler ? 12 : null };
            SolveSummary<double> solved = new MapSolver<double, ScalarMap>(ScalarMap.Affine(0.5), batch, options)
                .Solve(drives, states, default, scales);
            for (int k = 0; k < batch; k++)
            {
                int due = 3 + (7 * k % 23);
                bool reached = method == SolverMethod.Iterate || due <= 12;
                Assert.Equal(reached ? SolveStatus.Converged : SolveStatus.StepLimit, solved.Status(k));
                int steps = method == SolverMethod.Iterate ? due : 12;
                Assert.Equal(
                    (steps + 1, Math.ScaleB(1, -steps), 2 - Math.ScaleB(2, -steps)), (solved.Steps[k], solved.Residual(k), states[k]));
            }
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(0.9994, SolveStatus.StepLimit)]
    [InlineData(0.9996, SolveStatus.Stalled)]
    public void Slower_than_a_tenth_in_210_steps_is_a_standstill(double rate, SolveStatus status)
    {
        // ln 0.9/ln 0.9994 = 176 steps for a tenth, ln 0.9/ln 0.9996 = 263.
        SolveSummary<double> solved = new MapSolver<double, ScalarMap>(ScalarMap.Affine(rate), 3, new() { Method = SolverMethod.Iterate })
            .Solve([1, 2, 4], new double[3]);
        Assert.All(solved.Statuses.ToArray(), one => Assert.Equal(status, one));
        Assert.All(solved.Steps.ToArray(), steps => Assert.Equal(status == SolveStatus.Stalled ? 212 : 2001, steps));
    }

    [Fact, Trait("Leg", "Any")]
    public void Euler_returns_its_last_state_though_the_first_was_better()
    {
        // s ← s + ½ (s + 1) from 0: s + 1 = 1.5ᵏ, a residual that grows; 10 steps, exact in double.
        double[] state = [0], gain = [0];
        SolverOptions options = new() { Method = SolverMethod.Euler, StepSize = 0.5, StepLimit = 10 };
        SolveSummary<double> solved = new MapSolver<double, ScalarMap>(new((s, d) => (2 * s) + d, s => s), 1, options)
            .Solve([1], state, gain);
        double last = Math.Pow(1.5, 10);
        Assert.Equal((SolveStatus.StepLimit, last, last - 1, last - 1), (solved.Status(0), solved.Residual(0), state[0], gain[0]));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_tiny_residual_followed_by_a_large_one_has_not_run_away_yet()
    {
        // 10⁻⁹ at 0, which is not good enough, then 10, then 0: ten is 10¹⁰ times the best, but no size to run away with.
        ScalarMap map = new((s, _) => s == 0 ? 1e-9 : 10, _ => 0);
        double[] state = [0];
        SolveSummary<double> solved = new MapSolver<double, ScalarMap>(map, 1, new() { Method = SolverMethod.Iterate }).Solve([0], state);
        Assert.Equal((SolveStatus.Converged, 3, 10.0), (solved.Status(0), solved.Steps[0], state[0]));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_trial_that_leaves_the_finite_numbers_is_shortened()
    {
        // F(s) = s + ln(1 − s) where it exists: f = ln(1 − s), root 0. From −9 Newton's whole step goes to −9 + 10 ln
        // 10 = 14.03, where the logarithm is no number.
        ScalarMap map = new((s, _) => s + Math.Log(1 - s), s => 1 - (1 / (1 - s)));
        double[] state = [-9];
        SolveSummary<double> solved = new MapSolver<double, ScalarMap>(map, 1, new() { Method = SolverMethod.Newton }).Solve([0], state);
        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        Assert.Equal(0, state[0], 1e-10);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_line_search_that_finds_nothing_ends_at_the_point_it_began_at()
    {
        // f = F(s) − s = 1 + s² has no root; from s = ½ Newton's step leads to −0.75, then by halves towards
        // the minimum 0, where its slope vanishes.
        ScalarMap map = new((s, _) => s + 1 + (s * s), s => 1 + (2 * s));
        double[] state = [0.5], gain = [0];
        SolveSummary<double> solved = new MapSolver<double, ScalarMap>(map, 1, new() { Method = SolverMethod.Newton })
            .Solve([0], state, gain);
        Assert.Contains(solved.Status(0), new[] { SolveStatus.Stalled, SolveStatus.Singular, SolveStatus.StepLimit });
        Assert.Equal((1 + (state[0] * state[0]), 1 + (2 * state[0])), (solved.Residual(0), gain[0]));
        Assert.InRange(solved.Residual(0), 1, 1.25);
    }

    [Fact, Trait("Leg", "Any")]
    public void An_inverse_that_overflows_is_not_used()
    {
        // F(s) = s/2 + 1 whose Jacobian claims 10⁻³¹⁰ for I − DF: a pivot that is not zero, an inverse that is infinite. Without one the
        // chord method is plain iteration, whose residual halves from 1 to 2⁻³⁴ ≤ 10⁻¹⁰: 35 evaluations, and the sum 2 − 2⁻³³ of them
        // exactly. A second call finds no inverse either.
        MapSolver<double, ScalarMap> solver = new(
            new((s, d) => (s / 2) + d, _ => 0.5, claimed: 1e-310), 2, new() { Method = SolverMethod.Chord });
        for (int call = 0; call < 2; call++)
        {
            double[] states = [0, 0];
            SolveSummary<double> solved = solver.Solve([1, 1], states);
            Assert.True(solved.AllConverged);
            Assert.Equal([35, 35], solved.Steps.ToArray());
            Assert.Equal([2 - Math.ScaleB(1, -33), 2 - Math.ScaleB(1, -33)], states);
        }
    }

    // z is a sum of n + 1 terms, |w| ≤ 3 |r| ≤ 1 at most: (n + 2)·(3 √n + 2) ε for z and r alike, and |tanh″| < 0.77.
    private static void AssertOnePoint(RandomNet net, int k, double[] rates, double[] gains, double residual)
    {
        int n = net.N;
        double[] r = rates[(k * n)..((k + 1) * n)], g = gains[(k * n)..((k + 1) * n)];
        double rounding = (n + 2) * ((3 * Math.Sqrt(n)) + 2) * 2.3e-16;
        Assert.Equal(Twin.RateMap.Residual(net.W, net.X[k], Twin.Activation.Tanh, r), residual, rounding);
        double[] expected = Twin.RateMap.Gains(net.W, net.X[k], Twin.Activation.Tanh, r);
        for (int i = 0; i < n; i++) Assert.Equal(expected[i], g[i], rounding);
    }
}
