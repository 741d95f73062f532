using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Dynamics;
using Xunit;

namespace FixedPointKernels.Tests.Dynamics;

/// <summary>Crossings at times known in closed form.</summary>
public sealed class TrajectoryEventTests
{
    /// <summary>cos crosses 0 at (k + ½)π. The state is off by some tolerances, and time 1 : 1 with it; the event itself is on the far
    /// side.</summary>
    [Fact, Trait("Leg", "Any")]
    public void Zeros_of_a_rotation()
    {
        List<(int Element, double Time, double[] State)> seen = [];
        Crossing<double>[] events = [new(0, seen: seen)];
        double[] state = [1, 0];
        TrajectoryIntegrator<double> integrator = new(2, new() { EndTime = 20, RelativeTolerance = 1e-12, AbsoluteTolerance = 1e-12 });
        TrajectoryResult result = integrator.Integrate(FunctionSystem.Rotation<double>(), state, state, events.AsSpan());
        Assert.Null(result.StoppedBy);
        Assert.Equal(6, seen.Count);
        for (int k = 0; k < seen.Count; k++)
        {
            Assert.Equal((k + 0.5) * Math.PI, seen[k].Time, result.Steps * 3e-12);
            Assert.InRange(seen[k].State[0] * (k % 2 == 0 ? -1 : 1), 0, 3e-14);
        }
    }

    [Theory]
    [InlineData(CrossingDirection.Either, 20)]
    [InlineData(CrossingDirection.Rising, 10)]
    [InlineData(CrossingDirection.Falling, 10)]
    public void Only_its_direction_counts(CrossingDirection direction, int expected)
    {
        List<(int Element, double Time, double[] State)> seen = [];
        Crossing<float>[] events = [new(0, 0.5, direction, seen: seen)];
        float[] state = [0, 1];
        new TrajectoryIntegrator<float>(2, new() { EndTime = (float)(20 * Math.PI) }).Integrate(
            FunctionSystem.Rotation<float>(), state, state, events.AsSpan());
        Assert.Equal(expected, seen.Count);
        double first = direction == CrossingDirection.Falling ? Math.PI - Math.Asin(0.5) : Math.Asin(0.5);
        Assert.Equal(first, seen[0].Time, 1e-4);
    }

    /// <summary>Events are told in the order of time, whatever theirs, up to the terminal one; state and samples end there.</summary>
    [Fact, Trait("Leg", "Any")]
    public void A_terminal_event_ends_the_trajectory()
    {
        List<(int Element, double Time, double[] State)> seen = [];
        Crossing<double>[] events =
        [
            new(0, -0.05, terminal: true, seen: seen), new(0, 0.1, seen: seen), new(0, -0.1, seen: seen), new(0, 0.2, seen: seen),
        ];
        double[] start = [1, 0], state = new double[2], samples = new double[6];
        TrajectoryResult result = new TrajectoryIntegrator<double>(2, new() { EndTime = 50 }).Integrate(
            FunctionSystem.Rotation<double>(), start, state, events.AsSpan(), [1.0, 1.5, 1.63], samples);
        double end = Math.Acos(-0.05);
        Assert.Equal((TrajectoryOutcome.Moving, 0), (result.Outcome, result.StoppedBy!.Value));
        Assert.Equal(end, result.Time, 1e-5);
        Assert.Equal([Math.Acos(0.2), Math.Acos(0.1), end], seen.Select(one => one.Time), (x, y) => Math.Abs(x - y) < 1e-5);
        Assert.Equal(seen[^1].State, state);
        Assert.Equal(-0.05, state[0], 1e-14);
        Assert.Equal(2, result.Samples);
        Assert.Equal(Math.Cos(1.5), samples[2], 1e-6);
        Assert.True(double.IsNaN(samples[4]) && double.IsNaN(samples[5]));
    }

    /// <summary>1/(1 − t) passes 10 at 0.9 and 1e6 at 1 − 1e-6; a level past the bound is not reached, and a terminal one before it is no
    /// explosion.</summary>
    [Fact]
    public void Events_and_the_explosion_in_the_order_of_time()
    {
        List<(int Element, double Time, double[] State)> seen = [];
        Crossing<double>[] events = [new(0, 2e6, seen: seen), new(0, 10, seen: seen)];
        double[] state = new double[1];
        TrajectoryIntegrator<double> integrator = new(1, new() { EndTime = 5, ExplosionSize = 1e6 });
        TrajectoryResult result = integrator.Integrate(FunctionSystem.Square<double>(), [1], state, events.AsSpan());
        Assert.Equal(TrajectoryOutcome.Exploded, result.Outcome);
        Assert.Equal(1 - 1e-6, result.Time, 1e-7);
        Assert.Equal(0.9, Assert.Single(seen).Time, 1e-7);
        events = [new(0, 0.9e6, terminal: true)];
        result = integrator.Integrate(FunctionSystem.Square<double>(), [1], state, events.AsSpan());
        Assert.Equal((TrajectoryOutcome.Moving, 0), (result.Outcome, result.StoppedBy!.Value));
        Assert.Equal(0.9e6, state[0], 1);
    }

    /// <summary>A start on the level is no crossing, a value that is no number neither, and one within a step ends the search.</summary>
    [Fact]
    public void What_is_no_crossing()
    {
        List<(int Element, double Time, double[] State)> seen = [];
        Crossing<double>[] onIt = [new(1, 0, seen: seen), new(0, double.NaN, seen: seen)];
        double[] state = [1, 0];
        TrajectoryIntegrator<double> integrator = new(2, new() { EndTime = 3 });
        integrator.Integrate(FunctionSystem.Rotation<double>(), state, state, onIt.AsSpan());
        Assert.Empty(seen);
        HalfDefined[] half = [default];
        TrajectoryResult result = integrator.Integrate(FunctionSystem.Rotation<double>(), [1, 0], state, half.AsSpan());
        Assert.InRange(result.Time, Math.Acos(0.001) - 1e-6, Math.Acos(-0.001) + 1e-6);
    }

    /// <summary>To a tolerance of 1e-15 at most as many values as bisection and one, and a third of them for what may be in a
    /// step.</summary>
    [Fact]
    public void A_crossing_is_found_in_few_values()
    {
        int total = 0, worst = 0;
        Random random = new(3);
        for (int trial = 0; trial < 1000; trial++)
        {
            double root = random.NextDouble(), bend = Math.Pow(10, (2.5 * random.NextDouble()) - 2);
            double Value(double theta) => Math.Sinh(bend * (theta - root));
            CrossingSearch search = new(Value(0), Value(1), 1e-15);
            int count = 0;
            for (; !search.Done; count++)
            {
                double theta = search.Propose();
                search.Take(theta, Value(theta));
            }

            Assert.True(Value(search.High) >= 0 && search.High - root <= 2e-15);
            (total, worst) = (total + count, Math.Max(worst, count));
        }

        Assert.InRange(worst, 1, 51);
        Assert.InRange(total / 1000.0, 3, 20);
    }

    // cos − 0 where |cos| is at least 0.001, and no number between.
    private readonly struct HalfDefined : ITrajectoryEvent<double>
    {
        public CrossingDirection Direction => CrossingDirection.Either;

        public bool IsTerminal => true;

        public double Value(double time, ReadOnlySpan<double> state) => Math.Abs(state[0]) >= 0.001 ? state[0] : double.NaN;

        public void Occurred(double time, ReadOnlySpan<double> state)
        {
        }
    }
}
