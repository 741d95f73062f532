using System.Collections.Generic;
using System.Numerics;
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

/// <summary>The weights are the same bits with any number of threads: batches, the short last one, hard samples and all.</summary>
public sealed class ThreadTests
{
    public static TheoryData<string> Rules => [.. RuleTable.TrainedNames];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Weights_and_reports_do_not_depend_on_the_threads(string named)
    {
        RuleEntry rule = Named.Rule(named);
        Compare<double>(rule, 0.5, OptimizerKind.Sgd);
        Compare<float>(rule, 0.5, OptimizerKind.Sgd);
    }

    [Theory]
    [InlineData("euclidean")]
    [InlineData("finite-step")]
    public void Hard_samples_do_not_change_that(string named)
    {
        RuleEntry rule = Named.Rule(named);
        // ρ(W) ≈ 3: some samples go through all stages of the default solver, some stay unsolved.
        Compare<double>(rule, 3, OptimizerKind.Sgd);
        Compare<float>(rule, 3, OptimizerKind.Sgd);
    }

    [Theory]
    [InlineData(OptimizerKind.Momentum)]
    [InlineData(OptimizerKind.Adam)]
    public void Nor_do_optimizers(OptimizerKind optimizer) => Compare<float>(RuleTable.Linearized, 0.5, optimizer);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Nor_do_all_parts(string named)
    {
        RuleEntry rule = Named.Rule(named);
        Compare<double>(rule, 0.5, OptimizerKind.Sgd, NetworkParameters.All);
        Compare<float>(rule, 3, OptimizerKind.Sgd, NetworkParameters.All);
    }

    [Fact]
    public void More_threads_than_samples_or_neurons_are_no_harm() =>
        Assert.Equal(
            Train<double>(RuleTable.Linearized, 0.5, OptimizerKind.Sgd, 1, 3),
            Train<double>(RuleTable.Linearized, 0.5, OptimizerKind.Sgd, 24, 3));

    private static void Compare<T>(RuleEntry rule, double gain, OptimizerKind optimizer, ParameterSet? parts = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] one = Train<T>(rule, gain, optimizer, 1, 8, parts);
        Assert.Equal(one, Train<T>(rule, gain, optimizer, 2, 8, parts));
        Assert.Equal(one, Train<T>(rule, gain, optimizer, 3, 8, parts));
    }

    // All weights and what was reported, after two epochs of 21 samples.
    private static double[] Train<T>(
        RuleEntry rule, double gain, OptimizerKind optimizer, int threads, int batch, ParameterSet? parts = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Model<T, Tanh> model = SmallTask.Model<T, Tanh>(neurons: 20, gain);
        using Trainer<T> trainer = new(model, new TrainingSettings
        {
            Rule = rule,
            Rate = 0.05,
            WeightDecay = 0.01,
            Optimizer = optimizer,
            Parts = parts ?? NetworkParameters.Recurrent,
            BatchSize = batch,
            Threads = threads,
            Solver = rule == RuleTable.ThroughTime
                ? new SolverOptions { Method = SolverMethod.Euler, StepSize = 0.1, StepLimit = 30 }
                : null,
        });
        BatchOrder order = new(SmallTask.Samples, batch, seed: 2);
        List<double> seen = [];
        for (int epoch = 0; epoch < 2; epoch++)
        {
            order.StartEpoch(epoch);
            for (int step = 0; step < order.Batches; step++)
            {
                StepReport report = trainer.Step(SmallTask.Data, order.Batch(step));
                seen.AddRange([report.Loss, report.Accuracy, report.Unsolved, report.Skipped]);
            }

            Score score = trainer.Evaluate(SmallTask.Data);
            seen.AddRange([score.Loss, score.Accuracy, score.Unsolved]);
        }

        T[] learned = [.. model.Network.Weights, .. model.Network.Input!.Values, .. model.Network.Bias, .. model.Readout];
        foreach (T weight in learned) seen.Add(double.CreateTruncating(weight));
        return [.. seen];
    }
}
