using System;
using System.Linq;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Systems that a user brings, as F alone or with derivatives, through every solver and adjoint.</summary>
public sealed class EquationTests
{
    public static TheoryData<SolverMethod> Methods => [.. Enum.GetValues<SolverMethod>()];

    // s = d cos s: by Newton in 20 digits s(1) = 0.7390851332151607, s(0.5) = 0.45018361129487355; ds/dd = cos s / (1 + d sin s).
    [Theory, MemberData(nameof(Methods))]
    public void A_scalar_equation(SolverMethod method)
    {
        MapSolver<double, EquationMap<double, Cosine>> solver = new(new(default), 2, Options(method));
        double[] drives = [1, 0.5], states = new double[2], points = new double[4], u = new double[2],
            gradient = new double[2], error = [1, 1];
        ZeroBytes.Assert("solve", () => Solved(2, solver.Solve(drives, states, points)));
        Assert.Equal(0.7390851332151607, states[0], 1e-9);
        Assert.Equal(0.45018361129487355, states[1], 1e-9);
        foreach (AdjointMethod adjoint in Enum.GetValues<AdjointMethod>().Where(one => one != AdjointMethod.Neumann))
        {
            AdjointSolver<double, EquationMap<double, Cosine>> adjoints = new(new(default), 2, new() { Method = adjoint });
            ZeroBytes.Assert("adjoint", () => Solved(2, adjoints.Solve(points, error, u, gradient)));
            for (int k = 0; k < 2; k++) Assert.Equal(Math.Cos(states[k]) / (1 + (drives[k] * Math.Sin(states[k]))), gradient[k], 1e-8);
        }
    }

    // Two populations: y is divided by what a sums up of it. ∂L/∂d against central differences of points solved anew.
    [Theory, MemberData(nameof(Methods))]
    public void A_circuit_of_two(SolverMethod method)
    {
        EquationMap<double, Divided> map = new(default);
        MapSolver<double, EquationMap<double, Divided>> solver = new(map, 3, Options(method)), alone = new(map, 1, Options(method));
        double[] drives = [1, 0.2, 3, 0.1, 0.5, 0], states = new double[6], points = new double[12], one = new double[2], u = new double[6],
            gradient = new double[6];
        Solved(3, solver.Solve(drives, states, points));
        AdjointSolver<double, EquationMap<double, Divided>> adjoint = new(map, 3);
        Solved(3, adjoint.Solve(points, [1, 0, 0, 1, 1, 1], u, gradient));
        for (int k = 0; k < 3; k++)
        {
            one.AsSpan().Clear();
            Solved(1, alone.Solve(drives.AsSpan(2 * k, 2), one));
            if (method != SolverMethod.Chord) Assert.Equal(states[(2 * k)..((2 * k) + 2)], one);
            for (int j = 0; j < 2; j++) Assert.Equal(
                Slope(drives.AsSpan(2 * k, 2), j, ((double[])[1, 0, 0, 1, 1, 1]).AsSpan(2 * k, 2)), gradient[(2 * k) + j], 1e-7);
        }
    }

    private static SolverOptions Options(SolverMethod method) => method switch
    {
        SolverMethod.Euler => new() { Method = method, StepSize = 0.5, StepLimit = 400 },
        SolverMethod.Iterate => new() { Method = method, StepSize = 0.5 },
        _ => new() { Method = method, Tolerance = 1e-12 },
    };

    private static void Solved(int samples, SolveSummary<double> summary)
    {
        for (int k = 0; k < samples; k++) Assert.True(summary.Status(k) == SolveStatus.Converged);
    }

    private static double Slope(ReadOnlySpan<double> drive, int j, ReadOnlySpan<double> e)
    {
        MapSolver<double, EquationMap<double, Divided>> solver = new(
            new(default), 1, new() { Method = SolverMethod.Newton, Tolerance = 1e-14 });
        double slope = 0;
        foreach (int sign in (int[])[1, -1])
        {
            double[] moved = drive.ToArray(), state = new double[2];
            moved[j] += sign * 1e-5;
            solver.Solve(moved, state);
            slope += sign * ((e[0] * state[0]) + (e[1] * state[1])) / 2e-5;
        }

        return slope;
    }

    private readonly struct Cosine : IEquation<Cosine, double>
    {
        public int Size => 1;

        public int DriveSize => 1;

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image) =>
            image[0] = drive[0] * Math.Cos(state[0]);
    }

    /// <summary>y = d₀ / (1 + a), a = d₁ + ½ y².</summary>
    private readonly struct Divided : IEquation<Divided, double>
    {
        public int Size => 2;

        public int DriveSize => 2;

        public static void StateDerivative(
            in Divided equation, ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> derivative) =>
            ((double[])[0, -drive[0] / ((1 + state[1]) * (1 + state[1])), state[0], 0]).CopyTo(derivative);

        public static void DriveDerivative(
            in Divided equation, ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> derivative) =>
            ((double[])[1 / (1 + state[1]), 0, 0, 1]).CopyTo(derivative);

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image)
        {
            image[0] = drive[0] / (1 + state[1]);
            image[1] = drive[1] + (0.5 * state[0] * state[0]);
        }
    }
}
