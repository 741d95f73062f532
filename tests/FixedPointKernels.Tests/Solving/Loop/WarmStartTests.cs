using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>A warm start is where the search begins, under every method and in both forms, with gains and without.</summary>
public sealed class WarmStartTests
{
    private const int N = 12;
    private const int Batch = 10;

    public static TheoryData<SolverMethod> Methods =>
        [SolverMethod.Auto, SolverMethod.Euler, SolverMethod.Iterate, SolverMethod.Anderson, SolverMethod.Newton, SolverMethod.Chord];

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Iterate)]
    [InlineData(SolverMethod.Anderson)]
    [InlineData(SolverMethod.Newton)]
    [InlineData(SolverMethod.Chord)]
    public void From_the_solution_one_evaluation_is_enough_with_gains_too(SolverMethod method)
    {
        // Two cold calls first: a chord solver that has seen gains would begin the third with a start of its own.
        RandomNet net = new(31, N, 0.8, Batch);
        double[] drive = Rows.Flat<double>(net.X), rates = new double[N * Batch], gains = new double[N * Batch];
        FixedPointSolver<double, Tanh> solver = new(net.Network<double, Tanh>(), Batch, new() { Method = method, Slots = 3 });
        for (int call = 0; call < 2; call++) Assert.True(solver.Solve(drive, rates, gains).AllConverged);
        (double[] found, double[] slopes) = ([.. rates], [.. gains]);
        Array.Clear(gains);
        SolveSummary<double> again = solver.Solve(drive, rates, gains, warmStart: true);
        Assert.True(again.AllConverged);
        Assert.Equal((Batch, 0), (again.Evaluations, again.Factorizations));
        Assert.All(again.Steps.ToArray(), steps => Assert.Equal(1, steps));
        Assert.Equal(found, rates);
        Assert.Equal(slopes, gains);
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Methods))]
    public void Of_two_stable_points_the_start_chooses(SolverMethod method)
    {
        // r = tanh 2r has the points 0 and ±0.957…, of which the outer ones are stable; from ±0.9 every method ends in the near one. The
        // third and fourth call have gains seen.
        const double point = 0.95750402407726874;
        SolverOptions options = new() { Method = method, StepSize = method == SolverMethod.Euler ? 0.1 : null };
        FixedPointSolver<double, Tanh> solver = new(new RateNetwork<double, Tanh>([2], 1), 2, options);
        double[] gains = new double[2];
        for (int call = 0; call < 4; call++)
        {
            double sign = call % 2 == 0 ? 1 : -1;
            double[] rates = [sign * 0.9, sign * -0.9];
            Assert.True((call < 2
                ? solver.Solve([0, 0], rates, warmStart: true)
                : solver.Solve([0, 0], rates, gains, warmStart: true)).AllConverged);

            // |1 − g w|⁻¹ = 1/(1 − 2·0.083) = 1.2 times a residual of 10⁻¹⁰.
            Assert.Equal(sign * point, rates[0], 2e-10);
            Assert.Equal(sign * -point, rates[1], 2e-10);
        }

        // v = 2 tanh v: twice the rate.
        double[] potentials = [1.8, -1.8];
        Assert.True(solver.SolvePotential([0, 0], potentials, warmStart: true).AllConverged);
        Assert.Equal(2 * point, potentials[0], 4e-10);
        Assert.Equal(-2 * point, potentials[1], 4e-10);

        // From a cold start 0 is the fixed point of both at once, whatever the memory held.
        potentials = [1.8, -1.8];
        double[] cold = [0.9, -0.9];
        Assert.Equal(method == SolverMethod.Euler ? 2 * 501 : 2, solver.SolvePotential([0, 0], potentials).Evaluations);
        Assert.True(solver.Solve([0, 0], cold).AllConverged);
        Assert.Equal([0, 0, 0, 0], potentials.Concat(cold));
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Euler)]
    [InlineData(SolverMethod.Iterate)]
    public void A_run_that_goes_on_has_the_bits_of_one_that_was_not_interrupted(SolverMethod method)
    {
        // 200 = 130 + 70 steps, not a multiple of the steps between two checks of Euler's method; a linear map, so that
        // damped iteration's best point is its last one.
        RandomNet net = new(32, N, 0.5, Batch);
        double[] drive = Rows.Flat<double>(net.X), whole = new double[N * Batch], parts = new double[N * Batch];
        FixedPointSolver<double, Linear> Of(int steps) =>
            new(net.Network<double, Linear>(), Batch,
                new() { Method = method, StepSize = 0.03125, StepLimit = steps, Tolerance = 1e-300, Slots = 3 });
        Of(200).Solve(drive, whole);
        Of(130).Solve(drive, parts);
        Of(70).Solve(drive, parts, warmStart: true);
        Assert.Equal(whole, parts);
    }
}
