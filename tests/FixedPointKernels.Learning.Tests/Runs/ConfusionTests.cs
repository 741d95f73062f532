using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Runs;

/// <summary>What a classifier tells is what its score counts, and the counts are counted by class.</summary>
public sealed class ConfusionTests
{
    [Fact]
    public void Counts_recall_and_precision_by_hand()
    {
        Confusion counted = new(3, labels: [0, 0, 1, 1, 1, 0], told: [0, 1, 1, 1, -1, -1]);
        Assert.Equal((1, 1, 1, 2, 1, 0), (counted[0, 0], counted[0, 1], counted[0, -1], counted[1, 1], counted[1, -1], counted[2, 2]));
        Assert.Equal((3, 3, 0, 3), (counted.Samples(0), counted.Samples(1), counted.Samples(2), counted.Correct));
        Assert.Equal((1.0 / 3, 2.0 / 3, 1.0), (counted.Recall(0), counted.Precision(1), counted.Precision(0)));
        Assert.True(double.IsNaN(counted.Recall(2)));
        Assert.Equal(["class", "0", "1", "2", "none"], counted.Columns.Select(column => column.Name));
        Assert.Throws<ArgumentException>(() => new Confusion(3, [0], [3]));
        Assert.Throws<ArgumentException>(() => new Confusion(3, [0], [0, 1]));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(4)]
    public void What_is_told_right_is_what_the_score_counts(int batch)
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        using Trainer<double> trainer = new(model, new() { BatchSize = batch });
        int[] told = Predictions.Of(trainer, model, SmallTask.Data);
        Confusion counted = new(SmallTask.Classes, SmallTask.Data.Labels, told);
        Assert.Equal(trainer.Evaluate(SmallTask.Data).Accuracy, (double)counted.Correct / SmallTask.Samples);
        Assert.All(told, one => Assert.InRange(one, 0, 2));
    }

    [Fact]
    public void Of_a_sample_without_a_fixed_point_nothing_is_told()
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        SolverOptions none = new() { Method = SolverMethod.Iterate, StepLimit = 1 };
        using Trainer<double> trainer = new(model, new() { BatchSize = 8, Solver = none });
        Assert.All(Predictions.Of(trainer, model, SmallTask.Data), one => Assert.Equal(Predictions.None, one));
    }
}
