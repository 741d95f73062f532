using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>Neurons that are to take values: the same trainer, squared error of some neurons.</summary>
public sealed class TargetTests
{
    private const int N = 4;
    private static readonly int[] All = [0, 1, 2, 3, 4];
    private static readonly ParameterSet Parts = NetworkParameters.Recurrent | NetworkParameters.Input | NetworkParameters.Bias;

    // Differences of width 1e-5 of points solved to 1e-14 are off by 1e-10 and 1e-9.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_are_those_of_the_points_solved_anew(bool readout)
    {
        const double rate = 1e-3, h = 1e-5;
        Model<double, Tanh> model = Model();
        if (readout) model = new(model.Network, Draw(6, 2 * N, 0.7), 2, ReadoutLoss.SquaredError);
        TrainingSettings settings = new()
        {
            Rule = RuleTable.Euclidean, Parts = readout ? NetworkParameters.All : Parts, Rate = rate, InputRate = rate,
            ReadoutRate = rate, GradientOptimizer = OptimizerKind.Sgd,
            BatchSize = All.Length,
            Solver = new SolverOptions { Tolerance = 1e-14 },
        };
        using Trainer<double> trainer = new(model, settings);
        double[][] start = [.. model.Parameters.Select(parameter => parameter.Values.ToArray())];
        double[][] expected = [.. start.Select(values => new double[values.Length])];
        for (int part = 0; part < start.Length; part++)
        {
            for (int i = 0; i < start[part].Length; i++) expected[part][i] = (Loss(part, i, h) - Loss(part, i, -h)) / (2 * h);
            Assert.True(model.Parameters[part].TrySet(start[part]));
        }

        Assert.True(trainer.Step(Data, All).Applied);
        for (int part = 0; part < start.Length; part++)
        {
            for (int i = 0; i < start[part].Length; i++)
                Assert.Equal(expected[part][i], (start[part][i] - model.Parameters[part].Values[i]) / rate, 1e-7);
        }

        double Loss(int part, int i, double change)
        {
            double[] moved = [.. start[part]];
            moved[i] += change;
            Assert.True(model.Parameters[part].TrySet(moved));
            return trainer.Measure(Data, All).Loss;
        }
    }

    [Theory]
    [InlineData("linearized")]
    [InlineData("euclidean")]
    [InlineData("through-time")]
    public void The_loss_falls(string named)
    {
        Model<double, Tanh> model = Model();
        using Trainer<double> trainer = new(
            model, new TrainingSettings { Rule = Named.Rule(named), Rate = 0.1, Parts = Parts, BatchSize = All.Length });
        double first = trainer.Step(Data, All).Loss;
        for (int step = 0; step < 100; step++) Assert.True(trainer.Step(Data, All).Applied);
        Assert.True(trainer.Evaluate(Data).Loss < first / 2);
        Assert.Equal(["Recurrent", "Input", "Bias"], model.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Samples_of_the_other_kind_are_refused()
    {
        using Trainer<double> classifier = new(SmallTask.Model<double, Tanh>(), new TrainingSettings());
        using Trainer<double> taker = new(Model(), new TrainingSettings());
        Assert.Contains("no labels", Assert.Throws<ArgumentException>(() => classifier.Step(Data, All)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no targets", Assert.Throws<ArgumentException>(() => taker.Step(SmallTask.Data, [0])).Message, StringComparison.Ordinal);
        Model<double, Tanh> numbers = new(Model().Network, Draw(6, 2 * N, 0.7), 2, ReadoutLoss.SquaredError);
        using Trainer<double> reader = new(numbers, new TrainingSettings());
        string told = Assert.Throws<ArgumentException>(() => reader.Step(SmallTask.Data, [0])).Message;
        Assert.Contains("no targets, but the 2 outputs of this model's readout", told, StringComparison.Ordinal);
        foreach (TrainingSettings ofLabels in (TrainingSettings[])[new() { LabelSmoothing = 0.1 }, new() { ClassWeights = new([1, 1]) }])
        {
            string refusal = Assert.Throws<ArgumentException>(() => new Trainer<double>(numbers, ofLabels)).Message;
            Assert.Contains("targets, not labels", refusal, StringComparison.Ordinal);
        }

        TrainingSettings readout = new() { Parts = NetworkParameters.Readout };
        string message = Assert.Throws<ArgumentException>(() => new Trainer<double>(Model(), readout)).Message;
        Assert.Contains("no parameter Readout; this model has Recurrent, Input, Bias", message, StringComparison.Ordinal);
    }

    private static TargetSet Data { get; } = new("targets", 3, 2, Draw(1, 15, 1), Draw(2, 10, 0.3));

    private static Model<double, Tanh> Model()
    {
        RateNetwork<double, Tanh> network = new(Draw(3, N * N, 0.4), N);
        network.SetInputWeights(Draw(4, N * 3, 0.6), 3);
        network.SetBias(Draw(5, N, 0.1));
        return new(network, [1, 3]);
    }

    private static double[] Draw(ulong seed, int count, double spread)
    {
        double[] values = new double[count];
        new SeededRandom(seed).FillGaussian<double>(values, spread);
        return values;
    }
}
