using System;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>A step or a score that is broken off: it ends soon, and no step was taken.</summary>
public sealed class CancellationTests
{
    // A thousand million Euler steps take minutes.
    private static readonly SolverOptions Endless = SolverOptions.PublishedEuler with { StepLimit = 1_000_000_000 };

    [Theory]
    [InlineData("euclidean")]
    [InlineData("finite-step")]
    public void In_the_middle_of_the_solver_the_step_is_not_taken(string named)
    {
        RuleEntry rule = Named.Rule(named);
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        double[] before = [.. model.Network.Weights];
        using Trainer<double> trainer = new(model, Settings(rule) with { Solver = Endless });
        BrokenOff(token => trainer.Step(SmallTask.Data, SmallTask.First(21), token));
        BrokenOff(token => trainer.Measure(SmallTask.Data, SmallTask.First(21), token));
        BrokenOff(token => trainer.Evaluate(SmallTask.Data, token));
        Assert.Equal(before, model.Network.Weights);
        Assert.Equal(0, trainer.StepsTaken);

        static void BrokenOff(Action<CancellationToken> work)
        {
            using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(20));
            Assert.Equal(soon.Token, Assert.Throws<OperationCanceledException>(() => work(soon.Token)).CancellationToken);
        }
    }

    [Theory]
    [InlineData("linearized")]
    [InlineData("through-time")]
    public void Before_its_first_sample_too_and_the_next_step_has_the_bits_of_a_first(string named)
    {
        RuleEntry rule = Named.Rule(named);
        Model<double, Tanh> interrupted = SmallTask.Model<double, Tanh>(), whole = SmallTask.Model<double, Tanh>();
        using Trainer<double> late = new(interrupted, Settings(rule)), first = new(whole, Settings(rule));
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => Step(late, cancelled));
        Assert.Equal(whole.Network.Weights, interrupted.Network.Weights);
        late.Forget();
        Step(late, default);
        Step(first, default);
        Assert.Equal(whole.Network.Weights, interrupted.Network.Weights);

        void Step(Trainer<double> trainer, CancellationToken cancellation) =>
            Assert.True(trainer.Step(SmallTask.Data, SmallTask.First(21), cancellation).Applied);
    }

    private static TrainingSettings Settings(RuleEntry rule) =>
        new() { Rule = rule, Rate = 0.1, BatchSize = 21, Threads = 2, Solver = SolverOptions.PublishedEuler with { StepLimit = 20 } };
}
