using System;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>What polishing moves a converged point to is judged like any other point.</summary>
public sealed class PolishTests
{
    /// <summary>
    /// s ← 0.9 s + 1 is exact down to residuals of 10⁻¹¹, and below that anything up to 1. Iteration ends at 0.953 · 10⁻¹⁰, converged;
    /// with 0.125 for I − DF = 0.1 each Newton step leaves a fifth of the residual, so two lead to 3.8 · 10⁻¹². What is returned is that
    /// point, with the residual that may be there, and no longer as converged; one step, to 1.9 · 10⁻¹¹, is as good as it looks.
    /// </summary>
    [Theory, Trait("Leg", "Any")]
    [InlineData(0, SolveStatus.Converged)]
    [InlineData(1, SolveStatus.Converged)]
    [InlineData(2, SolveStatus.Stalled)]
    public void A_point_that_polishing_made_doubtful_is_told_as_it_is(int polishSteps, SolveStatus expected)
    {
        ScalarMap inner = new((s, d) => (0.9 * s) + d, _ => 0.9, claimed: 0.125);
        SolverOptions options = new() { Method = SolverMethod.Iterate, RelativeTolerance = 0, PolishSteps = polishSteps };
        MapSolver<double, DoubtfulMap> solver = new(new(inner, computed => computed > 1e-11 ? computed : 1), 1, options);
        double[] state = [0];

        SolveSummary<double> solved = solver.Solve([1], state);

        // A state of 10 minus a residual over 0.1, which may be off by some roundings of 10.
        double residual = 0.953e-10 * Math.Pow(0.2, polishSteps);
        Assert.Equal(expected, solved.Status(0));
        Assert.Equal(expected == SolveStatus.Converged ? residual : 1, solved.Residual(0), (0.01 * residual) + 1e-14);
        Assert.Equal(residual, 0.1 * (10 - state[0]), (0.01 * residual) + 1e-14);
    }

    /// <summary>s ← ½ s + 1: a Newton step leads to 2 exactly, and no residual is left.</summary>
    [Fact, Trait("Leg", "Any")]
    public void A_point_without_a_residual_is_the_best()
    {
        MapSolver<double, ScalarMap> solver = new(
            ScalarMap.Affine(0.5), 1, new() { Method = SolverMethod.Iterate, Tolerance = 1e-5, PolishSteps = 2 });
        double[] state = [0];
        SolveSummary<double> solved = solver.Solve([1], state);
        Assert.Equal((SolveStatus.Converged, 0, 2), (solved.Status(0), solved.Residual(0), state[0]));
    }

    /// <summary>
    /// s ← 0.9 s + 1 with images that are off by 2⁻³⁰ where the residual would be less, beside magnitudes of 10⁵ that cancel. 10⁻¹² of
    /// these is far more, so at step 256, the first that is looked at after 0.9ᵏ has passed 2⁻³⁰, the point is accepted as what rounding
    /// leaves. Newton finds no better one, and the same point is as good as before, although 2⁻³⁰ is over the tolerance of 10⁻¹⁰.
    /// </summary>
    [Theory, Trait("Leg", "Any")]
    [InlineData(0)]
    [InlineData(2)]
    public void A_residual_of_rounding_alone_is_converged_after_polishing_too(int polishSteps)
    {
        double off = Math.ScaleB(1, -30);
        ScalarMap inner = new((s, d) => Math.Abs((0.9 * s) + d - s) > off ? (0.9 * s) + d : s + off, _ => 0.9);
        SolverOptions options = new() { Method = SolverMethod.Iterate, PolishSteps = polishSteps };
        MapSolver<double, DoubtfulMap> solver = new(new(inner, computed => computed + off, scale: 1e5), 1, options);
        double[] state = [0];

        SolveSummary<double> solved = solver.Solve([1], state);

        Assert.Equal(SolveStatus.Converged, solved.Status(0));
        Assert.Equal(2 * off, solved.Residual(0));
        Assert.Equal(10, state[0], 1e-6);
    }
}
