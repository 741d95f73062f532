using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>Samples without a fixed point, steps through a singularity and runs that leave the finite numbers.</summary>
public sealed class FailureTests
{
    // Neuron 0 is r = relu(2 r + x): no fixed point for x > 0, r = 0 for x = 0. Neuron 1 is r = relu(r/2 + x) = 2 x.
    private static readonly double[] Weights = [2, 0, 0, 0.5];

    // Samples 0 and 2 are solvable, 1 and 3 are not.
    private static readonly Dataset Data = new("two neurons", 2, 2, [0, 10, 200, 10, 0, 90, 7, 50], [1, 0, 0, 1], 100);

    [Theory, Trait("Leg", "Any")]
    [InlineData("euclidean")]
    [InlineData("linearized")]
    [InlineData("variant")]
    [InlineData("finite-step")]
    [InlineData("finite-step-damped")]
    public void Samples_without_a_fixed_point_contribute_nothing_and_count_as_wrong(string named)
    {
        RuleEntry rule = Named.Rule(named);
        (double[] mixed, StepReport both) = Step(rule, [0, 1, 2, 3]);
        (double[] good, StepReport alone) = Step(rule, [0, 2]);
        Assert.Equal((2, 0), (both.Unsolved, alone.Unsolved));
        Assert.Equal(0, both.Skipped);
        Assert.Equal(alone.Loss, both.Loss);
        Assert.Equal(alone.Accuracy / 2, both.Accuracy);

        // The divisor stays the batch size, so four samples move W half as far as their two good ones.
        Assert.NotEqual(Weights, good);
        for (int i = 0; i < 4; i++) Assert.Equal((good[i] - Weights[i]) / 2, mixed[i] - Weights[i], 1e-15);
    }

    [Theory]
    [InlineData("euclidean")]
    [InlineData("linearized")]
    public void Nor_to_any_other_part(string named)
    {
        RuleEntry rule = Named.Rule(named);
        TrainingSettings settings = new()
        {
            Rule = rule, Rate = 0.1, InputRate = 0.1, ReadoutRate = 0.1, Parts = NetworkParameters.All,
            GradientOptimizer = OptimizerKind.Sgd, BatchSize = 4,
        };
        (double[] mixed, double[] good) = (Learned([0, 1, 2, 3]), Learned([0, 2]));
        double[] before = [.. Weights, 1, 0, 0, 1, 0, 0, 0, 1, 0, 2];
        for (int i = 0; i < before.Length; i++) Assert.Equal((good[i] - before[i]) / 2, mixed[i] - before[i], 1e-15);
        Assert.NotEqual(before[4..8], good[4..8]);
        Assert.NotEqual(before[8..10], good[8..10]);
        Assert.NotEqual(before[10..], good[10..]);

        double[] Learned(int[] chosen)
        {
            Model<double, Relu> model = Model();
            using Trainer<double> trainer = new(model, settings);
            Assert.True(trainer.Step(Data, chosen).Applied);
            return [.. model.Network.Weights, .. model.Network.Input!.Values, .. model.Network.Bias, .. model.Readout];
        }
    }

    [Fact]
    public void A_step_that_one_part_cannot_take_leaves_all_parts_as_they_were()
    {
        // Only the readout's decay overflows, 1e310.
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        double[] before = [.. model.Network.Weights, .. model.Network.Input!.Values, .. model.Readout];
        using Trainer<double> trainer = new(model, new TrainingSettings
        {
            Parts = NetworkParameters.All, Rate = 1e-3, InputRate = 1e-12, ReadoutRate = 1e300, WeightDecay = 1e10,
            GradientOptimizer = OptimizerKind.Sgd, BatchSize = 21,
        });
        Assert.False(trainer.Step(SmallTask.Data, SmallTask.First(21)).Applied);
        double[] after = [.. model.Network.Weights, .. model.Network.Input!.Values, .. model.Readout];
        Assert.Equal(before, after);
        Assert.Equal(new double[7], model.Network.Bias.ToArray());
    }

    [Fact]
    public void A_batch_without_any_fixed_point_moves_nothing_and_has_no_loss()
    {
        (double[] weights, StepReport report) = Step(RuleTable.Linearized, [1, 3]);
        Assert.Equal(Weights, weights);
        Assert.Equal((2, 0.0, double.NaN, true), (report.Unsolved, report.Accuracy, report.Loss, report.Applied));
    }

    [Fact]
    public void Scores_count_them_as_wrong_too()
    {
        using Trainer<double> trainer = new(Model(), new TrainingSettings { BatchSize = 3 });
        Score score = trainer.Evaluate(Data);
        Assert.Equal((4, 2, 0.25), (score.Samples, score.Unsolved, score.Accuracy));
        Assert.Equal(
            new Score(2, trainer.Evaluate(Data.Subset("good", [0, 2])).Loss, 0.5, 0), trainer.Evaluate(Data.Subset("good", [0, 2])));
        Assert.Equal(trainer.Evaluate(Data.Subset("good", [0, 2])).Loss, score.Loss, 1e-15);
    }

    [Fact]
    public void Finite_steps_through_their_singularity_are_skipped_and_counted()
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>(gain: 0.9);
        double[] before = model.Network.Weights.ToArray();
        using Trainer<double> trainer = new(model, new TrainingSettings { Rule = RuleTable.FiniteStep, Rate = 1e4, BatchSize = 21 });
        StepReport report = trainer.Step(SmallTask.Data, SmallTask.First(21));
        Assert.Equal(0, report.Unsolved);

        // s is of the order of the rate and of either sign: below −1 + 1e-6 for some of the samples.
        Assert.InRange(report.Skipped, 1, 20);
        Assert.True(report.Applied);
        Assert.NotEqual(before, model.Network.Weights.ToArray());
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Momentum)]
    public void A_step_out_of_the_finite_numbers_is_not_applied(OptimizerKind optimizer)
    {
        // η α = 1e310 overflows, and so does every weight.
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        double[] before = model.Network.Weights.ToArray();
        using Trainer<double> trainer = new(
            model, new TrainingSettings { Rate = 1e300, WeightDecay = 1e10, Optimizer = optimizer, BatchSize = 21 });
        StepReport report = trainer.Step(SmallTask.Data, SmallTask.First(21));
        Assert.False(report.Applied);
        Assert.Equal(before, model.Network.Weights.ToArray());
    }

    // W is the first part and overflows, R the last and does not: neither moves.
    [Fact]
    public void A_part_that_overflows_holds_the_others_back()
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        double[] weights = model.Network.Weights.ToArray(), readout = model.Readout.ToArray();
        TrainingSettings settings = new()
        {
            Rate = 1e300, WeightDecay = 1e10, ReadoutRate = 1e-20, Parts = NetworkParameters.Recurrent | NetworkParameters.Readout,
            BatchSize = 21,
        };
        using Trainer<double> trainer = new(model, settings);
        Assert.False(trainer.Step(SmallTask.Data, SmallTask.First(21)).Applied);
        Assert.Equal(weights, model.Network.Weights.ToArray());
        Assert.Equal(readout, model.Readout.ToArray());
    }

    [Theory]
    [InlineData(OptimizerKind.Momentum)]
    [InlineData(OptimizerKind.Adam)]
    public void And_leaves_nothing_in_an_optimizer(OptimizerKind optimizer)
    {
        // x = 1e308 · 2 overflows for sample 1, and its NaN would stay in every mean of later directions.
        Dataset data = new("one overflows", 2, 2, [0, 10, 200, 10], [1, 0], 100);
        TrainingSettings settings = new()
        {
            Rate = 0.01, Optimizer = optimizer, GradientOptimizer = optimizer, Parts = NetworkParameters.All, BatchSize = 2,
            KeepFailedSamples = true,
        };
        (Model<double, Tanh> used, Model<double, Tanh> other) = (Overflowing(), Overflowing());
        using Trainer<double> trainer = new(used, settings), fresh = new(other, settings);
        Assert.False(trainer.Step(data, [0, 1]).Applied);
        for (int step = 0; step < 3; step++)
        {
            Assert.True(trainer.Step(data, [0]).Applied);
            Assert.True(fresh.Step(data, [0]).Applied);
        }

        Assert.Equal(other.Network.Weights.ToArray(), used.Network.Weights.ToArray());
        Assert.Equal(other.Network.Bias.ToArray(), used.Network.Bias.ToArray());
        Assert.Equal(other.Readout.ToArray(), used.Readout.ToArray());

        static Model<double, Tanh> Overflowing()
        {
            RateNetwork<double, Tanh> network = new([0.1, 0.2, 0.3, 0.4], 2);
            network.SetInputWeights([1e308, 0, 0, 1], 2);
            return new(network, [0, 1, 0, 2], 2);
        }
    }

    [Fact]
    public void An_update_that_overflows_is_not_applied()
    {
        // A linear network keeps its gains: at W ≈ 1e200 both factors are of that size and finite, and a bᵀ is not.
        Model<double, Linear> model = SmallTask.Model<double, Linear>(gain: 1e200, activation: new Linear(1));
        double[] before = model.Network.Weights.ToArray();
        using Trainer<double> trainer = new(
            model, new TrainingSettings { Rate = 1, BatchSize = 21, Solver = new SolverOptions { Method = SolverMethod.Newton } });
        StepReport report = trainer.Step(SmallTask.Data, SmallTask.First(21));
        Assert.Equal((0, 0, false), (report.Unsolved, report.Skipped, report.Applied));
        Assert.Equal(before, model.Network.Weights.ToArray());
    }

    [Fact]
    public void Misuse_throws_and_leaves_the_trainer_usable()
    {
        using Trainer<double> trainer = new(Model(), new TrainingSettings { BatchSize = 2, Threads = 2 });
        Assert.Contains(
            "3 samples", Assert.Throws<ArgumentException>(() => trainer.Step(Data, [0, 1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => trainer.Step(Data, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(Data, [4]));
        Assert.Throws<ArgumentException>(() => trainer.Step(SmallTask.Data, [0]));

        // A label that the readout does not know is found inside the team.
        Dataset third = new("three classes", 2, 3, [0, 10], [2], 100);
        Assert.Throws<ArgumentException>(() => trainer.Step(third, [0]));
        Assert.True(trainer.Step(Data, [0, 2]).Applied);
    }

    private static (double[] Weights, StepReport Report) Step(RuleEntry rule, int[] chosen)
    {
        Model<double, Relu> model = Model();
        using Trainer<double> trainer = new(model, new TrainingSettings { Rule = rule, Rate = 0.1, BatchSize = 4 });
        StepReport report = trainer.Step(Data, chosen);
        return (model.Network.Weights.ToArray(), report);
    }

    private static Model<double, Relu> Model()
    {
        RateNetwork<double, Relu> network = new(Weights, 2);
        network.SetInputWeights([1, 0, 0, 1], 2);
        return new(network, [0, 1, 0, 2], 2);
    }
}
