using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Cli.Training;
using FixedPointKernels.Solving;
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
        Assert.Contains("was trained with --activation tanh, not --activation logistic", line, StringComparison.Ordinal);
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
    public void The_record_is_complete_and_the_same_in_settings_and_run()
    {
        Train("--epochs", "1", "--out", folder["runs"]).Succeeds();
        string settings = File.ReadAllText(folder["runs/settings.csv"]);
        foreach (string row in (string[])
            ["initial gain,0.5", "rate of "
                + "W,linearized 0.2", "optimizer of W,sgd", "weight decay,0", "warm-up,0 steps", "schedule,constant",
            "largest norm of a gradient,any", "label smoothing,0", "class weights,equal", "batch,111", "epochs,1", "seed,0",
            "patience,all epochs are trained", "weights,of the last step", "solver,auto", "factorizations a sample,at most 200",
            "held out,the test part"])
            Assert.Contains(row + "\n", settings, StringComparison.Ordinal);
        Dictionary<string, string> record = Record("runs/linearized-0.2");
        Assert.Equal(settings.Split('\n')[1..^1], record.Select(row => $"{Cell(row.Key)},{Cell(row.Value)}"));
        Assert.Equal(
            $"fpk train --rule linearized --epochs 1 --batch 111 --threads 1 --neurons 12 --out {folder["runs"]}".Split(' ').Order(),
            record["command line"].Split(' ').Order());
        Assert.Matches("SHA-256 [0-9a-f]{64}$", record["contents"]);
        Assert.Matches("^[0-9a-f]{40}$|^unknown$", record["revision"]);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T", record["date"]);
        Assert.Equal("1.0.0".Split('.').Length, record["fpk"].Split('.').Length);
    }

    [Fact]
    public void The_record_has_what_was_said_and_each_run_its_own_rate()
    {
        Train(
            "--rate", "0.1,0.05", "--epochs", "2", "--validation", "99", "--best", "--patience", "7", "--clip", "3", "--label-smoothing",
            "0.1", "--class-weights", "balanced", "--train", "recurrent,input,bias,readout", "--rate-input", "0.03", "--rate-readout",
            "0.04", "--gradient-optimizer", "momentum", "--momentum", "0.8", "--weight-decay", "0.001", "--schedule", "cosine", "--warm-up",
            "3", "--final-rate", "0.2", "--initial-gain", "0.4", "--seed", "5", "--keep-stable", "0.2", "--watch-stability", "9",
            "--solver", "anderson", "--window", "4", "--polish", "2",
            "--tolerance", "1e-9", "--activation", "power", "--gain", "0.3", "--exponent", "1.5",
            "--out", folder["runs"]).Succeeds();
        Dictionary<string, string> record = Record("runs/linearized-0.05");
        foreach ((string name, string value) in new[]
        {
            ("rate of W", "linearized 0.05"), ("rate of Wx and b", "0.03"), ("rate of R", "0.04"), ("weight decay", "0.001"),
            ("optimizer of the other parts", "momentum, mu 0.8"), ("warm-up", "3 steps"), ("schedule", "cosine to 0.2"),
            ("initial gain", "0.4"), ("seed", "5"), ("largest norm of a gradient", "3"), ("label smoothing", "0.1"),
            ("class weights", "balanced"), ("patience", "7 epochs"), ("weights", "of the best epoch"), ("kept stable", "margin 0.2"),
            ("held out", "99 of the training samples"), ("stability watched", "4 samples every 9 steps"), ("solver", "anderson"),
            ("window", "4"), ("tolerance", "1E-09"), ("activation", "power"), ("gain", "0.3"), ("exponent", "1.5"), ("adjoint", "direct"),
        })
            Assert.Equal((name, value), (name, record.GetValueOrDefault(name)));
        SolverOptions forward = SavedRun.Read(folder["runs/linearized-0.05"]).Forward();
        Assert.Equal(
            (SolverMethod.Anderson, 4, 2, 1e-9), (forward.Method, forward.Window, forward.PolishSteps, forward.Tolerance));
        string file = folder["runs/linearized-0.05/run.json"];
        JsonNode edited = JsonNode.Parse(File.ReadAllText(file))!;
        (edited["solver"], edited["timeLimit"], edited["window"]) = ("settle", 500, null);
        File.WriteAllText(file, edited.ToJsonString());
        Assert.Equal(500, SavedRun.Read(folder["runs/linearized-0.05"]).Forward().TimeLimit);
        string settings = File.ReadAllText(folder["runs/settings.csv"]);
        Assert.Contains("rate of W,linearized 0.1; linearized 0.05\n", settings, StringComparison.Ordinal);
    }

    // As written by a version that knew none of what came later.
    [Fact]
    public void A_run_of_before_the_record_was_kept_is_scored()
    {
        Train("--epochs", "1", "--out", folder["runs"]).Succeeds();
        string now = Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds();
        folder.Text("runs/linearized-0.2/run.json", """
            {
              "rule": "linearized", "rate": 0.2, "activation": "tanh", "gain": null, "exponent": null, "precision": "double", "seed": 0,
              "data": "digits", "scaling": "pixel / 16, so in [0, 1]", "division": "any", "steps": 13, "solver": "auto",
              "tolerance": null, "relativeTolerance": null, "stepSize": null, "stepLimit": null, "trained": "recurrent",
              "learnedFromTestImages": false
            }
            """);
        Assert.Equal(now, Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds());
        From("--weights-dir", folder["runs/linearized-0.2"], "--epochs", "1").Succeeds();
    }

    private static Outcome From(params string[] words) =>
        Fpk.Run(["train", "--rule", "linearized", "--batch", "111", "--threads", "1", .. words]);

    private Dictionary<string, string> Record(string run)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder[$"{run}/run.json"]));
        return json.RootElement.GetProperty("settings").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!);
    }

    private static string Cell(string text) => text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private static Outcome Train(params string[] words) =>
        Fpk.Run(["train", "--rule", "linearized", "--neurons", "12", "--batch", "111", "--threads", "1", .. words]);

    private byte[] Weights(string runs, string rate) => File.ReadAllBytes(folder[$"{runs}/linearized-{rate}/W.npy"]);
}
