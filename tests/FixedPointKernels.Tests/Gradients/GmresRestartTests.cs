using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Gradients;

/// <summary>GMRES past its first twenty vectors: every cycle goes on where the last one ended, and nothing
/// of a call is left for the next.</summary>
public sealed class GmresRestartTests
{
    private const int N = 60;
    private const double Weight = 0.9;

    // W = 0.9 I, gains g and 1 − g with g from 0 to 1: preconditioned by their mean ½ the matrices are diagonal with N different entries
    // (1 − 0.9 g)/0.55, from 0.18 to 1.82.
    private static readonly double[] Gains = [.. Enumerable.Range(0, 2 * N).Select(i => i < N ? i / (N - 1.0) : 1 - ((i - N) / (N - 1.0)))];

    private static readonly double[] Error = Rows.Flat<double>(RandomSample.Normal(new Random(4), 2, N));

    [Fact, Trait("Leg", "Any")]
    public void Three_cycles_are_enough_and_one_is_not()
    {
        // Symmetric, κ = 10: twenty steps divide |r|₂ by T₂₀(11/9) > 2·10⁵ at least, three cycles by 10¹⁵, and what is asked is 10⁻¹⁰ of
        // max|e|: at most three cycles of 20 vectors and a point, after the start; a cycle's last vector is followed by its point. One
        // factorization: the direct method, which would mend any error, is never called.
        FixedPointSolver<double, Linear> solver = Make();
        double[]? first = null;
        for (int call = 0; call < 4; call++)
        {
            double[] lambda = new double[2 * N];
            SolveSummary<double> adjoint = solver.Adjoint(Gains, Error, lambda);
            Assert.True(adjoint.AllConverged);
            Assert.Equal(1, adjoint.Factorizations);
            Assert.All(adjoint.Steps.ToArray(), steps => Assert.InRange(steps, 23, 1 + (3 * 21)));

            // λ = g e/(1 − 0.9 g), where 1 − 0.9 g ≥ 0.1: ten times the residual.
            double allowed = 10 * 1e-10 * Error.Max(Math.Abs);
            for (int i = 0; i < lambda.Length; i++) Assert.Equal(Gains[i] * Error[i] / (1 - (Weight * Gains[i])), lambda[i], allowed);
            Assert.Equal(first ??= lambda, lambda);
        }
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(30)]
    public void A_call_that_was_cancelled_in_mid_cycle_leaves_nothing_behind(int products)
    {
        double[] fresh = new double[2 * N], u = new double[2 * N];
        PackedWeights<double> weights = Make().Network.Recurrent;
        using Cancelling cancelling = new(products);
        AdjointSolver<double, WatchedMap<double, RateMap<double, Dense<double>, Uniform<Linear>>>> solver = new(
            new(new(weights, default), cancelling.Watch), 2, new() { Method = AdjointMethod.Gmres });
        Assert.Equal([SolveStatus.Cancelled, SolveStatus.Cancelled], solver.Solve(Gains, Error, u, cancelling.Token).Statuses.ToArray());
        Assert.True(solver.Solve(Gains, Error, u).AllConverged);
        AdjointSolver<double, RateMap<double, Dense<double>, Uniform<Linear>>> other = new(
            new(weights, default), 2, new() { Method = AdjointMethod.Gmres });
        Assert.True(other.Solve(Gains, Error, fresh).AllConverged);
        Assert.Equal(fresh, u);
    }

    [Fact, Trait("Leg", "Any")]
    public void An_inverse_that_overflows_is_not_used()
    {
        // The Jacobian claims 10⁻³¹⁰, whose inverse is infinite, where the product with DFᵀ says ½. Without a preconditioner one vector is
        // enough for one unknown, ½ u = 3: the start, the vector, the point; one factorization, and none by the direct method.
        AdjointSolver<double, ScalarMap> solver = new(
            new((s, _) => s, _ => 0.5, claimed: 1e-310), 1, new() { Method = AdjointMethod.Gmres });
        double[] u = new double[1];
        SolveSummary<double> adjoint = solver.Solve([0.5], [3], u);
        Assert.Equal((SolveStatus.Converged, 3, 1, 6.0), (adjoint.Status(0), adjoint.Steps[0], adjoint.Factorizations, u[0]));
    }

    private static FixedPointSolver<double, Linear> Make()
    {
        double[] weights = new double[N * N];
        for (int i = 0; i < N; i++) weights[i * (N + 1)] = Weight;
        return new(new RateNetwork<double, Linear>(weights, N), 2, null, new() { Method = AdjointMethod.Gmres });
    }
}
