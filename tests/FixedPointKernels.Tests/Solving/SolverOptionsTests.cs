using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>A setting that is out of range or that the method does not use throws when the solver is
/// built, and the message names it.</summary>
public sealed class SolverOptionsTests
{
    public static TheoryData<string, SolverOptions> Refused => new()
    {
        { "Method", new() { Method = (SolverMethod)99 } },
        { "Method", new() { Method = (SolverMethod)(-1) } },
        { "Tolerance", new() { Tolerance = 0 } },
        { "Tolerance", new() { Tolerance = double.NaN } },
        { "Tolerance", new() { Tolerance = double.PositiveInfinity } },
        { "StepLimit", new() { Method = SolverMethod.Newton, StepLimit = 0 } },
        { "StepLimit", new() { StepLimit = 10 } },
        { "StepSize", new() { Method = SolverMethod.Euler, StepSize = 0 } },
        { "StepSize", new() { Method = SolverMethod.Euler, StepSize = 1.01 } },
        { "StepSize", new() { Method = SolverMethod.Iterate, StepSize = double.NaN } },
        { "StepSize", new() { Method = SolverMethod.Newton, StepSize = 0.5 } },
        { "StepSize", new() { StepSize = 0.5 } },
        { "Window", new() { Window = 0 } },
        { "Window", new() { Window = 21 } },
        { "Window", new() { Method = SolverMethod.Newton, Window = 5 } },
        { "Window", new() { Method = SolverMethod.Euler, Window = 5 } },
        { "Regularization", new() { Regularization = -1 } },
        { "Regularization", new() { Method = SolverMethod.Iterate, Regularization = 1e-8 } },
        { "RestartGrowth", new() { RestartGrowth = 1 } },
        { "RestartGrowth", new() { Method = SolverMethod.Newton, RestartGrowth = 5 } },
        { "PolishSteps", new() { PolishSteps = -1 } },
        { "PolishSteps", new() { PolishSteps = 21 } },
        { "PolishSteps", new() { Method = SolverMethod.Euler, PolishSteps = 1 } },
        { "Slots", new() { Slots = 0 } },
        { "StepLimit", new() { Method = SolverMethod.Settle, StepLimit = 10 } },
        { "Window", new() { Method = SolverMethod.Settle, Window = 5 } },
        { "TimeLimit", new() { TimeLimit = 100 } },
        { "TimeLimit", new() { Method = SolverMethod.Newton, TimeLimit = 100 } },
        { "TimeLimit", new() { Method = SolverMethod.Settle, TimeLimit = 0 } },
        { "TimeLimit", new() { Method = SolverMethod.Settle, TimeLimit = double.PositiveInfinity } },
        { "KeepFactors", new() { Method = SolverMethod.Euler, KeepFactors = true } },
        { "KeepFactors", new() { Method = SolverMethod.Iterate, KeepFactors = true } },
        { "KeepFactors", new() { Method = SolverMethod.Anderson, KeepFactors = true } },
    };

    public static TheoryData<SolverOptions> Accepted =>
    [
        new(),
        SolverOptions.PublishedEuler,
        new() { Window = 20, Regularization = 0, RestartGrowth = 1.5, PolishSteps = 20, KeepFactors = true, Slots = 1, Tolerance = 1e-3 },
        new() { Method = SolverMethod.Anderson, PolishSteps = 1, KeepFactors = true, StepLimit = 1, Window = 1 },
        new() { Method = SolverMethod.Iterate, StepSize = 1, StepLimit = 3, PolishSteps = 2 },
        new() { Method = SolverMethod.Chord, StepLimit = 5, Window = 3, KeepFactors = true },
        new() { Method = SolverMethod.Settle, TimeLimit = 100, PolishSteps = 2, KeepFactors = true },
        new() { Method = SolverMethod.Newton, StepLimit = 20, KeepFactors = true },
        new() { Method = SolverMethod.Krylov, StepLimit = 20, Slots = 2 },
    ];

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Refused))]
    public void Contradictions_throw(string setting, SolverOptions options)
    {
        RateNetwork<double, Tanh> network = new RandomNet(1, 3, 1, 1).Network<double, Tanh>();
        Assert.Contains(setting, Assert.ThrowsAny<ArgumentException>(() => new FixedPointSolver<double, Tanh>(network, 1, options)).Message,
            StringComparison.Ordinal);
    }

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Accepted))]
    public void Everything_else_solves(SolverOptions options)
    {
        RandomNet net = new(1, 3, 0.5, 2);
        FixedPointSolver<float, Tanh> solver = new(net.Network<float, Tanh>(), 2, options);
        SolveSummary<float> solved = solver.Solve(Rows.Flat<float>(net.X), new float[6]);
        Assert.Equal(-1, solved.Statuses.IndexOfAnyExcept(SolveStatus.Converged, SolveStatus.StepLimit));
    }

    [Fact, Trait("Leg", "Any")]
    public void Adjoint_settings_and_sizes()
    {
        RateNetwork<double, Tanh> network = new RandomNet(1, 3, 1, 1).Network<double, Tanh>();
        FixedPointSolver<double, Tanh> Make(AdjointOptions options) => new(network, 1, null, options);
        Assert.ThrowsAny<ArgumentException>(() => Make(new() { Method = (AdjointMethod)9 }));
        Assert.ThrowsAny<ArgumentException>(() => Make(new() { Tolerance = -1 }));
        Assert.ThrowsAny<ArgumentException>(() => Make(new() { Method = AdjointMethod.Neumann, Terms = -1 }));
        Assert.ThrowsAny<ArgumentException>(() => Make(new() { Terms = 3 }));
        Assert.ThrowsAny<ArgumentException>(() => new FixedPointSolver<double, Tanh>(network, 0));
        Assert.Throws<ArgumentNullException>(() => new FixedPointSolver<double, Tanh>(null!));
    }

    [Fact, Trait("Leg", "Any")]
    public void Defaults_are_as_documented()
    {
        RateNetwork<double, Tanh> network = new RandomNet(1, 3, 1, 1).Network<double, Tanh>();
        Assert.Equal(1e-10, new FixedPointSolver<double, Tanh>(network).Tolerance);
        Assert.Equal(1e-5f, new FixedPointSolver<float, Tanh>(new RandomNet(1, 3, 1, 1).Network<float, Tanh>()).Tolerance);
        Assert.Equal(SolverMethod.Auto, new SolverOptions().Method);
    }
}
