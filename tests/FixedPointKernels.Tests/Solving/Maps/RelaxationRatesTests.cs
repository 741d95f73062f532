using System;
using System.Collections.Generic;
using FixedPointKernels.Analysis;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>
/// One excitatory and one inhibitory neuron, τᵢ of its own for each: E = tanh(1.6 E − I + x), I = tanh(1.8 E − 0.5 I). At 0 the linear
/// dynamics K (W − 1) have the trace 0.6 − 1.5 κ and a positive determinant: slow inhibition, κ below 0.4, leaves a cycle where fast
/// inhibition settles. The fixed point is the same.
/// </summary>
public sealed class RelaxationRatesTests
{
    private static readonly SolverOptions Settle = new() { Method = SolverMethod.Settle, TimeLimit = 500 };

    [Theory]
    [InlineData(1, SolveStatus.Converged)]
    [InlineData(0.45, SolveStatus.Converged)]
    [InlineData(0.35, SolveStatus.Unsettled)]
    [InlineData(0.1, SolveStatus.Unsettled)]
    public void Slow_inhibition_goes_on_turning(double rate, SolveStatus expected)
    {
        EquationMap<double, Pair> map = new(new([1, rate]));
        double[] states = [0.1, 0], points = new double[3];
        MapSolver<double, EquationMap<double, Pair>> solver = new(map, 1, Settle);
        Assert.Equal(expected, solver.Solve([0], states, points).Status(0));
        Stability found = Stability.OfMap(map, [0.0, 0, 0]);
        Assert.Equal(expected == SolveStatus.Converged, found.IsStableAsOde);

        // Max Re of K (W − 1) is half its trace where it turns: 1 + (0.6 − 1.5 κ) / 2.
        if (rate < 1) Assert.Equal(1.3 - (0.75 * rate), found.SpectralAbscissa, 1e-8);
        Assert.Equal(
            Stability.OfMap<double, EquationMap<double, Pair>>(new(new([])), [0.0, 0, 0]).SpectralRadius, found.SpectralRadius, 1e-12);
        ZeroBytes.Assert("settle", () => solver.Solve([0], states));
    }

    // Ten thousand steps of 0.001 by hand, against Euler's and, at the end, settle's.
    [Fact]
    public void Steps_go_at_the_rates_of_their_elements()
    {
        Pair pair = new([1, 0.45]);
        EquationMap<double, Pair> map = new(pair);
        double[] byHand = new double[4], image = new double[2], states = new double[4], drives = [0.3, -0.6];
        for (int k = 0; k < 2; k++)
        {
            for (int step = 0; step < 10_000; step++)
            {
                Span<double> state = byHand.AsSpan(2 * k, 2);
                pair.Evaluate(state, drives.AsSpan(k, 1), image);
                (state[0], state[1]) = (state[0] + (0.001 * (image[0] - state[0])), state[1] + (0.001 * 0.45 * (image[1] - state[1])));
            }
        }

        MapSolver<double, EquationMap<double, Pair>> euler = new(
            map, 2, new() { Method = SolverMethod.Euler, StepSize = 0.001, StepLimit = 10_000 });
        euler.Solve(drives, states);
        for (int i = 0; i < 4; i++) Assert.Equal(byHand[i], states[i], 1e-12);

        double[] settled = new double[4];
        SolveSummary<double> end = new MapSolver<double, EquationMap<double, Pair>>(map, 2, Settle).Solve(drives, settled);
        Assert.True(end.AllConverged);
        Assert.True(new MapSolver<double, EquationMap<double, Pair>>(map, 2).Solve(drives, states).AllConverged);
        for (int i = 0; i < 4; i++) Assert.Equal(settled[i], states[i], 1e-8);
    }

    // The matrix that OfMap writes for a map with rates, by its products.
    [Fact]
    public void Products_of_the_dynamics_have_the_abscissa_of_the_map()
    {
        double[] drive = [1.3], states = [1, 1];
        EquationMap<double, Pair> map = new(new([1, 0.3]));
        double[] linearization = new double[map.LinearizationSize];
        Assert.True(new MapSolver<double, EquationMap<double, Pair>>(map).Solve(drive, states, linearization).AllConverged);
        Stability expected = Stability.OfMap<double, EquationMap<double, Pair>>(map, linearization);
        Scratch<double> scratch = map.Scratch(1).Allocate<double>().Scratch;
        LinearizedDynamics<double, EquationMap<double, Pair>> dynamics = new(map, linearization, scratch);
        LinearizedMap<double, EquationMap<double, Pair>> plain = new(map, linearization, scratch);
        StabilityEstimator<double> estimator = new(2, 2);
        Assert.Equal(expected.SpectralAbscissa, estimator.Of(dynamics, 1e-10).Value.SpectralAbscissa, 1e-9);
        Assert.Equal(expected.SpectralRadius, estimator.Of(plain, 1e-10).Value.SpectralRadius, 1e-9);
        Assert.NotEqual(expected.SpectralAbscissa, estimator.Of(plain, 1e-10).Value.SpectralAbscissa, 1e-3);
    }

    // F(s) = s + 1 has no fixed point, so auto comes to its slow relaxation, thousands of steps of 0.1 κ.
    [Fact]
    public void Auto_relaxes_at_the_rates_of_its_elements()
    {
        Endless endless = new([1, 0.25], []);
        MapSolver<double, EquationMap<double, Endless>> solver = new(new(endless));
        Assert.NotEqual(SolveStatus.Converged, solver.Solve([], new double[2]).Status(0));
        int steps = 0;
        for (int at = 2; at < endless.Seen.Count; at += 2)
        {
            (double first, double second) = (endless.Seen[at] - endless.Seen[at - 2], endless.Seen[at + 1] - endless.Seen[at - 1]);
            if (Math.Abs(first - 0.1) < 1e-10 && Math.Abs(second - 0.025) < 1e-10) steps++;
        }

        Assert.InRange(steps, 1000, 5000);
    }

    private readonly struct Endless(double[] rates, List<double> seen) : IEquation<Endless, double>
    {
        private readonly double[] rates = rates;

        internal List<double> Seen { get; } = seen;

        public int Size => 2;

        public int DriveSize => 0;

        public static ReadOnlySpan<double> RelaxationRates(in Endless equation) => equation.rates;

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image)
        {
            Seen.AddRange(state);
            (image[0], image[1]) = (state[0] + 1, state[1] + 1);
        }
    }

    private readonly struct Pair(double[] rates) : IEquation<Pair, double>
    {
        private readonly double[] rates = rates;

        public int Size => 2;

        public int DriveSize => 1;

        public static ReadOnlySpan<double> RelaxationRates(in Pair equation) => equation.rates;

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image)
        {
            image[0] = Math.Tanh((1.6 * state[0]) - state[1] + drive[0]);
            image[1] = Math.Tanh((1.8 * state[0]) - (0.5 * state[1]));
        }
    }
}
