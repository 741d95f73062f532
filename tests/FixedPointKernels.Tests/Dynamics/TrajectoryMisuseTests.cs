using System;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Dynamics;

/// <summary>Misuse is refused by name before anything is written.</summary>
public sealed class TrajectoryMisuseTests
{
    private static readonly TrajectoryOptions Ten = new() { EndTime = 10 };

    [Fact]
    public void Wrong_settings_are_named()
    {
        TrajectoryOptions[] wrong =
        [
            new() { EndTime = 0 }, new() { EndTime = double.PositiveInfinity }, new() { EndTime = double.NaN },
            Ten with { RelativeTolerance = 0 }, Ten with { RelativeTolerance = 1 }, Ten with { RelativeTolerance = 1e-15 },
            Ten with { AbsoluteTolerance = 0 }, Ten with { AbsoluteTolerance = double.NaN }, Ten with { AbsoluteTolerance = 1e-310 },
            Ten with { LargestStep = -1 }, Ten with { StepLimit = 0 }, Ten with { ExplosionSize = double.PositiveInfinity },
            Ten with { RestTolerance = -1 }, Ten with { RestTime = double.NaN },
        ];
        string[] names =
        [
            "EndTime", "EndTime", "EndTime", "RelativeTolerance", "RelativeTolerance", "RelativeTolerance", "AbsoluteTolerance",
            "AbsoluteTolerance", "AbsoluteTolerance", "LargestStep", "StepLimit", "ExplosionSize", "RestTolerance", "RestTime",
        ];
        for (int i = 0; i < wrong.Length; i++)
        {
            ArgumentException refusal =
                Assert.ThrowsAny<ArgumentException>(() => new TrajectoryIntegrator<double>(2, wrong[i]));
            Assert.Equal(names[i], refusal.ParamName);
        }

        Assert.ThrowsAny<ArgumentException>(() => new TrajectoryIntegrator<float>(2, Ten with { RelativeTolerance = 1e-7 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrajectoryIntegrator<double>(0, Ten));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        TrajectoryIntegrator<double> integrator = new(2, Ten);
        FunctionSystem<double> system = FunctionSystem.Rotation<double>();
        double[] two = [1, 0], three = new double[3], state = [7, 7];
        ParameterNames names = new();
        Type type = typeof(TrajectoryIntegrator<double>);
        void Refused(string parameter, Action call) => names.Call(type, nameof(integrator.Integrate), parameter, call);
        Refused("system", () => integrator.Integrate(FunctionSystem.Square<double>(), two, state));
        Refused("start", () => integrator.Integrate(system, three, state));
        Refused("start", () => integrator.Integrate(system, [0, double.NaN], state));
        Refused("state", () => integrator.Integrate(system, two, three));
        Refused("samples", () => integrator.Integrate(system, two, state, [1.0], three));
        Refused("samples", () => integrator.Integrate(system, two, state, [1.0], two));
        Refused("samples", () => integrator.Integrate(system, two, state, [1.0], state));
        Refused("times", () => integrator.Integrate(system, two, state, [-1.0], new double[2]));
        Refused("times", () => integrator.Integrate(system, two, state, [2.0, 1], new double[4]));
        Refused("times", () => integrator.Integrate(system, two, state, [double.NaN], new double[2]));
        Refused("times", () => integrator.Integrate(system, two, state, [10.5], new double[2]));
        names.AssertAllRight();
        Assert.Equal([7, 7], state);
        ArgumentException infinite = Assert.Throws<ArgumentException>(
            () => integrator.Integrate(system, [0, double.PositiveInfinity], state));
        Assert.Contains("Element 1 of the start", infinite.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_within_a_call_is_refused()
    {
        TrajectoryIntegrator<double> integrator = new(1, Ten);
        double[] state = [0];
        FunctionSystem<double> inner = FunctionSystem.Decay<double>();
        FunctionSystem<double> outer = new(1, (_, _) => integrator.Integrate(inner, [0], new double[1]));
        Assert.Throws<InvalidOperationException>(() => integrator.Integrate(outer, state, state));
        Assert.Equal(TrajectoryOutcome.Moving, integrator.Integrate(inner, state, state).Outcome);
    }
}
