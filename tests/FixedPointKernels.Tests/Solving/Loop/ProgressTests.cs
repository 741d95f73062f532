using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>When an iteration is said to stand still.</summary>
public sealed class ProgressTests
{
    /// <summary>
    /// Two neurons whose difference grows by 1.03 a step while their mean falls by half: from a difference of 1e-7 the residual falls to
    /// 3e-9 beside the saddle at 0 within 30 steps, and grows for ln(3e6)/0.03 = 500 steps before it falls again, to the attractor
    /// r = tanh(1.03 r) of the difference. No low is new all that time, but nothing stands still.
    /// </summary>
    [Fact]
    public void An_iteration_that_leaves_a_saddle_goes_on_to_the_attractor()
    {
        FixedPointSolver<double, Tanh> solver = new(
            new RateNetwork<double, Tanh>([0.765, -0.265, -0.265, 0.765], 2), 1, new SolverOptions { Method = SolverMethod.Iterate });
        double[] rates = [0.5 + 1e-7, 0.5 - 1e-7];

        SolveSummary<double> solved = solver.Solve([0, 0], rates, warmStart: true);

        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        Assert.InRange(rates[0], 0.29, 0.30);
        Assert.Equal(-rates[0], rates[1], 1e-8);
        Assert.InRange(solved.Steps[0], 700, 1200);
    }

    /// <summary>
    /// A ring of 32 logistic neurons, w = (−4 + 10 cos(θᵢ − θⱼ))/N and x = 2: even rates of ½ are a saddle, where even deviations shrink by
    /// 1 − 0.2 (1 + 4/4) = 0.6 a damped step and the bump grows by 1 + 0.2 (10/8 − 1) = 1.05. From a bump of 1e-8 it takes ln(10⁸)/ln
    /// 1.05 = 380 steps to the bump that the ring settles in, and none of them is a new low.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Damped_iteration_leaves_the_saddle_of_a_logistic_ring(double off)
    {
        const int n = 32;
        double[] weights = new double[n * n], drive = new double[n], rates = new double[n];
        for (int i = 0; i < n; i++)
        {
            drive[i] = 2;
            rates[i] = 0.5 + off + (1e-8 * Math.Cos(Math.Tau * i / n));
            for (int j = 0; j < n; j++) weights[(i * n) + j] = (-4 + (10 * Math.Cos(Math.Tau * (i - j) / n))) / n;
        }

        SolverOptions damped = new() { Method = SolverMethod.Iterate, StepSize = 0.2 };
        FixedPointSolver<double, Logistic> solver = new(new RateNetwork<double, Logistic>(weights, n), 1, damped);

        SolveSummary<double> solved = solver.Solve(drive, rates, warmStart: true);

        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        Assert.InRange(solved.Steps[0], 380, 800);
        Assert.InRange(rates[0] - rates[n / 2], 0.5, 1);
    }

    /// <summary>
    /// A rotation by 0.3 with gain 1.03 leaves its saddle at 0 from 1e-6 in ln(10⁵)/0.03 = 400 steps, growing all the time, and goes
    /// round for ever. What grew has to be forgotten: a cycle reached from far stalls too, within a few windows of 210 steps.
    /// </summary>
    [Fact]
    public void A_cycle_that_was_reached_from_a_saddle_stalls()
    {
        (double real, double imaginary) = (1.03 * Math.Cos(0.3), 1.03 * Math.Sin(0.3));
        FixedPointSolver<double, Tanh> solver = new(
            new RateNetwork<double, Tanh>([real, -imaginary, imaginary, real], 2), 1, new SolverOptions { Method = SolverMethod.Iterate });
        double[] rates = [1e-6, 0];

        SolveSummary<double> solved = solver.Solve([0, 0], rates, warmStart: true);

        Assert.Equal(SolveStatus.Stalled, solved.Status(0));
        Assert.InRange(solved.Steps[0], 400, 400 + (5 * 210));
    }

    /// <summary>On a cycle of period 2 (r ← −tanh(3 r)) and on a slow one (rotation by 0.3 with gain 1.2) peaks repeat: both are given up
    /// long before the limit of 2,000.</summary>
    [Theory]
    [InlineData(-3, 0)]
    [InlineData(1.146, 0.355)]
    public void An_iteration_on_a_cycle_stalls(double real, double imaginary)
    {
        FixedPointSolver<double, Tanh> solver = new(
            new RateNetwork<double, Tanh>([real, -imaginary, imaginary, real], 2), 1, new SolverOptions { Method = SolverMethod.Iterate });
        double[] rates = [0.1, 0.05];

        SolveSummary<double> solved = solver.Solve([0, 0], rates, warmStart: true);

        Assert.Equal(SolveStatus.Stalled, solved.Status(0));
        Assert.InRange(solved.Steps[0], 1, 900);
    }
}
