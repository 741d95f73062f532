using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests;

/// <summary>What one call leaves for the next is never that of other weights or of another sample: seen by what a call costs, since
/// every result is verified anyway.</summary>
public sealed class CacheTests
{
    [Fact, Trait("Leg", "Any")]
    public void A_shifted_matrix_outlives_an_update_and_says_that_it_is_of_earlier_weights()
    {
        // Q = W/(1 − g W) for one neuron: 1/(1 − ½) = 2 before the update and after it, 3/(1 − ½·3) = −6 when made anew.
        PackedWeights<double> weights = new([1.0], 1, 1);
        ShiftedWeights<double> shifted = new(weights, 16);
        long first = shifted.Generation;
        Make(shifted, 0.5);
        Assert.Equal((2, 0.5, true), (Product(shifted), shifted.Gains[0], shifted.IsCurrent));
        long second = shifted.Generation;
        Assert.True(weights.Add([2.0]));
        Assert.Equal((2, 0.5, false), (Product(shifted), shifted.Gains[0], shifted.IsCurrent));
        Assert.Equal(second, shifted.Generation);
        Make(shifted, 0.5);
        Assert.Equal((-6, 0.5, true), (Product(shifted), shifted.Gains[0], shifted.IsCurrent));

        // Another number for each Q, by which others know what they found out about which.
        Assert.Equal(3, new[] { first, second, shifted.Generation }.Distinct().Count());
        weights.Set([4.0]);
        Assert.False(shifted.IsCurrent);
        shifted.Reset();
        Assert.Equal((4, 0, true), (Product(shifted), shifted.Gains[0], shifted.IsCurrent));
        Assert.True(weights.TrySet([5.0]));
        Assert.False(shifted.IsCurrent);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_successor_is_of_the_weights_that_its_first_part_saw()
    {
        const int n = 12;
        RandomNet net = new(3, n, 0.5, 1);
        PackedWeights<double> weights = net.Network<double, Linear>().Recurrent, same = net.Network<double, Linear>().Recurrent;
        ShiftedWeights<double> shifted = new(weights, 16), expected = new(same, 16);
        double[] gains = [.. Enumerable.Repeat(0.5, n)], factor = Rows.Flat<double>(net.X);
        shifted.Begin(gains);
        shifted.Advance();
        Assert.True(shifted.Building);
        Assert.True(weights.Add([.. Enumerable.Repeat(0.1, n * n)]));
        while (shifted.Building) shifted.Advance();
        Assert.False(shifted.IsCurrent);
        expected.Begin(gains);
        while (expected.Building) expected.Advance();
        double[] found = new double[n], wanted = new double[n];
        shifted.Multiply(factor, 0, found);
        expected.Multiply(factor, 0, wanted);
        Assert.Equal(wanted, found);

        // One that is begun before an update and gets its first part after it is of the new weights.
        shifted.Begin(gains);
        Assert.True(weights.Add([.. Enumerable.Repeat(-0.05, n * n)]));
        while (shifted.Building) shifted.Advance();
        Assert.True(shifted.IsCurrent);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_transposed_product_is_that_of_the_same_matrix()
    {
        // uᵀ (Q v) = (Qᵀ u)ᵀ v, of one panel and of several.
        foreach (int n in new[] { 1, 7, 64, 65, 150 })
        {
            RandomNet net = new(n, n, 0.7, 2);
            ShiftedWeights<double> shifted = new(net.Network<double, Linear>().Recurrent, n + 16);
            shifted.Begin([.. Enumerable.Repeat(0.4, n)]);
            while (shifted.Building) shifted.Advance();
            double[] product = new double[n], transposed = [.. net.X[1]];
            shifted.Multiply(net.X[0], 0, product);
            shifted.MultiplyTransposed(net.X[1], 1, transposed);
            double forward = product.Zip(net.X[1], (a, b) => a * b).Sum(), size = net.X[1].Zip(net.X[0], (a, b) => a * b).Sum();
            double back = transposed.Zip(net.X[0], (a, b) => a * b).Sum() - size;
            Assert.Equal(forward, back, 1e-11 * (n + Math.Abs(forward)));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void A_tracker_steps_with_the_weights_as_they_are()
    {
        // Linear, gains 1 in Q: a call at the same input finds y = Q x where it is and measures once. After W ← 0 the old Q would find
        // the old y: steps with it are corrected by products with W, and a call or two later Q is of the new W.
        const int n = 18;
        RandomNet net = new(8, n, 0.6, 1);
        RateNetwork<double, Linear> network = net.Network<double, Linear>();
        FixedPointTracker<double, Linear> tracker = new(network);
        double[] drive = Rows.Flat<double>(net.X), rates = new double[n];
        for (int call = 0; call < 20; call++) Assert.Equal(SolveStatus.Converged, tracker.Track(drive, rates).Status);
        Assert.Equal(2, tracker.Track(drive, rates).Products);
        Assert.True(network.Update([.. network.Weights.ToArray().Select(w => -w)]));
        for (int call = 0; call < 3; call++) tracker.Track(drive, rates);
        TrackResult<double> result = tracker.Track(drive, rates);
        Assert.Equal((SolveStatus.Converged, 2, false), (result.Status, result.Products, result.FellBack));
        Assert.Equal(drive, rates);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_call_that_fails_says_what_it_measured_and_the_next_goes_on()
    {
        // r = max(0, w r + x): with w = 2 there is no fixed point for x > 0. The call says so, and the next one, w back at ½, converges.
        RateNetwork<double, Relu> network = new([0.5], 1);
        FixedPointTracker<double, Relu> tracker = new(network);
        double[] rates = [0];
        for (int call = 0; call < 10; call++) Assert.Equal(SolveStatus.Converged, tracker.Track([1], rates).Status);
        Assert.Equal(2, rates[0], 1e-10);
        network.Recurrent.Set([2]);
        TrackResult<double> failed = tracker.Track([1], rates);
        Assert.NotEqual(SolveStatus.Converged, failed.Status);
        Assert.Equal(Math.Abs(Math.Max(0, (2 * rates[0]) + 1) - rates[0]), failed.Residual);
        network.Recurrent.Set([0.5]);
        Assert.Equal(SolveStatus.Converged, tracker.Track([1], rates).Status);
        Assert.Equal(2, rates[0], 1e-10);
    }

    [Fact, Trait("Leg", "Any")]
    public void That_a_Jacobian_was_regular_is_not_believed_of_other_weights()
    {
        // r = max(0, w r + x) at w = 0.3 and some 10¹⁵: judged by its own scale, with an LU. At w = 1 there is no fixed point for x = 0.1,
        // but the rate swallows it and the first step hardly moves: nothing but a Jacobian of these weights, 1 − w = 0, tells.
        RateNetwork<double, Relu> network = new([0.3], 1);
        FixedPointTracker<double, Relu> tracker = new(network);
        double[] rates = [0];
        TrackResult<double> last = default;
        for (int call = 0; call < 10; call++) last = tracker.Track([1e15 * (1 + (call / 70.0))], rates);
        Assert.Equal((SolveStatus.Converged, false), (last.Status, last.FellBack));
        network.Recurrent.Set([1]);
        Assert.NotEqual(SolveStatus.Converged, tracker.Track([0.1], rates).Status);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_tracker_knows_how_large_the_rates_are()
    {
        // r = max(0, x − 3 r) = x/4 at 10⁶: residuals of a rounding, 10⁻¹⁰ to 10⁻⁹, are over the absolute tolerance, and within 10⁻¹² of
        // the rates. Plain steps triple the change: the second is turned, which in one dimension is the solution.
        for (int k = 0; k < 20; k++)
        {
            FixedPointTracker<double, Relu> tracker = new(new RateNetwork<double, Relu>([-3], 1));
            double[] drive = [1e6 * (1 + (0.1 * k))], rates = [0];
            for (int call = 0; call < 3; call++) tracker.Track(drive, rates);
            Assert.Equal(SolveStatus.Converged, tracker.Track(drive, rates).Status);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Forgetting_takes_the_potential_form_along()
    {
        const int n = 12, batch = 10;
        RandomNet net = new(31, n, 0.8, batch), other = new(32, n, 0.8, batch, 4);
        FixedPointSolver<double, Tanh> solver = new(net.Network<double, Tanh>(), batch, new() { Method = SolverMethod.Chord });
        (double[] Potentials, long Factorizations) Solve(RandomNet one)
        {
            double[] potentials = new double[n * batch];
            SolveSummary<double> solved = solver.SolvePotential(Rows.Flat<double>(one.X), potentials);
            Assert.True(solved.AllConverged);
            return (potentials, solved.Factorizations);
        }

        (double[] fresh, long factorizations) = Solve(net);
        Solve(other);
        solver.Forget();
        (double[] again, long second) = Solve(net);
        Assert.Equal(factorizations, second);
        Assert.Equal(fresh, again);
    }

    [Fact, Trait("Leg", "Any")]
    public void A_tracker_stays_on_its_side_of_a_bistable_network()
    {
        // r = tanh 4r: 0 is unstable, ±0.9993 are not. An input of a thousandth that turns its sign leaves
        // the point on the side that 8 brought it to.
        FixedPointTracker<double, Tanh> tracker = new(new RateNetwork<double, Tanh>([4], 1));
        double[] rates = [0];
        foreach (double input in new[] { 8.0, 0.001, -0.001 })
        {
            Assert.Equal(SolveStatus.Converged, tracker.Track([input], rates).Status);
            Assert.True(rates[0] > 0.99, $"at {input}: {rates[0]}");
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Factors_of_an_earlier_solve_are_not_taken_for_the_last_ones()
    {
        // From the solution Newton takes no step and leaves no factors: the adjoint makes its own, one a sample, and its bits
        // are those of a solver that never had any.
        const int n = 12, batch = 10;
        RandomNet net = new(31, n, 0.8, batch);
        SolverOptions options = new() { Method = SolverMethod.Newton, KeepFactors = true };
        FixedPointSolver<double, Tanh> solver = new(net.Network<double, Tanh>(), batch, options),
            fresh = new(net.Network<double, Tanh>(), batch, options);
        double[] drive = Rows.Flat<double>(net.X), error = Rows.Flat<double>(net.E), rates = new double[n * batch],
            gains = new double[n * batch];
        double[] lambda = new double[n * batch], expected = new double[n * batch];
        Assert.True(solver.Solve(drive, rates, gains).AllConverged);
        Assert.Equal(batch, solver.Solve(drive, rates, gains, warmStart: true).Evaluations);
        Assert.Equal(batch, solver.Adjoint(gains, error, lambda).Factorizations);
        fresh.Adjoint(gains, error, expected);
        Assert.Equal(expected, lambda);
    }

    [Fact, Trait("Leg", "Any")]
    public void Factors_that_were_found_singular_are_not_kept()
    {
        // Sample 1 is at a point where I − G W = 0 (relu on, w = 1) and stays there; sample 0 converges. The adjoint of sample 1 says
        // Singular whatever lies in its block.
        FixedPointSolver<double, Relu> solver = new(
            new RateNetwork<double, Relu>([1], 1), 2, new() { Method = SolverMethod.Newton, KeepFactors = true });
        double[] rates = new double[2], gains = new double[2], lambda = new double[2];
        SolveSummary<double> solved = solver.Solve([-1, 1], rates, gains);
        Assert.Equal([SolveStatus.Converged, SolveStatus.Singular], solved.Statuses.ToArray());
        SolveSummary<double> adjoint = solver.Adjoint(gains, [1, 1], lambda);
        Assert.Equal([SolveStatus.Converged, SolveStatus.Singular], adjoint.Statuses.ToArray());
        Assert.Equal((1.0, 1), (adjoint.Residual(1), adjoint.Factorizations));
        int steps = adjoint.Steps[1];
        Assert.Equal(new FixedPointSolver<double, Relu>(solver.Network).Adjoint(gains.AsSpan(1), [1], lambda.AsSpan(1)).Steps[0], steps);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(AdjointMethod.Shared)]
    [InlineData(AdjointMethod.Gmres)]
    public void An_adjoint_after_an_update_is_that_of_the_weights_as_they_are(AdjointMethod method)
    {
        const int n = 20, batch = 30;
        RandomNet net = new(6, n, 0.8, batch);
        RateNetwork<double, Linear> network = net.Network<double, Linear>();
        FixedPointSolver<double, Linear> solver = new(network, batch, new() { Method = SolverMethod.Chord }, new() { Method = method });
        double[] drive = Rows.Flat<double>(net.X), error = Rows.Flat<double>(net.E), rates = new double[n * batch],
            gains = new double[n * batch], lambda = new double[n * batch];
        double[][] e = net.E;
        for (int update = 0; update < 3; update++)
        {
            for (int call = 0; call < 3; call++)
            {
                Assert.True(solver.Solve(drive, rates, gains).AllConverged);
                Assert.True(solver.Adjoint(gains, error, lambda).AllConverged);
                double[][] w = Rows.From<double>(network.Weights, n, n);

                // ‖(I − Wᵀ)⁻¹‖ is below 50 for ρ ≤ 0.8 and n = 20; twice the tolerance of 10⁻¹⁰.
                for (int k = 0; k < batch; k++)
                    Rows.AssertClose(Twin.Adjoint.Solve(w, [.. Enumerable.Repeat(1.0, n)], e[k]), lambda[(k * n)..((k + 1) * n)], 1e-8,
                        $"update {update}, call {call}, λ {k}");
            }

            Assert.True(network.Update([.. network.Weights.ToArray().Select((w, i) => i % 3 == 0 ? -0.7 * w : 0.1 * w)]));
        }
    }

    private static void Make(ShiftedWeights<double> shifted, double gain)
    {
        shifted.Begin([gain]);
        while (shifted.Building) shifted.Advance();
    }

    private static double Product(ShiftedWeights<double> shifted)
    {
        double[] product = [0];
        shifted.Multiply([1.0], 0, product);
        return product[0];
    }
}
