using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Anderson acceleration step by step: its window, its restarts, and its iterates against the twin's.</summary>
public sealed class AndersonStepsTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_window_of_m_solves_m_distinct_eigenvalues_in_one_step_more_and_a_smaller_one_does_not(int m)
    {
        // On an affine map the steps are those of GMRES, and one of the map (H. F. Walker, P. Ni 2011, theorem 2.2): with m distinct
        // eigenvalues the residual vanishes after m + 1 steps if the window holds m differences. Evaluations: the start and one a step. The
        // fit squares the condition of m ≤ 6 differences, below 10⁴ here: 10⁸ ε at most.
        Assert.Equal(m + 2, Evaluations(m, m));
        if (m > 1) Assert.True(Evaluations(m, m - 1) > m + 2);
    }

    [Fact, Trait("Leg", "Any")]
    public void The_window_is_five_where_nothing_is_said()
    {
        Assert.Equal(7, Evaluations(5, null));
        Assert.True(Evaluations(6, null) > 8);
    }

    [Fact, Trait("Leg", "Any")]
    public void The_iterates_are_the_twins_while_the_window_fills_and_after()
    {
        // 16 steps with a window of 3: every place is overwritten five times. Both fit the same differences, one by Cholesky and
        // one by elimination, from sums in another order: ε times the square of the fit's condition, at most 10³ here, a step,
        // and later steps forget it as they contract.
        const int n = 8, steps = 16;
        RandomNet net = new(12, n, 1.1, 1, 0.5);
        List<double[]> asked = [];
        WatchedMap<double, RateMap<double, Dense<double>, Uniform<Tanh>>> map = new(
            new(net.Network<double, Tanh>().Recurrent, default), asked.Add);
        SolverOptions options = new()
        {
            Method = SolverMethod.Anderson, Window = 3, Regularization = 0, Tolerance = 1e-300,
            StepLimit = steps, RestartGrowth = 1e9,
        };
        new MapSolver<double, WatchedMap<double, RateMap<double, Dense<double>, Uniform<Tanh>>>>(map, 1, options)
            .Solve(Rows.Flat<double>(net.X), new double[n]);
        Assert.Equal(steps + 1, asked.Count);
        for (int k = 0; k <= steps; k++)
        {
            double[] expected = Twin.AndersonIteration.Solve(net.W, net.X[0], Twin.Activation.Tanh, 3, 0, 0, k).R;
            Assert.True(Twin.DenseMatrix.Largest(Twin.DenseMatrix.AddScaled(expected, -1, asked[k])) <= 1e-9, $"step {k}");
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Every_restart_goes_back_to_the_best_point_with_half_the_step()
    {
        // F(0) = 1 and F(s) = s + 100 elsewhere: the residual is 1 at the start and 100 wherever a step leads, ten times the
        // best and more. Eight restarts, all exact.
        List<double[]> asked = [];
        ScalarMap scalar = new((s, _) => s == 0 ? 1 : s + 100, _ => 0);
        double[] state = [0];
        SolveSummary<double> solved = new MapSolver<double, WatchedMap<double, ScalarMap>>(
            new(scalar, asked.Add), 1, new() { Method = SolverMethod.Anderson, StepLimit = 17 }).Solve([0], state);
        double[] expected = [.. Enumerable.Range(0, 9).SelectMany(k => new[] { 0, Math.ScaleB(1, -k) })];
        Assert.Equal(expected, asked.Select(one => one[0]));
        Assert.Equal((SolveStatus.StepLimit, 1.0, 0.0), (solved.Status(0), solved.Residual(0), state[0]));
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(10, false)]
    [InlineData(10.5, true)]
    public void A_restart_takes_more_than_ten_times_the_best_residual(double residual, bool restarts)
    {
        List<double[]> asked = [];
        ScalarMap scalar = new((s, _) => s == 0 ? 1 : s + residual, _ => 0);
        new MapSolver<double, WatchedMap<double, ScalarMap>>(
            new(scalar, asked.Add), 1, new() { Method = SolverMethod.Anderson, StepLimit = 2 }).Solve([0], [0.0]);
        Assert.Equal(restarts, asked[2][0] == 0);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_residual_that_ran_away_is_a_restart_and_the_ninth_is_the_end()
    {
        // 10⁹ everywhere but at 0: over 10⁸ times the best. Eight restarts of two evaluations each, after the first two.
        ScalarMap scalar = new((s, _) => s == 0 ? 1 : s + 1e9, _ => 0);
        double[] state = [0];
        SolveSummary<double> solved = new MapSolver<double, ScalarMap>(
            scalar, 1, new() { Method = SolverMethod.Anderson }).Solve([0], state);
        Assert.Equal((SolveStatus.Diverged, 18, 1.0, 0.0), (solved.Status(0), solved.Steps[0], solved.Residual(0), state[0]));
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(0, 2)]
    [InlineData(1, 1.75)]
    [InlineData(3, 1.625)]
    public void The_fit_is_regularized_relative_to_its_largest_entry(double regularization, double third)
    {
        // F(s) = s/2 + 1 from 0: residuals 1 and ½, ΔF = −½, ΔG = ½; γ = ΔF·½/(ΔF² (1 + ρ)) = −1/(1 + ρ), and the third state is 1.5 − γ/2.
        List<double[]> asked = [];
        SolverOptions options = new() { Method = SolverMethod.Anderson, Regularization = regularization, StepLimit = 2 };
        new MapSolver<double, WatchedMap<double, ScalarMap>>(new(ScalarMap.Affine(0.5), asked.Add), 1, options).Solve([1], [0.0]);
        Assert.Equal([0, 1, third], asked.Select(one => one[0]));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_sample_that_takes_a_place_starts_with_an_empty_window_and_no_restarts()
    {
        // One place, one sample after the other: the bits and steps of each alone. The first restarts (F as
        // above), the others have histories of their own.
        ScalarMap scalar = new((s, d) => d == 0 ? (s == 0 ? 1 : s + 100) : Math.Sin(d * s) + 1, _ => 0);
        double[] drives = [0, 2.5, 0, 1.5, 3.5], together = new double[5];
        SolverOptions options = new() { Method = SolverMethod.Anderson, StepLimit = 60, Slots = 1 };
        int[] steps = new MapSolver<double, ScalarMap>(scalar, 5, options).Solve(drives, together).Steps.ToArray();
        for (int k = 0; k < 5; k++)
        {
            double[] alone = [0];
            Assert.Equal(steps[k], new MapSolver<double, ScalarMap>(scalar, 1, options).Solve([drives[k]], alone).Steps[0]);
            Assert.Equal(together[k], alone[0]);
        }
    }

    // W = diag of m numbers from −0.9 to 0.8, x = 1: all m eigenvalues count.
    private static int Evaluations(int m, int? window)
    {
        double[] weights = new double[m * m], ones = new double[m];
        for (int i = 0; i < m; i++) (weights[i * (m + 1)], ones[i]) = (-0.9 + (1.7 * i / Math.Max(m - 1, 1)), 1);
        SolverOptions options = new() { Method = SolverMethod.Anderson, Window = window, Regularization = 0, Tolerance = 1e-7 };
        SolveSummary<double> solved = new FixedPointSolver<double, Linear>(new RateNetwork<double, Linear>(weights, m), 1, options)
            .Solve(ones, new double[m]);
        Assert.True(solved.AllConverged);
        return solved.Steps[0];
    }
}
