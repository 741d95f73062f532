using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>fpk train: the main job, what it keeps, and what it refuses before it touches anything.</summary>
public sealed class TrainVerbTests : IDisposable
{
    // 13 steps of 12 neurons: a fraction of a second.
    private static readonly (string Option, string Value)[] Defaults =
    [
        ("--neurons", "12"), ("--epochs", "1"), ("--batch", "111"), ("--threads", "1"),
    ];

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_main_job_runs_and_its_table_has_all_columns()
    {
        string output = Fpk.Run("train", "--epochs", "1").Succeeds();
        string[] lines = output.Split('\n');
        Assert.Contains("1438 for training, 359 for testing, stratified by class, seed 0", lines[0], StringComparison.Ordinal);
        Assert.Contains("pixel / 16", lines[0], StringComparison.Ordinal);
        Assert.Contains("100 neurons, tanh, batch 64, 1 epoch, seed 0, double", lines[1], StringComparison.Ordinal);
        Assert.Equal(3, lines.Count(line => line.StartsWith("epoch   1/1  ", StringComparison.Ordinal)));
        string header = Assert.Single(lines, line => line.StartsWith("rule ", StringComparison.Ordinal));
        foreach (
            string column in (
                string[])["rate", "test accuracy", "test loss", "ms/step", "unsolved", "skipped", "without stable point", "bytes"])
            Assert.Contains(column, header, StringComparison.Ordinal);
        foreach (string rule in (string[])["euclidean", "linearized", "finite-step"])
        {
            string row = Assert.Single(lines, line => line.StartsWith($"{rule} ", StringComparison.Ordinal));
            // 0, or what the runtime's table of casts grew by meanwhile: it doubles up to 24,624 bytes, on whichever thread first runs a
            // generic method.
            Assert.InRange(int.Parse(row.TrimEnd().Split(' ')[^1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture), 0, 32_768);
            Assert.Contains("0 of 359", row, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\u001b', output);
        Assert.True(lines.All(line => line.Length <= 140), "a line is longer than 140 characters");
    }

    [Fact]
    public void Out_receives_metrics_and_weights_that_eval_scores_alike()
    {
        string said = Fpk.Run(
            Small("--rule", "linearized,euclidean", "--rate", "0.05,0.1", "--epochs", "2", "--out", folder["runs"])).Succeeds();
        Assert.Contains("fpk eval --weights-dir", said, StringComparison.Ordinal);
        string[] names = ["euclidean-0.05", "euclidean-0.1", "linearized-0.05", "linearized-0.1"];
        Assert.Equal(names, Directory.GetDirectories(folder["runs"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string[] files = [.. Directory.GetFiles(folder["runs"]).Select(Path.GetFileName).OfType<string>()];
        Assert.All(
            ["metrics.csv", "report.html", "results.csv", "loss.svg", "held-out-accuracy.csv", "eigenvalues.svg", "settings.csv"],
            name => Assert.Contains(name, files));
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"]);
        Assert.Equal(4 * 2 * 13, metrics.Rows.Length);
        string scored = Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds();
        foreach (string name in names)
        {
            (string rule, string rate) = (name[..name.LastIndexOf('-')], name[(name.LastIndexOf('-') + 1)..]);
            string[][] rows = [.. metrics.Of(rule).Where(row => row[1] == rate)];
            Assert.Equal(Enumerable.Range(1, 26).Select(step => $"{step}"), rows.Select(row => row[3]));
            Assert.Equal(["13", "26"], rows.Where(row => row[11].Length > 0).Select(row => row[3]));

            // But for code that runs for the first time, for which the runtime makes memory of its own.
            Assert.True(rows.Count(row => row[9] == "0") >= 23, "more than 3 of 26 steps allocated");
            double accuracy = MetricsFile.Number(rows[^1][11]);
            string line = Assert.Single(scored.Split('\n'), one => one.StartsWith($"{name} ", StringComparison.Ordinal));
            Assert.Contains(FormattableString.Invariant($" {100 * accuracy:F1} % "), line, StringComparison.Ordinal);
            Assert.Contains(FormattableString.Invariant($" {MetricsFile.Number(rows[^1][10]):F3} "), line, StringComparison.Ordinal);

            JsonNode run = JsonNode.Parse(File.ReadAllText(folder[$"runs/{name}/run.json"]))!;
            Assert.Equal(rule, run["rule"]!.GetValue<string>());
            Assert.Equal(26, run["steps"]!.GetValue<int>());
            Assert.Equal("12×12", Npy.Read(folder[$"runs/{name}/W.npy"]).ShapeText);
            Assert.Equal("12×64", Npy.Read(folder[$"runs/{name}/Wx.npy"]).ShapeText);
            Assert.Equal("10×12", Npy.Read(folder[$"runs/{name}/readout.npy"]).ShapeText);
        }
    }

    [Theory]
    [InlineData("variant", "float")]
    [InlineData("finite-step-damped", "double")]
    [InlineData("through-time", "float")]
    public void Every_rule_runs_in_both_precisions(string rule, string precision)
    {
        Fpk.Run(Small("--rule", rule, "--precision", precision, "--out", folder["runs"])).Succeeds();
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"]);
        Assert.Equal(13, metrics.Of(rule).Length);
        Assert.True(MetricsFile.Number(metrics.Rows[^1][4]) < MetricsFile.Number(metrics.Rows[0][4]), "the loss did not fall");
    }

    [Fact]
    public void The_same_seed_gives_the_same_metrics_with_any_threads_and_another_seed_others()
    {
        string One(string name, params string[] more)
        {
            Fpk.Run(Small(["--rule", "linearized,finite-step", .. more, "--out", folder[name]])).Succeeds();
            return MetricsFile.Read(folder[$"{name}/metrics.csv"]).Results();
        }

        string first = One("a");
        Assert.Equal(first, One("b"));
        Assert.Equal(first, One("c", "--threads", "3"));
        Assert.NotEqual(first, One("d", "--seed", "1"));
        Assert.Equal(File.ReadAllBytes(folder["a/linearized-0.2/W.npy"]), File.ReadAllBytes(folder["c/linearized-0.2/W.npy"]));
    }

    [Fact]
    public void A_runaway_rate_stops_that_run_and_not_the_others()
    {
        Outcome outcome = Fpk.Run(
            Small("--rule", "linearized", "--rate", "1e300,1e-10", "--weight-decay", "1e9", "--epochs", "2", "--out", folder["runs"]));
        string line = outcome.FailsWith(3);
        Assert.Contains(
            "linearized, rate 1E+300: stopped at step 1, whose update would have left the finite numbers", line, StringComparison.Ordinal);
        Assert.DoesNotContain("rate 1E-10", line, StringComparison.Ordinal);
        Assert.Contains("stopped at step", outcome.Output, StringComparison.Ordinal);
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"]);
        Assert.Equal(26, metrics.Rows.Count(row => row[1] == "1E-10"));
        Assert.Equal(1, metrics.Rows.Count(row => row[1] == "1E+300"));
        Assert.All(Npy.Read(folder["runs/linearized-1E+300/W.npy"]).ToDoubles(), weight => Assert.True(double.IsFinite(weight)));
    }

    [Fact]
    public void Data_of_IDX_files_are_trained_on_and_scored()
    {
        IdxFiles.Write(folder, "idx");
        string output = Fpk.Run(
            "train", "--data", folder["idx"], "--neurons", "10", "--epochs", "12", "--batch", "8", "--rule", "linearized", "--out",
            folder["runs"]).Succeeds();
        Assert.Contains("50 for training, 13 for testing, as the files divide it; pixel / 255", output, StringComparison.Ordinal);
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"]);
        Assert.Equal(12 * 7, metrics.Rows.Length);

        // The brightest row tells the class: linearly separable, so anything that learns gets nearly all.
        Assert.True(MetricsFile.Number(metrics.Rows[^1][11]) > 0.9, $"test accuracy {metrics.Rows[^1][11]}");
        Assert.Contains("0 of 13", Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_parts_are_trained_saved_and_scored_alike()
    {
        string said = Fpk.Run(
            Small(
                "--rule", "linearized", "--train", "recurrent,input,bias,readout", "--schedule", "cosine", "--warm-up", "2", "--out",
                folder["runs"])).Succeeds();
        Assert.Contains("trained: recurrent,input,bias,readout", said, StringComparison.Ordinal);
        Fpk.Run(Small("--rule", "linearized", "--out", folder["plain"])).Succeeds();
        foreach (string file in (string[])["W.npy", "Wx.npy", "readout.npy"])
            Assert.NotEqual(
                File.ReadAllBytes(folder[$"plain/linearized-0.2/{file}"]), File.ReadAllBytes(folder[$"runs/linearized-0.2/{file}"]));
        Assert.Equal("1×12", Npy.Read(folder["runs/linearized-0.2/b.npy"]).ShapeText);
        Assert.False(File.Exists(folder["plain/linearized-0.2/b.npy"]));
        double accuracy = MetricsFile.Number(MetricsFile.Read(folder["runs/metrics.csv"]).Rows[^1][11]);
        Assert.Contains(
            FormattableString.Invariant($" {100 * accuracy:F1} % "), Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_validation_part_takes_the_place_of_the_test_part_and_is_called_so()
    {
        string said = Fpk.Run(Small("--rule", "linearized", "--validation", "100", "--out", folder["runs"])).Succeeds();
        Assert.Contains("1338 for training, 100 of the training part for validation", said, StringComparison.Ordinal);
        Assert.Contains("validation accuracy", said, StringComparison.Ordinal);
        Assert.DoesNotContain("test accuracy", said, StringComparison.Ordinal);
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"], heldOut: "validation");
        Assert.Equal(1, metrics.Rows.Count(row => row[11].Length > 0));
    }

    [Fact]
    public void Test_batches_and_stability_are_logged_where_they_were_looked_at()
    {
        Fpk.Run(
            Small(
                "--rule", "linearized", "--test-batches", "--watch-stability", "5", "--watch-samples", "3", "--out",
                folder["runs"])).Succeeds();
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"]);
        Assert.All(metrics.Rows, row => Assert.InRange(MetricsFile.Number(row[14]), 0, 1));
        Assert.True(metrics.Rows.Select(row => row[13]).Distinct().Count() == 13, "the batches are not drawn anew");
        Assert.Equal(["5", "10"], metrics.Rows.Where(row => row[15].Length > 0).Select(row => row[3]));
        Assert.All(metrics.Rows.Where(row => row[15].Length > 0), row => Assert.Equal(("3", "0"), (row[15], row[16])));
        Assert.All(metrics.Rows.Where(row => row[15].Length > 0), row => Assert.InRange(MetricsFile.Number(row[17]), 0, 1));

        // Looking changes nothing.
        Fpk.Run(Small("--rule", "linearized", "--out", folder["plain"])).Succeeds();
        Assert.Equal(File.ReadAllBytes(folder["plain/linearized-0.2/W.npy"]), File.ReadAllBytes(folder["runs/linearized-0.2/W.npy"]));
    }

    [Fact]
    public void The_published_update_is_called_a_leak_wherever_it_shows()
    {
        string said = Fpk.Run(Small("--rule", "linearized", "--published-update", "--out", folder["runs"])).Succeeds();
        Assert.Contains("LEAK (--published-update)", said, StringComparison.Ordinal);
        Assert.Contains("solver euler", said, StringComparison.Ordinal);
        Assert.Contains("leaked test accuracy", said, StringComparison.Ordinal);
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"], heldOut: "leaked_test");
        Assert.All(metrics.Rows, row => Assert.InRange(MetricsFile.Number(row[14]), 0, 1));
        Assert.Contains(
            "\"learnedFromTestImages\": true", File.ReadAllText(folder["runs/linearized-0.2/run.json"]), StringComparison.Ordinal);
        Assert.Contains("LEAK", Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds(), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_data_fail_clearly_and_leave_nothing()
    {
        IdxFiles.Write(folder, "idx");
        File.Delete(folder["idx/t10k-labels-idx1-ubyte"]);
        var before = folder.Snapshot();
        string line = Fpk.Run(Small("--data", folder["idx"], "--out", folder["runs"])).FailsWith(2);
        Assert.Contains("no test labels", line, StringComparison.Ordinal);
        Assert.Contains("t10k-labels-idx1-ubyte", line, StringComparison.Ordinal);
        Assert.Contains("no such folder", Fpk.Run(Small("--data", folder["none"])).FailsWith(2), StringComparison.Ordinal);
        folder.Bytes("idx/t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 0]);
        Fpk.Run(Small("--data", folder["idx"], "--out", folder["runs"])).FailsWith(2);
        File.Delete(folder["idx/t10k-labels-idx1-ubyte"]);
        Assert.Equal(before, folder.Snapshot());
        Assert.Equal([folder["idx"]], Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public void An_output_folder_that_holds_something_or_cannot_be_made_is_refused_at_once()
    {
        Directory.CreateDirectory(folder["full"]);
        folder.Text("full/precious.txt", "mine");
        folder.Text("file", "mine too");
        var before = folder.Snapshot();
        Assert.Contains("not empty", Fpk.Run(Small("--out", folder["full"])).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("is a file", Fpk.Run(Small("--out", folder["file"])).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("does not exist", Fpk.Run(Small("--out", folder["no/such/parent"])).FailsWith(2), StringComparison.Ordinal);
        Assert.Equal(before, folder.Snapshot());
        Assert.Equal([folder["full"]], Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public void An_empty_output_folder_is_filled()
    {
        Directory.CreateDirectory(folder["empty"]);
        Fpk.Run(Small("--rule", "linearized", "--out", folder["empty"] + "/")).Succeeds();
        Assert.True(File.Exists(folder["empty/metrics.csv"]));
        Assert.Equal([folder["empty"]], Directory.GetDirectories(folder.Path));
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData("--rule 'linearised' is unknown", "--rule", "linearised")]
    [InlineData("--rule", "--rule", "linearized,linearized")]
    [InlineData("names no rule", "--rule", ",")]
    [InlineData("--rate has '0'", "--rate", "0")]
    [InlineData("--rate has '-1'", "--rate", "-1")]
    [InlineData("--rate has 'fast'", "--rate", "0.1,fast")]
    [InlineData("--rate has 'NaN'", "--rate", "NaN")]
    [InlineData("--rate has '', but a rate", "--rate", "0.1,")]
    [InlineData("--rate names no rate", "--rate", ",")]
    [InlineData("--rate has '', but a rate", "--rate", "0.1,,0.2")]
    [InlineData("--neurons is 0", "--neurons", "0")]
    [InlineData("--epochs is -1", "--epochs", "-1")]
    [InlineData("--batch is 0", "--batch", "0")]
    [InlineData("--seed is -1", "--seed", "-1")]
    [InlineData("--threads is 0", "--threads", "0")]
    [InlineData("--weight-decay is -1", "--weight-decay", "-1")]
    [InlineData("--initial-gain is NaN", "--initial-gain", "NaN")]
    [InlineData("--optimizer 'adamw' is unknown", "--optimizer", "adamw")]
    [InlineData("--adjoint 'lu' is unknown", "--adjoint", "lu")]
    [InlineData("--adjoint gmres does not apply", "--adjoint", "gmres", "--rule", "linearized")]
    [InlineData("--optimizer adam needs --rate", "--optimizer", "adam", "--rule", "linearized")]
    [InlineData("--optimizer adam does not apply to --rule finite-step", "--optimizer", "adam", "--rate", "0.1")]
    [InlineData("--optimizer momentum does not apply to --rule "
        + "finite-step-damped", "--optimizer", "momentum", "--rate", "0.1", "--rule", "finite-step-damped")]
    [InlineData("through-time", "--rule", "through-time", "--solver", "newton")]
    [InlineData("--train 'weights' is unknown", "--train", "weights")]
    [InlineData("--train names nothing", "--train", ",")]
    [InlineData("name one --rule", "--train", "readout")]
    [InlineData("--rate-input 0.1 does not apply to --train recurrent,readout", "--train", "recurrent,readout", "--rate-input", "0.1")]
    [InlineData("--rate-readout 0.1 does not apply", "--rate-readout", "0.1")]
    [InlineData("--rate-input is 0", "--train", "input,recurrent", "--rate-input", "0")]
    [InlineData("--gradient-optimizer sgd does not apply", "--gradient-optimizer", "sgd")]
    [InlineData("--schedule 'linear' is unknown", "--schedule", "linear")]
    [InlineData("--final-rate 0.1 does not apply to --schedule constant", "--final-rate", "0.1")]
    [InlineData("--final-rate is 0", "--schedule", "exponential", "--final-rate", "0")]
    [InlineData("--warm-up is -1", "--warm-up", "-1")]
    [InlineData("--warm-up 300 leaves nothing", "--warm-up", "300", "--schedule", "cosine")]
    [InlineData("--validation is 0", "--validation", "0")]
    [InlineData("--validation is 1438", "--validation", "1438")]
    [InlineData("--published-update learns from the test part", "--validation", "100", "--published-update")]
    [InlineData("leave --test-batches away", "--test-batches", "--published-update")]
    [InlineData("--published-update is made after Euler steps", "--solver", "newton", "--published-update")]
    [InlineData("slope of tanh only", "--activation", "logistic", "--published-update")]
    [InlineData("--keep-stable is 1", "--keep-stable", "1")]
    [InlineData("--keep-stable is 0", "--keep-stable", "0")]
    [InlineData("add recurrent to --train", "--keep-stable", "0.1", "--train", "readout", "--rule", "linearized")]
    [InlineData("--watch-stability is 0", "--watch-stability", "0")]
    [InlineData("--watch-samples 3 needs --watch-stability", "--watch-samples", "3")]
    [InlineData("through-time", "--rule", "through-time,linearized")]
    [InlineData("--solver 'magic' is unknown", "--solver", "magic")]
    [InlineData("--step 0.1 does not apply", "--step", "0.1")]
    [InlineData("--activation 'tan' is unknown", "--activation", "tan")]
    [InlineData("--precision 'half' is unknown", "--precision", "half")]
    [InlineData("unknown option '--epoch'", "--epoch", "3")]
    [InlineData("rate is", "--precision", "float", "--rate", "1e300")]
    public void Bad_options_are_one_line(string named, params string[] args)
    {
        string line = Fpk.Run(["train", .. args, "--out", folder["runs"]]).FailsWith(2);
        Assert.Contains(named, line, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Through_time_alone_takes_the_published_steps()
    {
        string output = Fpk.Run(Small("--rule", "through-time", "--neurons", "5")).Succeeds();
        Assert.Contains("solver euler", output, StringComparison.Ordinal);
        string mixed = Fpk.Run(
            Small("--rule", "through-time,linearized", "--solver", "euler", "--step", "0.1", "--steps", "30")).Succeeds();
        Assert.Contains("\nlinearized", mixed, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_it_keeps_what_was_computed()
    {
        using CancellationTokenSource stop = new();
        using StopAfterFirstEpoch output = new(stop);
        using StringWriter error = new();
        int code = Application.Run(
            Small(
                "--rule", "linearized,euclidean", "--epochs", "1000", "--out",
                folder["runs"]), new Surroundings(output, error, stop.Token));
        Assert.Equal(130, code);
        Assert.StartsWith("fpk: interrupted", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("runs.unfinished holds what was computed", error.ToString(), StringComparison.Ordinal);
        MetricsFile metrics = MetricsFile.Read(folder["runs.unfinished/metrics.csv"]);
        Assert.Equal(13, metrics.Of("linearized").Length);
        Assert.Empty(metrics.Of("euclidean"));
        Assert.Contains("linearized-0.2", Fpk.Run("eval", "--weights-dir", folder["runs.unfinished"]).Succeeds(), StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_before_the_first_step_it_says_so()
    {
        Outcome outcome = Fpk.Run(new CancellationToken(canceled: true), Small());
        Assert.Contains("interrupted", outcome.FailsWith(130), StringComparison.Ordinal);
    }

    private static string[] Small(params string[] more) =>
        ["train", .. Defaults.Where(one => !more.Contains(one.Option)).SelectMany(one => (string[])[one.Option, one.Value]), .. more];

    // Ctrl-C as it comes in practice: between two epochs, when the line of the first has been read.
    private sealed class StopAfterFirstEpoch(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("epoch ", StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
