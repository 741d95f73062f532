using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Training;

/// <summary>Warm start, early stopping, best weights, clipping, smoothed labels and class weights of fpk train do what they say.</summary>
public sealed class FitOptionsTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Patience_ends_a_run_that_does_not_get_better_and_says_so()
    {
        // At a rate of 1e-300 no weight moves: every epoch scores as the first.
        string said = Train(
            "--rate", "1e-300", "--epochs", "9", "--patience", "2", "--validation", "100", "--out", folder["runs"]).Succeeds();
        Assert.Contains("ended after epoch 3, no better than epoch 1 (--patience)", said, StringComparison.Ordinal);
        Assert.Equal(3 * 13, MetricsFile.Read(folder["runs/metrics.csv"], "validation").Rows.Length);
    }

    [Fact]
    public void The_best_weights_are_those_of_the_best_epoch_and_no_others()
    {
        // Of two epochs at this rate the first scores better: a run of one ends with the same weights.
        string[] rates = ["--rate", "3", "--validation", "100"];
        Train([.. rates, "--epochs", "1", "--out", folder["one"]]).Succeeds();
        Train([.. rates, "--epochs", "2", "--best", "--out", folder["best"]]).Succeeds();
        Train([.. rates, "--epochs", "2", "--out", folder["last"]]).Succeeds();
        double[] losses = [.. MetricsFile.Read(folder["last/metrics.csv"], "validation").Rows.Select(row => row[10])
            .Where(cell => cell.Length > 0).Select(MetricsFile.Number)];
        Assert.True(losses[0] < losses[1]);
        Assert.Equal(Weights("one", "3"), Weights("best", "3"));
        Assert.NotEqual(Weights("last", "3"), Weights("best", "3"));
        Assert.Contains("\"steps\": 13", File.ReadAllText(folder["best/linearized-3/run.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_warm_start_begins_from_the_weights_of_a_run()
    {
        Train("--epochs", "1", "--out", folder["runs"]).Succeeds();
        string[] start = ["--weights-dir", folder["runs/linearized-0.2"], "--rate", "1e-300", "--epochs", "1"];
        string said = Fpk.Run(
            ["train", "--rule", "linearized", "--batch", "111", "--threads", "1", .. start, "--out", folder["again"]]).Succeeds();
        Assert.Contains("starts from the weights in ", said, StringComparison.Ordinal);
        Assert.Equal(Weights("runs", "0.2"), Weights("again", "1E-300"));
        string line = Fpk.Run(["train", "--rule", "linearized", .. start, "--activation", "logistic"]).FailsWith(2);
        Assert.Contains("was trained with --activation tanh, not logistic", line, StringComparison.Ordinal);
        line = Fpk.Run(["train", "--rule", "linearized", .. start, "--neurons", "12"]).FailsWith(2);
        Assert.Contains("--neurons is of a start that is drawn", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--clip", "0.001")]
    [InlineData("--label-smoothing", "0.2")]
    [InlineData("--class-weights", "1,2,1,1,1,1,1,1,1,0")]
    [InlineData("--class-weights", "balanced")]
    public void What_is_learned_from_changes_the_weights_and_is_in_the_record(string option, string value)
    {
        Train("--epochs", "1", "--out", folder["plain"]).Succeeds();
        Train("--epochs", "1", option, value, "--out", folder["other"]).Succeeds();
        Assert.NotEqual(Weights("plain", "0.2"), Weights("other", "0.2"));
        Assert.Contains(value, File.ReadAllText(folder["other/settings.csv"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--best chooses", "--best")]
    [InlineData("--patience chooses", "--patience", "3")]
    [InlineData("--patience", "--patience", "0", "--validation", "100")]
    [InlineData("--clip", "--clip", "0")]
    [InlineData("--label-smoothing", "--label-smoothing", "1")]
    [InlineData("3 factors, but there are 10 classes", "--class-weights", "1,2,3")]
    [InlineData("--class-weights has 'x'", "--class-weights", "x")]
    public void What_makes_no_sense_is_refused(string said, params string[] words) =>
        Assert.Contains(said, Train(words).FailsWith(2), StringComparison.Ordinal);

    [Fact]
    public void The_record_is_complete()
    {
        Train("--epochs", "1", "--out", folder["runs"]).Succeeds();
        string settings = File.ReadAllText(folder["runs/settings.csv"]);
        foreach (string row in (string[])
            ["initial gain,0.5", "rate of "
                + "W,linearized 0.2", "optimizer of W,sgd", "weight decay,0", "warm-up,0 steps", "schedule,constant"])
            Assert.Contains(row + "\n", settings, StringComparison.Ordinal);
    }

    private static Outcome Train(params string[] words) =>
        Fpk.Run(["train", "--rule", "linearized", "--neurons", "12", "--batch", "111", "--threads", "1", .. words]);

    private byte[] Weights(string runs, string rate) => File.ReadAllBytes(folder[$"{runs}/linearized-{rate}/W.npy"]);
}
