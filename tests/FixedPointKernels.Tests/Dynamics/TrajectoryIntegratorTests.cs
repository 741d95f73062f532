using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Dynamics;

public sealed class TrajectoryIntegratorFloatTests : TrajectoryIntegratorTests<float>;

public sealed class TrajectoryIntegratorDoubleTests : TrajectoryIntegratorTests<double>;

/// <summary>Trajectories against solutions in closed form, and the three ways to end.</summary>
public abstract class TrajectoryIntegratorTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly bool IsFloat = typeof(T) == typeof(float);

    private static readonly double Relative = IsFloat ? 1e-5 : 1e-8, Absolute = IsFloat ? 1e-7 : 1e-10;

    /// <summary>The root of the mean square of an error is at most 1 allowed error a step, so each element's at most √2 of them, and a
    /// rotation keeps errors as they are.</summary>
    [Fact, Trait("Leg", "Any")]
    public void A_rotation_is_followed_within_its_steps_errors()
    {
        TrajectoryIntegrator<T> integrator = new(2, new() { EndTime = 20 });
        T[] state = Numbers(1, 0);
        TrajectoryResult result = integrator.Integrate(FunctionSystem.Rotation<T>(), state, state);
        double allowed = result.Steps * Math.Sqrt(2) * (Relative + Absolute);
        Assert.Equal((TrajectoryOutcome.Moving, 20.0), (result.Outcome, result.Time));
        Assert.Equal(Math.Cos(20), Of(state[0]), allowed);
        Assert.Equal(-Math.Sin(20), Of(state[1]), allowed);
        Assert.Equal(2 + (6 * (result.Steps + result.Rejected)), result.Evaluations);

        // The last tenth, 18 to 20, has −sin from 0.75 over 0 to −0.91, and cos from 0.66 over 1 to 0.41.
        Assert.Equal(Math.Sin(20) - Math.Sin(18), result.Amplitude, 1e-3);
    }

    /// <summary>Samples come from the steps and change none of them; between the ends of a step the error may be a few times the step's
    /// own.</summary>
    [Fact, Trait("Leg", "Any")]
    public void Samples_at_any_ascending_times()
    {
        double[] times = [0, 0, 0.001, 0.5, 0.5, Math.PI, 7.77, 9.999999, 10];
        TrajectoryIntegrator<T> integrator = new(2, new() { EndTime = 10 });
        T[] state = new T[2], alone = new T[2], samples = new T[2 * times.Length];
        TrajectoryResult result = integrator.Integrate(FunctionSystem.Rotation<T>(), Numbers(1, 0), state, times, samples);
        integrator.Integrate(FunctionSystem.Rotation<T>(), Numbers(1, 0), alone);
        Assert.Equal(alone, state);
        Assert.Equal(times.Length, result.Samples);
        Assert.Equal(state, samples[^2..]);
        double allowed = 4 * (result.Steps + 1) * (Relative + Absolute);
        for (int k = 0; k < times.Length; k++)
        {
            Assert.Equal(Math.Cos(times[k]), Of(samples[2 * k]), allowed);
            Assert.Equal(-Math.Sin(times[k]), Of(samples[(2 * k) + 1]), allowed);
        }
    }

    /// <summary>ds/dt = A (s − p), eigenvalues −1, −1 ± 3i and not normal. The slope at the end is at most 1e-9 or 1e-5 of the largest
    /// element, 3; the distance is at most |A⁻¹| ≤ 3 times as much.</summary>
    [Fact, Trait("Leg", "Any")]
    public void A_stable_linear_system_settles_where_it_must()
    {
        T[] p = Numbers(0.5, -3, 2), state = Numbers(4, 4, 4);
        T three = T.CreateTruncating(3), two = T.CreateTruncating(2);
        FunctionSystem<T> system = new(3, (s, k) =>
        {
            T x = s[0] - p[0], y = s[1] - p[1], z = s[2] - p[2];
            (k[0], k[1], k[2]) = ((three * y) - x + (two * z), -y - (three * x), -z);
        });
        TrajectoryResult result = new TrajectoryIntegrator<T>(3, new() { EndTime = 200 }).Integrate(system, state, state);
        Assert.Equal(TrajectoryOutcome.Settled, result.Outcome);
        Assert.InRange(result.Time, 10, 60);
        for (int i = 0; i < 3; i++) Assert.Equal(Of(p[i]), Of(state[i]), 9 * (IsFloat ? 1e-5 : 1e-9));
        Assert.InRange(result.Amplitude, 0, IsFloat ? 1e-2 : 1e-3);
    }

    /// <summary>The distance 1 − s = e⁻ᵗ falls far below the accuracy of the steps, to some roundings.</summary>
    [Fact, Trait("Leg", "Any")]
    public void Near_rest_steps_follow_the_move_and_not_the_tolerance()
    {
        TrajectoryOptions coarse = new() { EndTime = 60, RelativeTolerance = 1e-3, AbsoluteTolerance = 1e-3, RestTolerance = 0 };
        T[] state = Numbers(0);
        TrajectoryResult result = new TrajectoryIntegrator<T>(1, coarse).Integrate(FunctionSystem.Decay<T>(), state, state);
        Assert.Equal(1, Of(state[0]), IsFloat ? 4e-7 : 1e-15);
        Assert.InRange(result.Steps, 15, 80);
    }

    /// <summary>s₀/(1 − s₀ t) is 1e12 at 1/s₀ − 1e-12. A relative error e of s on the way moves the time by e/s there, mostly while s is
    /// small: by some tolerances. The time is found to 8.9e-16 of itself, in which s moves by 1e24 times as much.</summary>
    [Theory, Trait("Leg", "Any")]
    [InlineData(0.25)]
    [InlineData(1.0)]
    [InlineData(40.0)]
    public void A_square_explodes_when_it_must(double start)
    {
        T[] state = Numbers(start);
        TrajectoryIntegrator<T> integrator = new(1, new() { EndTime = 10 });
        TrajectoryResult result = integrator.Integrate(FunctionSystem.Square<T>(), state, state);
        Assert.Equal(TrajectoryOutcome.Exploded, result.Outcome);
        Assert.Equal(1 / start, result.Time, (IsFloat ? 3e-5 : 1e-7) / start);
        Assert.Equal(1e12, Of(state[0]), 1e24 * 2 * 8.9e-16 / start);
        Assert.True(double.IsFinite(result.Amplitude));
    }

    /// <summary>x of van der Pol's oscillator with μ = 1 goes from −2.0086 to 2.0086 (known), here by four points a step; the other
    /// element is halved to stay below.</summary>
    [Fact, Trait("Leg", "Any")]
    public void A_limit_cycle_is_moving_with_its_amplitude()
    {
        T[] state = Numbers(0.1, 0);
        TrajectoryResult result = new TrajectoryIntegrator<T>(2, new() { EndTime = 100 }).Integrate(
            FunctionSystem.VanDerPol<T>(), state, state);
        Assert.Equal((TrajectoryOutcome.Moving, 100.0), (result.Outcome, result.Time));
        Assert.Equal(2 * 2.0086, result.Amplitude, 0.01);
    }

    [Fact]
    public void Nothing_is_allocated_however_it_ends()
    {
        FunctionSystem<T> rotation = FunctionSystem.Rotation<T>(), square = new(2, (s, k) => (k[0], k[1]) = (s[0] * s[0], s[1]));
        FunctionSystem<T> rest = new(2, (s, k) => (k[0], k[1]) = (-s[0], -s[1])), wall = new(2, (s, k) =>
            (k[0], k[1]) = (T.One, T.Log(T.One - s[0])));
        TrajectoryIntegrator<T> integrator = new(2, new() { EndTime = 40 });
        T[] start = Numbers(0.5, 0), state = new T[2], samples = new T[6];
        double[] times = [1, 2, 3];
        Crossing<T>[] events = [new(0), new(1)];
        foreach ((FunctionSystem<T> system, TrajectoryOutcome outcome) in new[]
        {
            (rotation, TrajectoryOutcome.Moving), (rest, TrajectoryOutcome.Settled), (square, TrajectoryOutcome.Exploded),
            (wall, TrajectoryOutcome.Exploded),
        })
        {
            ZeroBytes.Assert($"{outcome}", () => Assert.True(
                integrator.Integrate(system, start, state, events.AsSpan(), times, samples).Outcome == outcome));
        }
    }

    private static T[] Numbers(params double[] numbers) => [.. numbers.Select(T.CreateTruncating)];

    private static double Of(T value) => double.CreateTruncating(value);
}
