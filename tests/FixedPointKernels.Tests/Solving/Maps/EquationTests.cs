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

    // One state, many drives, more samples than places: s = 0.4 tanh s + Σ aⱼ sin dⱼ, so ds/ddⱼ = aⱼ cos dⱼ / (1 − 0.4 (1 − tanh² s)).
    [Fact]
    public void More_drives_than_states()
    {
        const int Batch = 9;
        EquationMap<double, Driven> map = new(default);
        double[] drives = [.. Enumerable.Range(0, Batch * Driven.Drives).Select(at => Math.Sin(at))], states = new double[Batch],
            points = new double[Batch * (1 + Driven.Drives)], u = new double[Batch], gradient = new double[drives.Length];
        Solved(Batch, new MapSolver<double, EquationMap<double, Driven>>(map, Batch).Solve(drives, states, points));
        foreach (AdjointMethod method in (AdjointMethod[])[AdjointMethod.Direct, AdjointMethod.Shared, AdjointMethod.Gmres])
        {
            AdjointSolver<double, EquationMap<double, Driven>> adjoint = new(map, Batch, new() { Method = method });
            Solved(Batch, adjoint.Solve(points, [.. Enumerable.Repeat(1.0, Batch)], u, gradient));
            for (int at = 0; at < gradient.Length; at++)
            {
                double rate = Math.Tanh(states[at / Driven.Drives]), slope = 1 - (0.4 * (1 - (rate * rate)));
                Assert.Equal(Driven.Weight(at % Driven.Drives) * Math.Cos(drives[at]) / slope, gradient[at], 1e-8);
            }
        }

        // With no more scratch than the map says.
        map.DriveProduct(
            1, points.AsSpan(0, 1 + Driven.Drives), [1], gradient.AsSpan(0, Driven.Drives), map.Scratch(1).Allocate<double>().Scratch);
        for (int j = 0; j < Driven.Drives; j++) Assert.Equal(Driven.Weight(j) * Math.Cos(drives[j]), gradient[j], 1e-8);
    }

    // F(s) = c tanh(s/c) looks at c s as it looks at s with c = 1, and steps are powers of two apart too: to the last bit.
    [Theory]
    [InlineData(-40)]
    [InlineData(40)]
    public void Differences_are_as_small_as_their_point(int exponent)
    {
        double[] plain = new double[1], scaled = new double[1];
        Differences.OfState<Scaled, double>(new(0), [0.7], [0.2], plain);
        Differences.OfState<Scaled, double>(new(exponent), [Math.ScaleB(0.7, exponent)], [Math.ScaleB(0.2, exponent)], scaled);
        Assert.Equal(plain, scaled);
        Assert.Equal(1 - (Math.Tanh(0.9) * Math.Tanh(0.9)), plain[0], 1e-9);
        Differences.OfDrive<Scaled, double>(new(0), [0.7], [0.2], plain);
        Differences.OfDrive<Scaled, double>(new(exponent), [Math.ScaleB(0.7, exponent)], [Math.ScaleB(0.2, exponent)], scaled);
        Assert.Equal(plain, scaled);
    }

    // Each length wrong by itself: the rest fits what is given, so that nothing else can refuse.
    [Fact]
    public void Differences_refuse_lengths_that_do_not_fit()
    {
        ParameterNames names = new();
        void OfState(string wrong, int state, int drive, int derivative) => names.Call(
            typeof(Differences), nameof(Differences.OfState), wrong,
            () => Differences.OfState<Divided, double>(default, new double[state], new double[drive], new double[derivative]));
        void OfDrive(string wrong, int state, int drive, int derivative) => names.Call(
            typeof(Differences), nameof(Differences.OfDrive), wrong,
            () => Differences.OfDrive<Divided, double>(default, new double[state], new double[drive], new double[derivative]));
        OfState("state", 3, 2, 9);
        OfState("drive", 2, 3, 4);
        OfState("derivative", 2, 2, 5);
        OfDrive("state", 3, 2, 6);
        OfDrive("drive", 2, 3, 6);
        OfDrive("derivative", 2, 2, 5);
        names.AssertAllRight();
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

    private readonly struct Driven : IEquation<Driven, double>
    {
        internal const int Drives = 200;

        public int Size => 1;

        public int DriveSize => Drives;

        internal static double Weight(int j) => 0.1 * Math.Cos(j);

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image)
        {
            image[0] = 0.4 * Math.Tanh(state[0]);
            for (int j = 0; j < Drives; j++) image[0] += Weight(j) * Math.Sin(drive[j]);
        }
    }

    private readonly struct Scaled(int exponent) : IEquation<Scaled, double>
    {
        public int Size => 1;

        public int DriveSize => 1;

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image) =>
            image[0] = Math.ScaleB(Math.Tanh(Math.ScaleB(state[0] + drive[0], -exponent)), exponent);
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
