using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Gradients;

/// <summary>What happens to an adjoint that its method does not solve, and that nothing but the sample's own
/// numbers is in what comes back.</summary>
public sealed class AdjointFailureTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(AdjointMethod.Shared)]
    [InlineData(AdjointMethod.Gmres)]
    public void A_shared_method_that_runs_away_hands_over_to_the_direct_one(AdjointMethod method)
    {
        // w = 1, gains ±10¹⁰⁰: their mean is 0 and the shared inverse 1, so that a chord step multiplies by 10¹⁰⁰ and the fourth leaves the
        // finite numbers. u = e/(1 − g) by LU.
        FixedPointSolver<double, Linear> solver = new(new RateNetwork<double, Linear>([1], 1), 2, null, new() { Method = method });
        double[] lambda = new double[2];
        SolveSummary<double> adjoint = solver.Adjoint([1e100, -1e100], [1, 1], lambda);
        Assert.True(adjoint.AllConverged);

        // λ = g u = g/(1 − g) = −1 to a few roundings of 1.
        Assert.Equal(-1, lambda[0], 1e-10);
        Assert.Equal(-1, lambda[1], 1e-10);
    }

    [Fact, Trait("Leg", "Any")]
    public void Fresh_factors_have_all_their_refinements_after_kept_ones_had_theirs()
    {
        // ½ u = 1 with a reused factor of ½/0.6 and a fresh one of ½/0.7: steps that leave 0.4 and 0.3 of the residual, which is ½ at the
        // start. Five steps with the reused factor, and with four of the fresh one 0.4⁵ · 0.3⁴/2 = 4.1·10⁻⁵ is below
        // 10⁻⁴: ten evaluations, one factorization.
        FactorStore<double> kept = new(1, 1);
        kept.Matrix(0)[0] = 0.5 / 0.6;
        kept.Own(0, good: true);
        AdjointSolver<double, ScalarMap> solver = new(new((s, _) => s, _ => 0.5, claimed: 0.5 / 0.7), 1, new() { Tolerance = 1e-4 }, kept);
        double[] u = [0];
        SolveSummary<double> adjoint = solver.Solve([0.5], [1], u);
        Assert.Equal((SolveStatus.Converged, 10, 1), (adjoint.Status(0), adjoint.Steps[0], adjoint.Factorizations));
        Assert.Equal(2, u[0], 2e-4);
    }

    [Fact, Trait("Leg", "Any")]
    public void The_drives_gradient_is_overwritten()
    {
        const int n = 9, batch = 4;
        RandomNet net = new(41, n, 1.2, batch);
        double[] drive = Rows.Flat<double>(net.X), error = Rows.Flat<double>(net.E), clean = new double[n * batch],
            used = new double[n * batch];
        Array.Fill(used, 7);
        ThroughTime<double, Tanh> time = new(net.Network<double, Tanh>().Recurrent, default, batch, 0.1, 12);
        foreach (double[] gradient in new[] { clean, used })
        {
            time.Forward(drive, new double[n * batch]);
            time.Backward(error, 1, batch, new double[n * n], gradient);
        }

        Assert.Equal(clean, used);
    }

    [Fact, Trait("Leg", "Any")]
    public void Factors_of_a_point_that_was_passed_are_not_those_of_the_end()
    {
        // tanh of a rotation with gain: Newton finds 0 on the way, which is not taken, and the cycle goes on. The adjoint at the state at
        // the end is that of a solver which keeps no factors.
        RateNetwork<double, Tanh> network = new([2, -2, 2, 2], 2);
        SolverOptions settle = new() { Method = SolverMethod.Settle, TimeLimit = 20 };
        FixedPointSolver<double, Tanh> keeping = new(network, 1, settle with { KeepFactors = true }), plain = new(network, 1, settle);
        double[] rates = [0.01, 0], gains = [0, 0], kept = [0, 0], expected = [0, 0];
        SolveSummary<double> solved = keeping.Solve([0, 0], rates, gains, warmStart: true);
        Assert.Equal(SolveStatus.Unsettled, solved.Status(0));
        Assert.True(solved.Factorizations > 0);
        SolveSummary<double> adjoint = keeping.Adjoint(gains, [1, 2], kept), other = plain.Adjoint(gains, [1, 2], expected);
        Assert.Equal(
            (other.Status(0), other.Steps[0], other.Factorizations), (adjoint.Status(0), adjoint.Steps[0], adjoint.Factorizations));
        Assert.Equal(expected, kept);
    }

    [Fact, Trait("Leg", "Any")]
    public void Factors_of_a_path_are_not_those_of_the_point()
    {
        // No fixed point (see FailurePathTests): Newton leaves its factors, the path after it writes others into the same memory. The
        // adjoint at the point returned is that of a solver which keeps none, step by step.
        RateNetwork<double, Relu> network = new([2], 1);
        FixedPointSolver<double, Relu> keeping = new(network, 1, new() { KeepFactors = true }), plain = new(network);
        double[] rates = [0], gains = [0], kept = [0], expected = [0];
        Assert.NotEqual(SolveStatus.Converged, keeping.Solve([1], rates, gains).Status(0));
        plain.Solve([1], rates, gains);
        SolveSummary<double> adjoint = keeping.Adjoint(gains, [1], kept), other = plain.Adjoint(gains, [1], expected);
        Assert.Equal(
            (other.Status(0), other.Steps[0], other.Factorizations), (adjoint.Status(0), adjoint.Steps[0], adjoint.Factorizations));
        Assert.Equal(expected, kept);
    }

    // No weight leads to neuron 0, so its gain meets nothing in u: the point is none all the same, and so is its gradient.
    [Theory, Trait("Leg", "Any")]
    [InlineData(AdjointMethod.Direct)]
    [InlineData(AdjointMethod.Shared)]
    [InlineData(AdjointMethod.Gmres)]
    [InlineData(AdjointMethod.Neumann)]
    public void A_gain_that_is_no_number_is_not_solved_around(AdjointMethod method)
    {
        RateMap<double, Sparse<double>, Uniform<Tanh>> map = new(SparseWeights<double>.Of([0, 0, 0.5, 0.2], 2, 2), default);
        double[] u = new double[4], gradient = new double[4];
        SolveSummary<double> adjoint = new AdjointSolver<double, RateMap<double, Sparse<double>, Uniform<Tanh>>>(
            map, 2, new() { Method = method }).Solve([double.NaN, 0.5, 0.5, 0.5], [1, 1, 1, 1], u, gradient);
        Assert.Equal(SolveStatus.NonFinite, adjoint.Status(0));
        Assert.NotEqual(SolveStatus.NonFinite, adjoint.Status(1));
        for (int i = 0; i < 2; i++) Assert.True(double.IsNaN(u[i]) && double.IsNaN(gradient[i]) && double.IsFinite(u[2 + i]));
    }
}
