using System;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Tests.Training;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.ZhuRosenbaum.Published;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Published;

/// <summary>The published step by hand: look at a training batch, step from a test batch, g = 1 − r² wherever the Euler steps
/// stopped.</summary>
[Collection(Alone.Name)]
public sealed class PublishedStepTests
{
    private const double StepSize = 0.05;
    private const int Steps = 20;

    private static readonly TrainingSettings Settings = new()
    {
        Rate = 0.3,
        BatchSize = 6,
        GainsFromRates = true,
        Solver = new SolverOptions { Method = SolverMethod.Euler, StepSize = StepSize, StepLimit = Steps },
    };

    [Theory, Trait("Leg", "Any")]
    [InlineData("euclidean")]
    [InlineData("linearized")]
    [InlineData("variant")]
    public void It_is_the_step_by_hand(string named)
    {
        RuleEntry rule = Named.Rule(named);
        int[] train = [0, 1, 2, 3, 4, 5], test = [10, 20, 15, 9];
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>(gain: 0.8);
        TwinStep seen = new(model, SmallTask.Data, train), used = new(model, SmallTask.Data, test);
        double[][] r = used.Rates(StepSize, Steps);
        double[][] g = Array.ConvertAll(r, row => Array.ConvertAll(row, value => 1 - (value * value)));
        double[][] change = used.Change(rule, 0.3, r, g);
        double[][] expected = Twin.DenseMatrix.Add(used.W, change);
        using Trainer<double> trainer = new(model, Settings with { Rule = rule });
        PublishedReport report = PublishedStep.Take(trainer, SmallTask.Data, train, SmallTask.Data, test);
        Assert.True(report.Step.Applied);
        Assert.Equal(seen.Loss(seen.Rates(StepSize, Steps)), report.Train.Loss, 1e-12);
        Assert.Equal(used.Loss(r), report.Test.Loss, 1e-12);
        Assert.Equal((6, 4), (report.Train.Samples, report.Test.Samples));
        Assert.Equal(report.Train.Loss, report.AsTraining().Loss);

        // e⁻¹ of the way is left after 20 steps of 0.05, so f′(z) is another step: that is what the option is for.
        double[][] sound = used.Change(rule, 0.3, r);
        double size = Twin.DenseMatrix.Largest(change);
        Assert.True(
            Twin.DenseMatrix.Largest(Twin.DenseMatrix.Subtract(sound, change)) > 0.01 * size,
            "the two kinds of gains are too near to tell");
        double error = Twin.DenseMatrix.Largest(Twin.DenseMatrix.Subtract(expected, SmallTask.Rows(model.Network.Weights, 7)));
        Assert.True(error <= 1e-12 * size, $"error {error:E2} of a step of {size:E2}");
    }

    [Fact]
    public void Its_steps_allocate_nothing()
    {
        TrainingSettings settings = new() { Threads = 2, BatchSize = 21, GainsFromRates = true, Solver = SolverOptions.PublishedEuler };
        using Trainer<float> trainer = new(SmallTask.Model<float, Tanh>(12), settings);
        int[] train = SmallTask.First(21), test = SmallTask.First(10);
        PublishedStep.Take(trainer, SmallTask.Data, train, SmallTask.Data, test);
        ZeroBytes.InAllThreads(
            "published", () => PublishedStep.Take(trainer, SmallTask.Data, train, SmallTask.Data, test).Step.AllocatedBytes);
    }

    [Fact]
    public void Cancelled_before_its_first_sample_it_leaves_the_next_one_the_bits_of_a_first()
    {
        Model<double, Tanh> interrupted = SmallTask.Model<double, Tanh>(), whole = SmallTask.Model<double, Tanh>();
        using Trainer<double> late = new(interrupted, Settings), first = new(whole, Settings);
        int[] chosen = SmallTask.First(6);
        Assert.Throws<OperationCanceledException>(
            () => PublishedStep.Take(late, SmallTask.Data, chosen, SmallTask.Data, chosen, new CancellationToken(canceled: true)));
        Assert.Equal(whole.Network.Weights, interrupted.Network.Weights);
        late.Forget();
        foreach (Trainer<double> trainer in (Trainer<double>[])[late, first])
            Assert.True(PublishedStep.Take(trainer, SmallTask.Data, chosen, SmallTask.Data, chosen).Step.Applied);
        Assert.Equal(whole.Network.Weights, interrupted.Network.Weights);
    }

    [Fact]
    public void What_it_cannot_go_with_is_refused()
    {
        Refuses<Tanh>(Settings with { Solver = null }, "Euler");
        Refuses<Tanh>(Settings with { Solver = new SolverOptions { Method = SolverMethod.Newton } }, "Euler");
        Refuses<Logistic>(Settings, "1 − r²");
        using Trainer<double> plain = new(SmallTask.Model<double, Tanh>(), Settings with { GainsFromRates = false });
        Assert.Throws<InvalidOperationException>(() => PublishedStep.Take(plain, SmallTask.Data, [0], SmallTask.Data, [1]));
    }

    private static void Refuses<TActivation>(TrainingSettings settings, string named)
        where TActivation : struct, IActivation =>
        Assert.Contains(
            named, Assert.Throws<ArgumentException>(
                () => new Trainer<double>(SmallTask.Model<double, TActivation>(), settings)).Message, StringComparison.Ordinal);
}
