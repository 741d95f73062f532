using System;
using System.Linq;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using TwinActivation = FixedPointKernels.Reference.Activation;
using TwinMap = FixedPointKernels.Reference.RateMap;

namespace FixedPointKernels.Tests.Solving;

/// <summary>How a solve ends: every status where it is due, with the best point and its true residual.</summary>
public sealed class SolveStatusTests
{
    [Fact, Trait("Leg", "Any")]
    public void What_no_solve_has_written_does_not_read_as_success()
    {
        Assert.Equal(SolveStatus.Unsolved, default);
        Assert.NotEqual(SolveStatus.Converged, default(TrackResult<float>).Status);
        Assert.Equal("Unsolved", default(SolveStatus).ToString());
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Euler)]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Anderson)]
    [InlineData(SolverMethod.Newton)]
    public void A_row_that_is_not_finite_leaves_the_others_their_bits(SolverMethod method)
    {
        const int n = 9, batch = 12;
        RandomNet net = new(3, n, 1.2, batch);
        double[] drive = Support.Rows.Flat<double>(net.X);
        FixedPointSolver<double, Tanh> solver = new(net.Network<double, Tanh>(), batch, new() { Method = method, Slots = 5 });
        double[] clean = new double[drive.Length], rates = new double[drive.Length], gains = new double[drive.Length];
        SolveStatus[] expected = solver.Solve(drive, clean, gains).Statuses.ToArray();
        (drive[(2 * n) + 8], drive[5 * n], drive[(11 * n) + 4]) = (double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        rates[(7 * n) + 1] = double.NaN;
        SolveSummary<double> solved = solver.Solve(drive, rates, gains, warmStart: true);
        int[] bad = [2, 5, 7, 11];
        for (int k = 0; k < batch; k++)
        {
            if (!bad.Contains(k))
            {
                Assert.Equal(expected[k], solved.Status(k));
                Assert.Equal(clean[(k * n)..((k + 1) * n)], rates[(k * n)..((k + 1) * n)]);
                continue;
            }

            Assert.Equal(SolveStatus.NonFinite, solved.Status(k));
            Assert.True(double.IsNaN(solved.Residual(k)));
            Assert.All(rates[(k * n)..((k + 1) * n)], rate => Assert.True(double.IsNaN(rate)));
            Assert.All(gains[(k * n)..((k + 1) * n)], gain => Assert.True(double.IsNaN(gain)));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_map_that_overflows_at_the_start_is_not_finite()
    {
        // 10³⁰⁰ · 10³⁰⁰ with finite weights and a finite start.
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>([1e300], 1));
        double[] rates = [1e300];
        Assert.Equal(SolveStatus.NonFinite, solver.Solve([1], rates, warmStart: true).Status(0));
        Assert.True(double.IsNaN(rates[0]));
    }

    [Fact, Trait("Leg", "Any")]
    public void Doubling_at_every_step_diverges_and_keeps_the_best_point()
    {
        // r ← 2 r + x from r = 0: the residual is 2ᵏ|x|, smallest at the start.
        double[] rates = new double[2];
        FixedPointSolver<double, Linear> solver = new(Scaled(2), 1, new() { Method = SolverMethod.Iterate });
        SolveSummary<double> solved = solver.Solve([1, -3], rates);
        Assert.Equal(SolveStatus.Diverged, solved.Status(0));
        Assert.Equal(3, solved.Residual(0));
        Assert.Equal([0, 0], rates);

        // Solvers that do not follow the dynamics find the unstable point r = −x.
        foreach (SolverMethod method in new[] { SolverMethod.Auto, SolverMethod.Newton, SolverMethod.Anderson, SolverMethod.Chord })
        {
            Assert.Equal(SolveStatus.Converged,
                new FixedPointSolver<double, Linear>(Scaled(2), 1, new() { Method = method }).Solve([1, -3], rates).Status(0));

            // (I − 2 I)⁻¹ has norm 1: the error is the residual, 10⁻¹⁰.
            Assert.Equal(-1, rates[0], 1e-10);
            Assert.Equal(3, rates[1], 1e-10);
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Newton)]
    [InlineData(SolverMethod.Auto)]
    public void A_zero_pivot_is_singular(SolverMethod method)
    {
        // r = r + x has no solution and I − W = 0.
        double[] rates = new double[2];
        SolveSummary<double> solved = new FixedPointSolver<double, Linear>(Scaled(1), 1, new() { Method = method }).Solve([1, -3], rates);
        Assert.Equal(SolveStatus.Singular, solved.Status(0));

        // r + x − r with r up to some thousands on the way: a few ε of that.
        Assert.Equal(3, solved.Residual(0), 1e-11);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(AdjointMethod.Direct)]
    [InlineData(AdjointMethod.Shared)]
    [InlineData(AdjointMethod.Gmres)]
    public void A_singular_adjoint_says_so_and_is_never_zeros(AdjointMethod method)
    {
        double[] lambda = new double[4];
        FixedPointSolver<double, Linear> solver = new(Scaled(1), 2, null, new() { Method = method });
        SolveSummary<double> adjoint = solver.Adjoint([1, 1, 1, 1], [1, -3, 0, 0], lambda);
        Assert.Equal(SolveStatus.Singular, adjoint.Status(0));
        Assert.Equal(3, adjoint.Residual(0));
        Assert.NotEqual([0, 0], lambda[..2]);

        // e = 0 is solved by u = 0 whatever the matrix.
        Assert.Equal(SolveStatus.Converged, adjoint.Status(1));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_cycle_of_two_stalls()
    {
        // r ← −r + x goes 0, x, 0, x, … with residual |x| for ever.
        double[] rates = new double[2];
        SolveSummary<double> solved = new FixedPointSolver<double, Linear>(Scaled(-1), 1, new() { Method = SolverMethod.Iterate })
            .Solve([1, -3], rates);
        Assert.Equal(SolveStatus.Stalled, solved.Status(0));
        Assert.Equal(3, solved.Residual(0));
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Iterate, 7)]
    [InlineData(SolverMethod.Anderson, 2)]
    [InlineData(SolverMethod.Newton, 1)]
    [InlineData(SolverMethod.Euler, 7)]
    public void The_step_limit_is_kept_and_the_residual_is_true(SolverMethod method, int limit)
    {
        RandomNet net = new(8, 6, 0.9, 1);
        FixedPointSolver<double, Tanh> solver = new(net.Network<double, Tanh>(), 1, new() { Method = method, StepLimit = limit });
        double[] rates = new double[6];
        SolveSummary<double> solved = solver.Solve(Support.Rows.Flat<double>(net.X), rates);
        Assert.Equal(SolveStatus.StepLimit, solved.Status(0));

        // limit steps and the evaluation of where the last one led; Newton's verdict comes one evaluation after.
        Assert.InRange(solved.Steps[0], limit + 1, method == SolverMethod.Newton ? limit + 2 : limit + 1);

        // Two evaluations of six terms below 2 each: within 100 ε of each other.
        Assert.Equal(TwinMap.Residual(net.W, net.X[0], TwinActivation.Tanh, rates), solved.Residual(0), 1e-14);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Anderson)]
    [InlineData(SolverMethod.Newton)]
    [InlineData(SolverMethod.Chord)]
    [InlineData(SolverMethod.Auto)]
    public void The_best_point_is_kept(SolverMethod method)
    {
        // Strong random weights: residuals rise and fall. Whatever the end, what is returned is no worse than
        // the start and has the residual it claims.
        RandomNet net = new(21, 30, 3.5, 40, 0.5);
        FixedPointSolver<double, Tanh> solver = new(net.Network<double, Tanh>(), 40, new() { Method = method });
        double[] rates = new double[40 * 30];
        SolveSummary<double> solved = solver.Solve(Support.Rows.Flat<double>(net.X), rates);
        for (int k = 0; k < 40; k++)
        {
            double start = TwinMap.Residual(net.W, net.X[k], TwinActivation.Tanh, new double[30]);
            double end = TwinMap.Residual(net.W, net.X[k], TwinActivation.Tanh, rates[(k * 30)..((k + 1) * 30)]);

            // 30 terms of size ρ/√30 and rates below 1, twice: 30·2·3.5·ε ≈ 5·10⁻¹⁴.
            Assert.Equal(end, solved.Residual(k), 5e-14);
            Assert.True(end <= start + 5e-14);
            Assert.Equal(solved.Status(k) == SolveStatus.Converged, solved.Residual(k) <= 1e-10);
            Assert.NotEqual(SolveStatus.Unsolved, solved.Status(k));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Cancelled_before_the_first_step()
    {
        RandomNet net = new(8, 6, 0.9, 3);
        using CancellationTokenSource source = new();
        source.Cancel();
        double[] rates = [.. Enumerable.Repeat(0.25, 18)], gains = new double[18], lambda = new double[18];
        FixedPointSolver<double, Tanh> solver = new(net.Network<double, Tanh>(), 3, new() { Slots = 2 });
        SolveSummary<double> solved = solver.Solve(Support.Rows.Flat<double>(net.X), rates, gains, warmStart: true, source.Token);
        Assert.Equal(3, solved.Statuses.Count(SolveStatus.Cancelled));
        Assert.Equal(0, solved.Evaluations);
        Assert.All(solved.Residuals.ToArray(), residual => Assert.True(double.IsNaN(residual)));
        Assert.All(rates, rate => Assert.Equal(0.25, rate));
        Assert.All(gains, gain => Assert.True(double.IsNaN(gain)));
        double[] ones = [.. Enumerable.Repeat(1.0, 18)];
        Assert.Equal(3, solver.Adjoint(ones, Support.Rows.Flat<double>(net.E), lambda, source.Token).Statuses.Count(SolveStatus.Cancelled));
        Assert.DoesNotContain(0.0, lambda);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Chord)]
    public void Cancelled_on_the_way_keeps_what_is_done_and_the_best_of_the_rest(SolverMethod method)
    {
        const int batch = 10;
        RandomNet net = new(8, 6, 1.5, batch);
        using Cancelling cancelling = new(4);
        WatchedMap<double, RateMap<double, Dense<double>, Uniform<Tanh>>> map = new(
            new(net.Network<double, Tanh>().Recurrent, default), cancelling.Watch);
        MapSolver<double, WatchedMap<double, RateMap<double, Dense<double>, Uniform<Tanh>>>> solver = new(
            map, batch, new() { Method = method, Slots = 4 });
        double[] drive = Support.Rows.Flat<double>(net.X), rates = new double[drive.Length];
        for (int i = 0; i < 6; i++) drive[i] = 0;
        SolveSummary<double> solved = solver.Solve(drive, rates, cancellation: cancelling.Token);

        // Sample 0 has no input, and r = 0 is its fixed point; four evaluations are not enough for the
        // others of the first rows; the rest waited.
        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        for (int k = 1; k < batch; k++)
        {
            Assert.Equal(SolveStatus.Cancelled, solved.Status(k));
            bool started = k <= 4;
            Assert.Equal(started, !double.IsNaN(solved.Residual(k)));
            if (started)
                Assert.Equal(TwinMap.Residual(net.W, drive[(k * 6)..((k + 1) * 6)], TwinActivation.Tanh, rates[(k * 6)..((k + 1) * 6)]),
                    solved.Residual(k), 1e-14);
        }
    }

    private static RateNetwork<double, Linear> Scaled(double value) => new([value, 0, 0, value], 2);
}
