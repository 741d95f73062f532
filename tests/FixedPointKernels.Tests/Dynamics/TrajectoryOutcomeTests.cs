using System;
using FixedPointKernels.Dynamics;
using Xunit;

namespace FixedPointKernels.Tests.Dynamics;

/// <summary>Three outcomes, whatever the right-hand side does.</summary>
public sealed class TrajectoryOutcomeTests
{
    /// <summary>Past the saddle of (−x, y) from (1, 1e-12): the slope is below 1e-5 for ln 10 before and after t = ½ ln 1e12. Who asks for
    /// a longer rest sees it leave, e^t 1e-12 = 1e12 at ln 1e24; who asks for a shorter one is told so.</summary>
    [Theory]
    [InlineData(10, TrajectoryOutcome.Exploded, 55.26)]
    [InlineData(0.5, TrajectoryOutcome.Settled, 12.5)]
    public void A_slow_passage_is_not_rest(double hold, TrajectoryOutcome expected, double time)
    {
        FunctionSystem<double> saddle = new(2, (s, k) => (k[0], k[1]) = (-s[0], s[1]));
        double[] state = [1, 1e-12];
        TrajectoryOptions options = new() { EndTime = 100, RestTolerance = 1e-5, RestTime = hold };
        TrajectoryResult result = new TrajectoryIntegrator<double>(2, options).Integrate(saddle, state, state);
        Assert.Equal(expected, result.Outcome);
        Assert.InRange(result.Time, time - 1, time + 1);
    }

    /// <summary>At the lowest point of a slow swing ds/dt is 0 in one element and largest in the other; a pendulum that hangs still is at
    /// rest from the beginning, and the samples are all written first.</summary>
    [Fact]
    public void A_turning_point_is_not_rest_and_a_start_at_rest_is()
    {
        FunctionSystem<double> pendulum = new(2, (s, k) => (k[0], k[1]) = (s[1], -Math.Sin(s[0])));
        TrajectoryIntegrator<double> integrator = new(2, new() { EndTime = 40, RestTolerance = 1e-3 });
        double[] state = [0.01, 0], samples = new double[4];
        TrajectoryResult swing = integrator.Integrate(pendulum, state, state);
        Assert.Equal(TrajectoryOutcome.Moving, swing.Outcome);
        Assert.Equal(0.02, swing.Amplitude, 1e-4);
        TrajectoryResult still = integrator.Integrate(pendulum, [0, 0], state);
        Assert.Equal((TrajectoryOutcome.Settled, 0.0), (still.Outcome, still.Amplitude));
        Assert.InRange(still.Time, 2, 20);
        still = integrator.Integrate(pendulum, [0, 0], state, [30.0, 40.0], samples);
        Assert.Equal((TrajectoryOutcome.Settled, 40.0, 2), (still.Outcome, still.Time, still.Samples));
    }

    /// <summary>Without a bound in reach s² is followed to where steps can no longer be told from none: 1 within some tolerances.</summary>
    [Fact]
    public void Steps_that_become_nothing_are_an_explosion()
    {
        double[] state = [1];
        TrajectoryResult result = new TrajectoryIntegrator<double>(1, new() { EndTime = 10, ExplosionSize = 1e300 }).Integrate(
            FunctionSystem.Square<double>(), state, state);
        Assert.Equal(TrajectoryOutcome.Exploded, result.Outcome);
        Assert.Equal(1, result.Time, 1e-7);
        Assert.True(double.IsFinite(state[0]) && double.IsFinite(result.Amplitude));
    }

    /// <summary>ds/dt = 1 that is not defined from 1 on: followed to there.</summary>
    [Theory, Trait("Leg", "Any")]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Slopes_that_are_not_finite_end_as_an_explosion(double beyond)
    {
        FunctionSystem<double> wall = new(1, (s, k) => k[0] = s[0] < 1 ? 1 : beyond);
        double[] state = [0], samples = new double[3];
        TrajectoryResult result = new TrajectoryIntegrator<double>(1, new() { EndTime = 10 }).Integrate(
            wall, state, state, [0.5, 0.75, 2], samples);
        Assert.Equal((TrajectoryOutcome.Exploded, 2), (result.Outcome, result.Samples));
        Assert.Equal(1, result.Time, 1e-14);
        Assert.Equal(1, state[0], 1e-14);
        Assert.Equal(0.5, samples[0], 1e-15);
        Assert.Equal(0.75, samples[1], 1e-15);
        Assert.True(double.IsNaN(samples[2]));
        FunctionSystem<float> single = new(1, (s, k) => k[0] = s[0] < 1 ? 1 : (float)beyond);
        float[] there = [0];
        result = new TrajectoryIntegrator<float>(1, new() { EndTime = 10 }).Integrate(single, there, there);
        Assert.Equal(TrajectoryOutcome.Exploded, result.Outcome);
        Assert.Equal(1, result.Time, 1e-5);
    }

    /// <summary>ds/dt = 1e308 from 1.2e308: steps that grow by 5 from 0.01 on take the state past every number, though the slopes and
    /// the error are some. That one is taken again, shorter, and no infinity gets out: 1.7e308 is passed at ½.</summary>
    [Fact]
    public void A_state_that_overflows_is_no_state()
    {
        FunctionSystem<double> steep = new(1, (s, k) => k[0] = 1e308);
        double[] state = [1.2e308];
        TrajectoryIntegrator<double> integrator = new(1, new() { EndTime = 10, ExplosionSize = 1.7e308 });
        TrajectoryResult result = integrator.Integrate(steep, state, state);
        Assert.Equal(TrajectoryOutcome.Exploded, result.Outcome);
        Assert.Equal(0.5, result.Time, 1e-12);
        Assert.True(result.Rejected > 0 && double.IsFinite(state[0]) && double.IsFinite(result.Amplitude));
    }

    [Fact]
    public void A_start_that_has_exploded_or_has_no_slope()
    {
        TrajectoryIntegrator<double> integrator = new(1, new() { EndTime = 10, ExplosionSize = 100 });
        double[] state = [100];
        Assert.Equal((TrajectoryOutcome.Exploded, 0.0), Ended(integrator.Integrate(FunctionSystem.Decay<double>(), state, state)));
        Assert.Equal(100, state[0]);
        FunctionSystem<double> none = new(1, (s, k) => k[0] = double.NaN);
        Assert.Equal((TrajectoryOutcome.Exploded, 0.0), Ended(integrator.Integrate(none, [3], state)));
        Assert.Equal(3, state[0]);
    }

    /// <summary>A slope that jumps where it leads back keeps the state there in ever shorter steps: the limit ends it.</summary>
    [Fact]
    public void The_step_limit_ends_what_gets_nowhere()
    {
        FunctionSystem<double> jump = new(1, (s, k) => k[0] = s[0] > 0 ? -1 : 1);
        double[] state = [0.7];
        TrajectoryIntegrator<double> integrator = new(1, new() { EndTime = 10, StepLimit = 3000 });
        TrajectoryResult result = integrator.Integrate(jump, state, state);
        Assert.Equal((TrajectoryOutcome.Moving, 3000), (result.Outcome, result.Steps + result.Rejected));
        Assert.InRange(result.Time, 0.7, 10);
        Assert.Equal(0, state[0], 1e-8);
    }

    /// <summary>Before nine tenths of the end time the amplitude is that of a tenth to a fifth of the time so far, by the ends of
    /// steps: of ds/dt = 1 a tenth to a fifth of it.</summary>
    [Fact]
    public void An_early_end_has_an_amplitude_too()
    {
        FunctionSystem<double> even = new(1, (s, k) => k[0] = 1);
        double[] state = [0];
        TrajectoryIntegrator<double> integrator = new(1, new() { EndTime = 1000, StepLimit = 500, LargestStep = 0.5 });
        TrajectoryResult result = integrator.Integrate(even, state, state);
        Assert.Equal(TrajectoryOutcome.Moving, result.Outcome);
        Assert.InRange(result.Time, 240, 250);
        Assert.InRange(result.Amplitude / result.Time, 0.097, 0.2);
    }

    private static (TrajectoryOutcome Outcome, double Time) Ended(TrajectoryResult result) => (result.Outcome, result.Time);
}
