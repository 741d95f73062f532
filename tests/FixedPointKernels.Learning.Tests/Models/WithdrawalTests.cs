using System;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>Samples that no number comes of: the others learn as if they were not there.</summary>
[Collection(Alone.Name)]
public sealed class WithdrawalTests
{
    private static readonly int[] Good = [0, 2, 3, 6];

    // Half the rate over half the samples is the same factor, a power of two of it, on the same sums: the same bits. 1e39 is no float.
    [Theory]
    [InlineData(ClassifierKind.Identity, false)]
    [InlineData(ClassifierKind.Generic, false)]
    [InlineData(ClassifierKind.Plain, false)]
    [InlineData(ClassifierKind.Identity, true)]
    [InlineData(ClassifierKind.Generic, true)]
    [InlineData(ClassifierKind.Plain, true)]
    public void A_sample_beyond_the_numbers_is_as_if_it_were_absent(ClassifierKind kind, bool readoutOnly)
    {
        AutoencoderClassifier<float> with = AutoencoderTests.Small<float>(kind), without = AutoencoderTests.Small<float>(kind);
        using Trainer<float> all = new(with, Settings(with, 0.5, readoutOnly)), some = new(without, Settings(without, 0.25, readoutOnly));
        Dataset data = Data(bad: 1e39);
        Score seen = all.Measure(data, [0, 1, 2, 3, 4, 5, 6, 7]), expected = some.Measure(data, Good);
        Assert.Equal((4, expected.Loss), (seen.Unsolved, seen.Loss));
        Assert.Equal(expected.Accuracy * 4, seen.Accuracy * 8);
        StepReport step = all.Step(data, [0, 1, 2, 3, 4, 5, 6, 7]), other = some.Step(data, Good);
        Assert.Equal((true, 4, other.Loss), (step.Applied, step.Unsolved, step.Loss));
        for (int i = 0; i < with.Parameters.Count; i++)
            Assert.Equal(without.Parameters[i].Values.ToArray(), with.Parameters[i].Values.ToArray());
    }

    // Finite features whose scores are not: 1e38 through weights of about 1 and a bias.
    [Fact]
    public void Scores_that_are_no_numbers_are_no_success()
    {
        DenseLayer<float, Activations.Relu> big = new("encoder", [1e25f, 1e25f], [0, 0], 1);
        AutoencoderClassifier<float> model = new(
            new FeedForward<float>(big),
            new(new DenseLayer<float, Activations.Linear>("readout", [1e25f, -1e25f, 1, 1], [0, 0], 2)),
            new(new DenseLayer<float, Activations.Logistic>("decoder", [0, 0], [0], 2)));
        using Trainer<float> trainer = new(model, new() { Parts = model.Trainable, Rate = 0.1, BatchSize = 2 });
        Dataset data = new("two", 1, 2, [1.0, 0], [0, 1]);
        Score score = trainer.Measure(data, [0, 1]);
        Assert.Equal(1, score.Unsolved);
        Assert.True(double.IsFinite(score.Loss));
        StepReport step = trainer.Step(data, [0, 1]);
        Assert.Equal((true, 1), (step.Applied, step.Unsolved));
    }

    // As of a rate network: the gradient is 0, and the penalty goes on.
    [Fact]
    public void A_step_to_which_no_sample_contributes_is_one_of_the_penalty_alone()
    {
        AutoencoderClassifier<float> model = AutoencoderTests.Small<float>(ClassifierKind.Generic);
        float[] before = model.Parameters[0].Values.ToArray();
        using Trainer<float> trainer = new(model, Settings(model, 0.5, false) with { Penalty = 0.125 });
        StepReport step = trainer.Step(Data(bad: 1e39), [1, 4, 5, 7]);
        Assert.Equal((true, 4), (step.Applied, step.Unsolved));
        Assert.True(double.IsNaN(step.Loss));
        for (int i = 0; i < before.Length; i++) Assert.Equal(before[i] - (0.0625f * before[i]), model.Parameters[0].Values[i], 1e-7f);
    }

    [Fact]
    public void Wrong_sizes_are_named()
    {
        AutoencoderClassifier<float> model = AutoencoderTests.Small<float>(ClassifierKind.Identity);
        using Trainer<float> trainer = new(model, Settings(model, 1, false));
        Dataset narrow = new("narrow", 4, 3, new double[4], [0]);
        Assert.Contains(
            "narrow has 4 features, but this model takes 6", Assert.Throws<ArgumentException>(() => trainer.Step(narrow, [0])).Message);
        Assert.Contains("BatchSize", Assert.Throws<ArgumentException>(
            () => new Trainer<float>(model, Settings(model, 1, false) with { BatchSize = int.MaxValue })).Message);
        Assert.Contains("100000", Assert.Throws<ArgumentException>(
            () => AutoencoderClassifier<float>.Random(6, 3, [100_000], ClassifierKind.Generic, 0)).Message);
    }

    private static Dataset Data(double bad)
    {
        double[] values = new double[8 * SmallTask.Features];
        SmallTask.Data.Gather<double>(SmallTask.First(8), values);
        foreach (int k in Enumerable.Range(0, 8).Except(Good)) values[(k * SmallTask.Features) + 3] = bad;
        return new("half of them bad", SmallTask.Features, SmallTask.Classes, values, [0, 1, 2, 0, 1, 2, 0, 1]);
    }

    private static TrainingSettings Settings(AutoencoderClassifier<float> model, double rate, bool readoutOnly) => new()
    {
        Parts = readoutOnly ? new ParameterSet(["readout weights", "readout bias"]) : model.Trainable,
        Rate = rate, Optimizer = OptimizerKind.Sgd, BatchSize = 8,
    };
}
