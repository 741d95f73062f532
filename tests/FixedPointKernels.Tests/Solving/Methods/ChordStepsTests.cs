using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>The chord method's own counts: how often it factors, when it gives up, and at which mean, on
/// maps whose every step is known.</summary>
public sealed class ChordStepsTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(1)]
    [InlineData(3)]
    public void A_batch_smaller_than_the_solvers_is_solved_at_its_own_mean(int batch)
    {
        // Linear, gains 1: the mean of any number of rows is 1, and one step is exact. Evaluations: the start and where the step led.
        const int n = 12, most = 10;
        RandomNet net = new(31, n, 0.8, most);
        FixedPointSolver<double, Linear> solver = new(
            net.Network<double, Linear>(), most, new() { Method = SolverMethod.Chord }, new() { Method = AdjointMethod.Shared });
        double[] drive = Rows.Flat<double>(net.X)[..(batch * n)], rates = new double[batch * n], ones = new double[batch * n];
        SolveSummary<double> solved = solver.Solve(drive, rates);
        Assert.True(solved.AllConverged);
        Assert.Equal((2 * batch, 1), (solved.Evaluations, solved.Factorizations));
        Array.Fill(ones, 1);
        SolveSummary<double> adjoint = solver.Adjoint(ones, drive, rates);
        Assert.True(adjoint.AllConverged);
        Assert.Equal((2 * batch, 1), (adjoint.Evaluations, adjoint.Factorizations));
    }

    [Fact, Trait("Leg", "Any")]
    public void The_step_limit_is_the_chords_own()
    {
        // F(s) = 1 whatever s is, I − DF claims to be 2: every step halves the residual. Ten steps and the evaluation after them, then the
        // default takes over: an evaluation, and one at F's value, which is the fixed point.
        ScalarMap map = new((_, d) => d, _ => 0, claimed: 2);
        double[] state = [0];
        SolveSummary<double> solved = new MapSolver<double, ScalarMap>(
            map, 1, new() { Method = SolverMethod.Chord, StepLimit = 10 }).Solve([1], state);
        Assert.Equal((SolveStatus.Converged, 13, 1.0), (solved.Status(0), solved.Steps[0], state[0]));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_call_factors_four_times_at_most_and_every_call_as_often()
    {
        // I − DF claims to be 100 where it is 1: a step leaves 0.99 of the residual, which is slow. Four factorizations, in
        // vain; at the sixth slow step the default takes over, which needs none on a constant map. The next call finds an
        // inverse, and pays for the other three and one more.
        ScalarMap map = new((_, d) => d, _ => 0, claimed: 100);
        MapSolver<double, ScalarMap> solver = new(map, 1, new() { Method = SolverMethod.Chord });
        for (int call = 0; call < 3; call++)
        {
            SolveSummary<double> solved = solver.Solve([1], [0.0]);
            Assert.Equal((SolveStatus.Converged, 4), (solved.Status(0), solved.Factorizations));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_shared_adjoint_factors_as_often_in_every_call()
    {
        // The same for u = e + u/2 with the claim of 100: the direct method, which refines with the same false claim,
        // takes over and does not get there either.
        ScalarMap map = new((s, _) => s, _ => 0.5, claimed: 100);
        AdjointSolver<double, ScalarMap> solver = new(map, 1, new() { Method = AdjointMethod.Shared });
        long first = solver.Solve([0.5], [1], [0.0]).Factorizations;
        Assert.True(first > 4, $"{first} factorizations");
        for (int call = 0; call < 2; call++) Assert.Equal(first, solver.Solve([0.5], [1], [0.0]).Factorizations);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_shared_adjoint_learns_gains_from_its_own_calls()
    {
        // As in ShiftedStartTests, with a solver that has no Q: the first call makes the method's inverse, the second Q, the third pays for
        // nothing but the start, its step and a measurement.
        const int n = 20, batch = 70;
        RandomNet net = new(31, n, 0.6, batch);
        FixedPointSolver<double, Linear> solver = new(net.Network<double, Linear>(), batch, null, new() { Method = AdjointMethod.Shared });
        double[] error = Rows.Flat<double>(net.E), ones = new double[n * batch], lambda = new double[n * batch];
        Array.Fill(ones, 1);
        foreach ((int factorizations, int evaluations) in new[] { (1, 2), (1, 3), (0, 3) })
        {
            SolveSummary<double> adjoint = solver.Adjoint(ones, error, lambda);
            Assert.True(adjoint.AllConverged);
            Assert.Equal((factorizations, evaluations * batch), (adjoint.Factorizations, adjoint.Evaluations));
        }
    }
}
