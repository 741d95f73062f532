using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Networks;

/// <summary>When the one-product start makes its matrix, when it makes another, and when it gives a sample up: by exact counts.</summary>
public sealed class ShiftedStartLimitsTests
{
    private static readonly SolverOptions Chord = new() { Method = SolverMethod.Chord };

    [Fact, Trait("Leg", "Any")]
    public void Half_as_many_samples_as_neurons_pay_for_a_matrix_at_once()
    {
        const int n = 20, batch = n / 2;
        RandomNet net = new(31, n, 0.6, batch);
        FixedPointSolver<double, Linear> solver = new(net.Network<double, Linear>(), batch, Chord);
        double[] drive = Rows.Flat<double>(net.X), rates = new double[n * batch], gains = new double[n * batch];
        for (int call = 0; call < 2; call++)
        {
            solver.Solve(drive, rates, gains);
            Assert.True(solver.Network.Update([.. solver.Network.Weights.ToArray().Select(w => -0.1 * w)]));
        }

        SolveSummary<double> updated = solver.Solve(drive, rates, gains);
        Assert.True(updated.AllConverged);
        Assert.Equal((1, 3 * batch), (updated.Factorizations, updated.Evaluations));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_solver_that_forgot_waits_as_long_as_a_new_one()
    {
        // Fewer than half as many samples as neurons: gains in the first call, W seen in the second, the matrix in the third.
        const int n = 20, batch = (n / 2) - 1;
        RandomNet net = new(31, n, 0.6, batch);
        FixedPointSolver<double, Linear> solver = new(net.Network<double, Linear>(), batch, Chord);
        double[] drive = Rows.Flat<double>(net.X), rates = new double[n * batch], gains = new double[n * batch];
        long[] Four() => [.. Enumerable.Range(0, 4).Select(_ => solver.Solve(drive, rates, gains).Evaluations)];
        long[] fresh = Four();
        Assert.Equal(3 * batch, fresh[2]);
        Assert.NotEqual(fresh[2], fresh[1]);
        solver.Forget();
        Assert.Equal(fresh, Four());
    }

    [Fact, Trait("Leg", "Any")]
    public void A_sample_that_changes_places_is_measured_by_its_own_first_step()
    {
        // r = tanh(x − 20 r): at x = 0 the first step does not move and the sample leaves; at 22 the mean of both gains contracts by some
        // 0.9, too slowly, and the point reached is given on where it is nearer than the start. The mean of two is the same in both orders,
        // so each sample takes the same steps in both.
        int[][] steps = new int[2][];
        for (int order = 0; order < 2; order++)
        {
            FixedPointSolver<double, Tanh> solver = new(new RateNetwork<double, Tanh>([-20], 1), 2, Chord);
            double[] drive = order == 0 ? [0, 22] : [22, 0], rates = new double[2], gains = new double[2];
            for (int call = 0; call < 2; call++)
            {
                SolveSummary<double> solved = solver.Solve(drive, rates, gains);
                Assert.True(solved.AllConverged);
                steps[order] = solved.Steps.ToArray();
            }
        }

        Assert.Equal((steps[0][0], steps[0][1]), (steps[1][1], steps[1][0]));
    }

    [Fact, Trait("Leg", "Any")]
    public void Gains_of_samples_that_failed_have_no_part_in_the_mean()
    {
        // Sample 3 is NaN in every call, and so are its gains. The others are solved by the first step all the same from the
        // second call on: two steps and a measurement.
        const int n = 20, batch = 40;
        RandomNet net = new(31, n, 0.6, batch);
        FixedPointSolver<double, Linear> solver = new(net.Network<double, Linear>(), batch, Chord);
        double[] drive = Rows.Flat<double>(net.X), rates = new double[n * batch], gains = new double[n * batch];
        drive[(3 * n) + 1] = double.NaN;
        solver.Solve(drive, rates, gains);
        foreach (int factorizations in new[] { 1, 0 })
        {
            SolveSummary<double> solved = solver.Solve(drive, rates, gains);
            Assert.Equal((batch - 1, factorizations), (solved.Converged, solved.Factorizations));
            for (int k = 0; k < batch; k++) if (k != 3) Assert.Equal(3, solved.Steps[k]);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_matrix_that_overflows_is_not_used()
    {
        // W = 10²⁰⁰ on the first superdiagonal of three neurons: I − W is its own LU with pivots 1, Q has 10⁴⁰⁰. r = 0 at x = 0 is measured
        // once a call and no start is made, which would cost a product more, and 0 · ∞ is NaN.
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>([0, 1e200, 0, 0, 0, 1e200, 0, 0, 0], 3), 2, Chord);
        double[] rates = new double[6], gains = new double[6];
        for (int call = 0; call < 4; call++)
        {
            SolveSummary<double> solved = solver.Solve(new double[6], rates, gains);
            Assert.True(solved.AllConverged);
            Assert.Equal([1, 1], solved.Steps.ToArray());
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_matrix_that_contracts_badly_is_made_again_where_the_gains_have_moved()
    {
        // r = max(0, w r + x): x = −1 gives r = 0 with gain 0 in all neurons, x = 1 gives 1/(1 − w) with gain 1. Q for gains 0 is W, whose
        // step contracts by 0.95 for the second kind: too slow, so the call hands over, and the next makes Q for what it saw. After that
        // x = 1 takes two steps and a measurement again.
        const int n = 8, batch = 12;
        FixedPointSolver<double, Relu> solver = new(Diagonal(n, 0.95), batch, Chord);
        double[] minus = [.. Enumerable.Repeat(-1.0, n * batch)], plus = [.. Enumerable.Repeat(1.0, n * batch)],
            rates = new double[n * batch], gains = new double[n * batch];
        for (int call = 0; call < 3; call++) Assert.True(solver.Solve(minus, rates, gains).AllConverged);
        SolveSummary<double> handedOver = solver.Solve(plus, rates, gains);
        Assert.True(handedOver.AllConverged);
        Assert.True(handedOver.Evaluations > 3 * batch);
        SolveSummary<double> made = solver.Solve(plus, rates, gains);
        Assert.Equal((1, 3 * batch, batch), (made.Factorizations, made.Evaluations, made.Converged));
        SolveSummary<double> kept = solver.Solve(plus, rates, gains);
        Assert.Equal((0, 3 * batch, batch), (kept.Factorizations, kept.Evaluations, kept.Converged));
    }

    [Fact, Trait("Leg", "Any")]
    public void A_sample_that_is_lost_begins_where_it_would_have_begun()
    {
        // w = −3: y ← −3 max(0, y + 1) goes 0, −3, 0, −3 with changes of 3: lost in the third step. From there on the call does what one
        // does that has no start, since no gains were ever seen by it: the same steps, and the same bits.
        FixedPointSolver<double, Relu> solver = new(Diagonal(1, -3), 1, Chord), without = new(Diagonal(1, -3), 1, Chord);
        double[] rates = [0], gains = [0], expected = [0];
        for (int call = 0; call < 3; call++)
        {
            Assert.True(solver.Solve([-1], rates, gains).AllConverged);
            Assert.True(without.Solve([-1], expected).AllConverged);
        }

        SolveSummary<double> solved = solver.Solve([1], rates, gains);
        SolveSummary<double> plain = without.Solve([1], expected);
        Assert.True(solved.AllConverged && plain.AllConverged);
        Assert.Equal(plain.Steps[0] + 3, solved.Steps[0]);
        Assert.Equal(expected, rates);
    }

    [Fact, Trait("Leg", "Any")]
    public void The_callers_step_limit_holds_for_the_start_too()
    {
        // As above with w = 0.6: the start would need some 45 steps of 0.6. With a limit of 3 it takes three, the chord method four
        // evaluations at most, and the default a few of its own.
        FixedPointSolver<double, Relu> solver = new(Diagonal(1, 0.6), 1, Chord with { StepLimit = 3 });
        double[] rates = [0], gains = [0];
        for (int call = 0; call < 3; call++) Assert.True(solver.Solve([-1], rates, gains).AllConverged);
        SolveSummary<double> solved = solver.Solve([1], rates, gains);
        Assert.True(solved.AllConverged);
        Assert.InRange(solved.Steps[0], 3 + 1, 3 + 4 + 4);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(0.98, true)]
    [InlineData(0.995, false)]
    public void A_pivot_below_a_hundredth_is_no_pivot(double gain, bool taken)
    {
        // One neuron, w = 1: 1 − g w is 0.02 or 0.005. Q = 1/0.02 with the successor, 1 without.
        ShiftedWeights<double> shifted = new(new([1.0], 1, 1), 16);
        shifted.Begin([gain]);
        shifted.Advance();
        Assert.Equal((false, taken ? gain : 0), (shifted.Building, shifted.Gains[0]));
        double[] product = [0];
        shifted.Multiply([1.0], 0, product);

        // One subtraction, one quotient, one sum.
        Assert.Equal(taken ? 1 / (1 - gain) : 1, product[0], 1e-12);
    }

    private static RateNetwork<double, Relu> Diagonal(int n, double value)
    {
        double[] weights = new double[n * n];
        for (int i = 0; i < n; i++) weights[i * (n + 1)] = value;
        return new(weights, n);
    }
}
