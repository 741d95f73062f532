using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Runs;

/// <summary>What runs on targets are measured by: R² and mean squared error, of the whole and by target, and the numbers told.</summary>
public sealed class YardstickTests : IDisposable
{
    // Means 2 and 10, variances 1 and 4: together 5.
    private static readonly TargetSet Four = new("four", 1, 2, [0, 1, 2, 3], [1, 8, 3, 12, 1, 12, 3, 8]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Figures_by_hand()
    {
        Assert.Equal((5, 1, 4), (Four.Variance, Four.VarianceOf(0), Four.VarianceOf(1)));
        Yardstick by = Yardstick.Of(Four);
        Assert.Equal((0.75, 0.625), (by.Quality.Of(new Score(4, 1.25, 0, 0)), by.Error.Of(new Score(4, 1.25, 0, 0))));
        Assert.Equal(("0.750", "0.625", "0.00125"), (by.Quality.Text(0.75), by.Error.Text(0.625), by.Error.Text(0.00125)));
        Assert.Equal(-1, by.Quality.Of(new StepReport(10, 0, 0, 0, true, 1, 0)));
        Yardstick labels = Yardstick.Of(SmallTask.Data);
        Assert.Equal((0.5, 2, "50.0 %"), (
            labels.Quality.Of(new Score(4, 2, 0.5, 0)), labels.Error.Of(new Score(4, 2, 0.5, 0)), labels.Quality.Text(0.5)));
        TargetSet equal = new("equal", 1, 1, [0, 1], [3, 3]);
        Assert.True(double.IsNaN(Yardstick.Of(equal).Quality.Of(new Score(2, 0, 0, 0))));
    }

    // Told the mean of target 0 and target 1 but for 1, but of the last sample nothing.
    [Fact]
    public void Errors_by_target_by_hand()
    {
        TargetErrors errors = new(Four, [2, 9, 2, 11, 2, 13, double.NaN, double.NaN]);
        Assert.Equal(3, errors.Samples);
        Assert.Equal((1, 0, 1, 0.75), (errors.MeanSquared(0), errors.Explained(0), errors.MeanSquared(1), errors.Explained(1)));
        Assert.Equal(["1", "3", "1", "0.75", "4"], errors.Columns.Select(column => column.Text(1)));
        Assert.Throws<ArgumentException>(() => new TargetErrors(Four, [1, 2]));
    }

    [Fact]
    public void Columns_of_targets_have_them_in_the_place_of_accuracy()
    {
        string[] labels = [.. RunColumns.Of("test").Select(column => column.Name)];
        string[] targets = [.. RunColumns.Of("test", Four, Four).Select(column => column.Name)];
        Assert.Equal(
            labels.SelectMany(name => name.EndsWith("accuracy", StringComparison.Ordinal)
                ? ((string[])["r2", "mean_squared_error"]).Select(by => name.Replace("accuracy", by, StringComparison.Ordinal))
                : [name]),
            targets);
        Assert.Equal(labels, RunColumns.Of("test", SmallTask.Data, SmallTask.Data).Select(column => column.Name));
        TargetSet scored = new("scored", 1, 2, [0, 1], [1, 0, 3, 0]);
        RunRow row = new(1, 1, new StepReport(2.5, 0, 0, 0, true, 1, 0)) { HeldOut = new(2, 0.5, 0, 0), HeldOutBatch = new(1, 0.25, 0, 0) };
        var columns = RunColumns.Of("test", Four, scored).ToDictionary(column => column.Name, column => column.Value!(row));
        Assert.Equal((0.5, 1.25), (columns["r2"], columns["mean_squared_error"]));
        Assert.Equal((0.5, 0.25), (columns["test_r2"], columns["test_mean_squared_error"]));
        Assert.Equal((0.75, 0.125), (columns["test_batch_r2"], columns["test_batch_mean_squared_error"]));
    }

    [Theory]
    [InlineData(true, 21)]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    public void What_is_told_has_the_error_of_the_score(bool readout, int batch)
    {
        Model<double, Tanh> model = Model(readout);
        TargetSet data = Data(2);
        using Trainer<double> trainer = new(model, new() { BatchSize = batch });
        double[] told = Predictions.Values(trainer, model, data);
        TargetErrors errors = new(data, told);
        Score score = trainer.Evaluate(data);
        Assert.Equal(score.Loss, errors.MeanSquared(0) + errors.MeanSquared(1), 1e-12);
        Assert.Equal(score.Loss / 2, Yardstick.Of(data).Error.Of(score));
        Assert.Throws<ArgumentException>(() => Predictions.Of(trainer, model, data));
        Model<double, Tanh> classifier = SmallTask.Model<double, Tanh>();
        using Trainer<double> other = new(classifier, new());
        Assert.Throws<ArgumentException>(() => Predictions.Values(other, classifier, SmallTask.Data));
    }

    [Fact]
    public void Of_a_sample_without_a_fixed_point_nothing_is_told()
    {
        Model<double, Tanh> model = Model(readout: true);
        SolverOptions none = new() { Method = SolverMethod.Iterate, StepLimit = 1 };
        using Trainer<double> trainer = new(model, new() { BatchSize = 8, Solver = none });
        TargetSet data = Data(2);
        double[] told = Predictions.Values(trainer, model, data);
        Assert.All(told, one => Assert.True(double.IsNaN(one)));
        Assert.Equal((0, double.NaN), (new TargetErrors(data, told).Samples, new TargetErrors(data, told).MeanSquared(1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_on_targets_learns_stops_and_goes_on_in_the_same_bits(bool readout)
    {
        TargetSet data = Data(2);
        Model<double, Tanh> whole = Model(readout), half = Model(readout), after = Model(readout);
        TrainingSettings settings = new()
        {
            Parts = readout ? NetworkParameters.All : NetworkParameters.Recurrent | NetworkParameters.Input, Rate = 0.05,
            InputRate = 0.01, ReadoutRate = 0.01, BatchSize = 5, Epochs = 4,
        };
        using TrainingRun<double> run = new(whole, settings, data, data), first = new(half, settings, data, data);
        using TrainingRun<double> second = new(after, settings, data, data);
        run.Complete();
        Assert.True(run.History.LastScore.Loss < run.History.Rows[0].Report.Loss);
        Merit explained = Yardstick.Of(data).Quality;
        Assert.Equal(run.History.Scored.Skip(1).Min(row => explained.Of(row.HeldOut!.Value)), run.History.LowestLate(explained));
        first.Epoch();
        first.Save(folder.File("checkpoint"));
        second.Load(folder.File("checkpoint"));
        second.Complete();
        Assert.Equal(whole.Fingerprint(), after.Fingerprint());
        WeightFolder.Write(folder.File("weights"), whole);
        Model<double, Tanh> read = WeightFolder.Read<double, Tanh>(folder.File("weights"), loss: ReadoutLoss.SquaredError);
        Assert.Equal((whole.Fingerprint(), 2, 0), (read.Fingerprint(), read.Targets, read.Classes));
        using Trainer<double> scorer = new(read, settings with { Parts = NetworkParameters.Recurrent });
        Assert.Equal(run.LastScore, scorer.Evaluate(data));
    }

    private static Model<double, Tanh> Model(bool readout)
    {
        Model<double, Tanh> drawn = Learning.Models.Model<double, Tanh>.Random(
            7, SmallTask.Features, 2, seed: 5, loss: ReadoutLoss.SquaredError);
        return readout ? drawn : new(drawn.Network, outputs: [4, 1]);
    }

    private static TargetSet Data(int outputs)
    {
        double[] features = new double[SmallTask.Samples * SmallTask.Features], targets = new double[SmallTask.Samples * outputs];
        SmallTask.Data.Gather<double>(SmallTask.First(SmallTask.Samples), features);
        for (int k = 0; k < SmallTask.Samples; k++)
        {
            for (int j = 0; j < outputs; j++) targets[(k * outputs) + j] = Math.Sin(features[(k * SmallTask.Features) + j] * 3) / 2;
        }

        return new("sines", SmallTask.Features, outputs, features, targets);
    }
}
