using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>How often the loop computes the enclosure of points that are then refused.</summary>
public sealed class SolveLoopTests
{
    /// <summary>
    /// s ← 0.9 s + 1 from 0: residuals of 0.9ᵏ. The next enclosure after a refusal comes at half of the computed residual or of its
    /// bound, whichever is less, and once more at a power of two. A bound of 1 is always short: half after half from 10⁻¹⁰ to the
    /// roundings at 10⁻¹⁵ are 17 enclosures; at half of the bound it would be every one of the 100 steps between. A bound of a thousandth:
    /// the first enclosure, at a thousandth of a state near 10, says 10⁻⁵, so the next waits for 5 · 10⁻⁶, then 2.5 · 10⁻⁹, and a
    /// thousandth of that is within; at half of the computed residual it would be 17.
    /// </summary>
    [Theory, Trait("Leg", "Any")]
    [InlineData(0, 1, 15, 25)]
    [InlineData(1e-3, 0, 3, 6)]
    public void After_a_refusal_the_next_look_comes_at_half(double share, double bound, int fewest, int most)
    {
        List<double> looks = [];
        double relative = share > 0 ? 1e-3 : 0;
        SolverOptions options = new() { Method = SolverMethod.Iterate, RelativeTolerance = relative };
        MapSolver<double, DoubtfulMap> solver = new(Looking(looks, computed => (share * computed) + bound), 1, options);
        solver.Solve([1], [0.0]);
        Assert.True(looks.Count >= fewest && looks.Count <= most, $"{looks.Count} looks, at {string.Join(", ", looks)}");
    }

    /// <summary>
    /// A point whose computed residual is within the tolerance and whose bound is not was refused for the bound: where the search is cut
    /// off there, the bound is what is told of it. 0.9ᵏ first comes below 10⁻¹⁰ as 0.953 · 10⁻¹⁰, 1.08 of which is 1.03 · 10⁻¹⁰; it is
    /// still the best point, for the one before has 1.06 · 10⁻¹⁰.
    /// </summary>
    [Fact, Trait("Leg", "Any")]
    public void Of_a_refused_point_its_bound_is_told()
    {
        List<double> looks = [];
        SolveStatus status = SolveStatus.Unsolved;
        double told = 0;
        double[] state = [0];
        for (int budget = 1; looks.Count == 0 && budget < 1000; budget++)
        {
            SolverOptions options = new()
            {
                Method = SolverMethod.Iterate, RelativeTolerance = 0, Budget = new() { Evaluations = budget },
            };
            state[0] = 0;
            SolveSummary<double> solved =
                new MapSolver<double, DoubtfulMap>(Looking(looks, computed => 1.08 * computed), 1, options).Solve([1], state);
            (status, told) = (solved.Status(0), solved.Residual(0));
        }

        Assert.Equal(SolveStatus.StepLimit, status);
        Assert.InRange(looks.Single(), 0.9e-10, 1e-10);
        Assert.Equal(looks[0], Math.Abs((0.9 * state[0]) + 1 - state[0]));
        Assert.Equal(1.08 * looks[0], told);
        Assert.True(told > 1e-10);
    }

    // Notes the computed residuals of the points that are enclosed.
    private static DoubtfulMap Looking(List<double> looks, Func<double, double> enclosed) => new(ScalarMap.Affine(0.9), computed =>
    {
        looks.Add(computed);
        return enclosed(computed);
    });
}
