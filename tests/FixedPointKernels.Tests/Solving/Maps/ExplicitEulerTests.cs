using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

public sealed class ExplicitEulerFloatTests : ExplicitEulerTests<float>;

public sealed class ExplicitEulerDoubleTests : ExplicitEulerTests<double>;

/// <summary>The explicit Euler map and the dynamics of a map, on a rate network and on a pair with rates of its own.</summary>
public abstract class ExplicitEulerTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Units = 9;

    /// <summary>By hand: the same evaluation, and one rounding for the difference, the product with k and the sum.</summary>
    [Fact, Trait("Leg", "Any")]
    public void Steps_are_those_of_the_formula_and_rows_do_not_meet()
    {
        RateMap<T, Dense<T>, Uniform<Tanh>> map = Map();
        T[] k = Draw(Units, 3, one => 0.05 + (0.9 * one)), drives = Draw(70 * Units, 4, one => one - 0.5);
        T[] states = Draw(70 * Units, 5, one => one - 0.5), start = [.. states];
        ExplicitEuler.Advance(map, 40, k, states, drives, Lent(map, 70));
        T[] image = new T[Units], residual = new T[1];
        foreach (int row in new[] { 0, 33, 69 })
        {
            T[] alone = start[(row * Units)..((row + 1) * Units)], byHand = [.. alone], drive = drives[(row * Units)..((row + 1) * Units)];
            ExplicitEuler.Advance(map, 40, k, alone, drive, Lent(map, 1));
            for (int step = 0; step < 40; step++)
            {
                map.Evaluate(1, byHand, drive, image, default, residual, map.Scratch(1).Allocate<T>().Scratch);
                for (int i = 0; i < Units; i++) byHand[i] = (k[i] * (image[i] - byHand[i])) + byHand[i];
            }

            Assert.Equal(byHand, alone);
            Assert.Equal(alone, states[(row * Units)..((row + 1) * Units)]);
        }
    }

    /// <summary>One k for all is what euler does, bit for bit; a row that is not finite stays alone.</summary>
    [Fact, Trait("Leg", "Any")]
    public void One_step_size_is_the_solver_s_euler()
    {
        RateMap<T, Dense<T>, Uniform<Tanh>> map = Map();
        T[] drives = Draw(5 * Units, 6, one => one - 0.5), states = new T[5 * Units], solved = new T[5 * Units];
        T h = T.CreateTruncating(0.1);
        ExplicitEuler.Advance(map, 137, h, states, drives, Lent(map, 5));
        new MapSolver<T, RateMap<T, Dense<T>, Uniform<Tanh>>>(
            map, 5, new() { Method = SolverMethod.Euler, StepSize = 0.1, StepLimit = 137 }).Solve(drives, solved);
        Assert.Equal(solved, states);
        Array.Clear(states);
        states[Units] = T.NaN;
        ExplicitEuler.Advance(map, 137, h, states, drives, Lent(map, 5));
        Assert.Equal(solved[..Units], states[..Units]);
        Assert.Equal(solved[(2 * Units)..], states[(2 * Units)..]);
        Assert.True(T.IsNaN(states[Units]));
        ExplicitEuler.Advance(map, 0, h, states, drives, Lent(map, 5));
        Assert.Equal(solved[..Units], states[..Units]);
    }

    /// <summary>The dynamics settle where the solver does: slopes of at most 1e-9 or 1e-5 and a contraction of ½ leave twice as much of
    /// distance.</summary>
    [Fact, Trait("Leg", "Any")]
    public void The_dynamics_of_a_map_settle_at_its_fixed_point()
    {
        RateMap<T, Dense<T>, Uniform<Tanh>> map = Map();
        T[] drive = Draw(Units, 7, one => one - 0.5), point = new T[Units], state = new T[Units];
        new MapSolver<T, RateMap<T, Dense<T>, Uniform<Tanh>>>(map, 1).Solve(drive, point);
        AlignedBuffer<T> memory = map.Scratch(1).Allocate<T>();
        TrajectoryIntegrator<T> integrator = new(Units, new() { EndTime = 200 });
        double allowed = typeof(T) == typeof(float) ? 1e-4 : 1e-8;
        foreach (double tau in new[] { 1, 0.5 })
        {
            TrajectoryResult result = integrator.Integrate(
                new MapDynamics<T, RateMap<T, Dense<T>, Uniform<Tanh>>>(map, drive, memory.Scratch, tau), new T[Units], state);
            Assert.Equal(TrajectoryOutcome.Settled, result.Outcome);
            for (int i = 0; i < Units; i++) Assert.True(T.Abs(point[i] - state[i]) <= T.CreateTruncating(allowed));
        }

        ZeroBytes.Assert("dynamics", () => integrator.Integrate(
            new MapDynamics<T, RateMap<T, Dense<T>, Uniform<Tanh>>>(map, drive, memory.Scratch), point, state));
        AlignedBuffer<T> lent = ExplicitEuler.Scratch<T, RateMap<T, Dense<T>, Uniform<Tanh>>>(map, 1).Allocate<T>();
        T[] k = Draw(Units, 8, one => 1 - one);
        ZeroBytes.Assert("k", () => ExplicitEuler.Advance(map, 3, k, state, drive, lent.Scratch));
        ZeroBytes.Assert("h", () => ExplicitEuler.Advance(map, 3, T.One, state, drive, lent.Scratch));
    }

    /// <summary>Slopes and steps go at the rates of the elements.</summary>
    [Fact]
    public void Rates_of_the_map_are_in_both()
    {
        EquationMap<T, Pair> map = new(default);
        T[] slope = new T[2], state = [T.CreateTruncating(2), T.CreateTruncating(8)];
        new MapDynamics<T, EquationMap<T, Pair>>(map, default, map.Scratch(1).Allocate<T>().Scratch, 0.25).Evaluate(state, slope);
        Assert.Equal([T.CreateTruncating(-4), T.CreateTruncating(-8)], slope);
        ExplicitEuler.Advance(map, 1, T.One, state, default, Lent(map, 1));
        Assert.Equal([T.One, T.CreateTruncating(6)], state);
    }

    /// <summary>Of a map without elements no number of rows can be told from its states: there are none, and nothing is done.</summary>
    [Fact]
    public void A_map_without_elements_has_no_rows()
    {
        EquationMap<T, Nothing> map = new(default);
        Scratch<T> lent = Lent(map, 0);
        ExplicitEuler.Advance(map, 3, T.One, [], [], lent);
        ExplicitEuler.Advance(map, 3, ReadOnlySpan<T>.Empty, [], [], lent);
        ParameterNames names = new();
        void Refused(string parameter, T[] states, T[] drives) => names.Call(
            typeof(ExplicitEuler), nameof(ExplicitEuler.Advance), parameter,
            () => ExplicitEuler.Advance(map, 1, T.One, states, drives, Lent(map, 0)));
        Refused("states", [T.One], []);
        Refused("drives", [], [T.One]);
        names.AssertAllRight();
    }

    [Fact]
    public void Misuse_is_named()
    {
        EquationMap<T, Pair> map = new(default);
        T[] state = new T[2];
        T Number(double value) => T.CreateTruncating(value);
        ParameterNames names = new();
        void Refused(string parameter, Action call) => names.Call(typeof(ExplicitEuler), nameof(ExplicitEuler.Advance), parameter, call);
        Refused("stepSize", () => ExplicitEuler.Advance(map, 1, Number(2.1), state, default, Lent(map, 1)));
        Refused("stepSize", () => ExplicitEuler.Advance(map, 1, T.Zero, state, default, Lent(map, 1)));
        Refused("stepSize", () => ExplicitEuler.Advance(map, 1, T.NaN, state, default, Lent(map, 1)));
        Refused("fractions", () => ExplicitEuler.Advance(map, 1, [T.One, Number(-0.1)], state, default, Lent(map, 1)));
        Refused("fractions", () => ExplicitEuler.Advance<T, EquationMap<T, Pair>>(map, 1, [T.One], state, default, Lent(map, 1)));
        Refused("steps", () => ExplicitEuler.Advance(map, -1, T.One, state, default, Lent(map, 1)));
        Refused("states", () => ExplicitEuler.Advance(map, 1, T.One, new T[3], default, Lent(map, 1)));
        Refused("drives", () => ExplicitEuler.Advance(map, 1, T.One, state, [T.One], Lent(map, 1)));
        names.New(typeof(MapDynamics<T, EquationMap<T, Pair>>), "drive", () =>
            _ = new MapDynamics<T, EquationMap<T, Pair>>(map, [T.One], default).Size);
        names.New(typeof(MapDynamics<T, EquationMap<T, Pair>>), "tau", () =>
            _ = new MapDynamics<T, EquationMap<T, Pair>>(map, default, default, 0).Size);
        names.AssertAllRight();
        Assert.Equal([T.Zero, T.Zero], state);
    }

    private static RateMap<T, Dense<T>, Uniform<Tanh>> Map() =>
        new(new(new PackedWeights<T>(Draw(Units * Units, 2, one => (one - 0.5) / Units), Units, Units)), default);

    private static T[] Draw(int count, int seed, Func<double, double> of)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(of(random.NextDouble())))];
    }

    private static Scratch<T> Lent<TMap>(in TMap map, int rows)
        where TMap : struct, IFixedPointMap<TMap, T> => ExplicitEuler.Scratch<T, TMap>(map, rows).Allocate<T>().Scratch;

    private readonly struct Nothing : IEquation<Nothing, T>
    {
        public int Size => 0;

        public int DriveSize => 1;

        public void Evaluate(ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> image) =>
            Assert.Fail("There is no row to evaluate.");
    }

    // F = 0, at κ = ½ and ¼.
    private readonly struct Pair : IEquation<Pair, T>
    {
        private static readonly T[] Rates = [T.CreateTruncating(0.5), T.CreateTruncating(0.25)];

        public int Size => 2;

        public int DriveSize => 0;

        public static ReadOnlySpan<T> RelaxationRates(in Pair equation) => Rates;

        public void Evaluate(ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> image) => image.Clear();
    }
}
