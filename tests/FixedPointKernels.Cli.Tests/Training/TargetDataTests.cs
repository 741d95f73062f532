using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Training;

/// <summary>fpk train and eval on targets: R² and mean squared error wherever an accuracy stands, predictions, page, resuming.</summary>
public sealed class TargetDataTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public TargetDataTests() => TargetFiles.Write(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_readout_learns_targets_and_everything_tells_the_same_errors()
    {
        string said = Train("--epochs", "40", "--train", "recurrent,input,readout", "--rate-input", "0.02", "--rate-readout", "0.02",
            "--export-split", "--out", folder["runs"]).Succeeds();
        Assert.Contains("32 for training, 8 for testing, shuffled, seed 0", said, StringComparison.Ordinal);
        Assert.DoesNotContain("accuracy", said, StringComparison.Ordinal);
        List<Dictionary<string, string>> rows = Rows("runs/metrics.csv");
        Assert.DoesNotContain("accuracy", string.Join(' ', rows[0].Keys), StringComparison.Ordinal);
        Dictionary<string, string> last = rows[^1];
        double loss = Number(last["test_loss"]), r2 = Number(last["test_r2"]), error = Number(last["test_mean_squared_error"]);
        Assert.True(r2 > 0.8, $"R² is {r2}");
        Assert.Equal(loss / 2, error, 1e-15);

        // By hand from what eval tells of the rows held out.
        string scored = Fpk.Run("eval", "--weights-dir", folder["runs"], "--out", folder["scores"]).Succeeds();
        int[] test = Npy.Read(folder["runs/test-indices.npy"]).ToInt32s();
        NpyArray predictions = Npy.Read(folder["scores/linearized-0.05/predictions.npy"]);
        Assert.Equal("8×2", predictions.ShapeText);
        double[] told = predictions.ToDoubles(), all = Npy.Read(folder["Y.npy"]).ToDoubles();
        double[] wanted = [.. test.SelectMany(k => new[] { all[2 * k], all[(2 * k) + 1] })];
        double squares = told.Zip(wanted, (one, other) => (one - other) * (one - other)).Sum();
        double variance = Enumerable.Range(0, 2).Sum(j =>
        {
            double[] one = [.. wanted.Where((_, i) => i % 2 == j)];
            return one.Sum(value => (value - one.Average()) * (value - one.Average()));
        });
        Assert.Equal(loss, squares / 8, 1e-12);
        Assert.Equal(r2, 1 - (squares / variance), 1e-12);
        Assert.Contains(r2.ToString(" 0.000 ", CultureInfo.InvariantCulture), scored, StringComparison.Ordinal);
        Assert.Contains("test R²  test mean squared error", scored, StringComparison.Ordinal);
        List<Dictionary<string, string>> byTarget = Rows("scores/linearized-0.05/targets.csv");
        Assert.Equal(loss, byTarget.Sum(row => Number(row["mean squared error"])), 1e-12);
        Assert.Equal(["8", "8"], byTarget.Select(row => row["samples"]));
        foreach (string page in (string[])["runs/report.html", "scores/linearized-0.05/report.html"])
            Assert.DoesNotContain("ccuracy", File.ReadAllText(folder[page]), StringComparison.Ordinal);
        foreach (string file in (string[])["runs/held-out-r2.csv", "runs/r2.svg", "scores/linearized-0.05/given.svg"])
            Assert.True(File.Exists(folder[file]), file);

        // The curves hold what metrics.csv does.
        Assert.Equal(Number(rows[^1]["r2"]), Number(File.ReadAllLines(folder["runs/r2.csv"])[^1].Split(',')[^1]));
        Assert.Equal(Number(rows[^1]["mean_squared_error"]), Number(File.ReadAllLines(folder["runs/loss.csv"])[^1].Split(',')[^1]));
        Assert.Equal(r2, Number(File.ReadAllLines(folder["runs/held-out-r2.csv"])[^1].Split(',')[^1]));
        Assert.Equal(error, Number(File.ReadAllLines(folder["runs/held-out-loss.csv"])[^1].Split(',')[^1]));
    }

    [Fact]
    public void One_target_may_be_a_vector_and_validation_patience_and_float_go_with_it()
    {
        double[] y = [.. Npy.Read(folder["Y.npy"]).ToDoubles().Where((_, i) => i % 2 == 0)];
        Npy.Write<double>(folder["Y.npy"], y, y.Length);
        Train(
            "--epochs", "9", "--validation", "8", "--best", "--patience", "3", "--precision", "float", "--test-batches",
            "--watch-stability", "2", "--json-lines", "--out", folder["runs"]).Succeeds();
        Dictionary<string, string> last = Rows("runs/metrics.csv")[^1];
        Assert.Equal(last["validation_loss"], last["validation_mean_squared_error"]);
        Assert.NotEqual("", last["validation_batch_r2"]);
        Assert.Contains("\"validation_r2\":", File.ReadAllLines(folder["runs/metrics.jsonl"])[^1], StringComparison.Ordinal);
        Assert.Equal("1×6", Npy.Read(folder["runs/linearized-0.05/readout.npy"]).ShapeText);
        Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds();
    }

    [Theory]
    [InlineData("--targets", "Y.npy", "--labels", "y.npy")]
    [InlineData("--labels", "y.npy", "--targets", "Y.npy")]
    public void Moved_files_of_the_same_numbers_are_gone_on_with_and_others_are_not(string kind, string file, string other, string foreign)
    {
        string[] args = [.. Line("--epochs", "4", "--train", "recurrent,readout", "--validation", "8", "--best")
            .Select(word => word == "--targets" ? kind : word == folder["Y.npy"] ? folder[file] : word)];
        Fpk.Run([.. args, "--out", folder["whole"]]).Succeeds();
        Interrupted([.. args, "--out", folder["runs"]]).FailsWith(130);
        Directory.CreateDirectory(folder["moved"]);
        foreach (string name in (string[])["X.npy", "Y.npy", "y.npy"]) File.Move(folder[name], folder[$"moved/{name}"]);
        string gone = Fpk.Run("train", "--resume", folder["runs"]).FailsWith(2);
        Assert.Contains("X.npy", gone, StringComparison.Ordinal);
        string[] again = ["train", "--resume", folder["runs"], "--inputs", folder["moved/X.npy"], kind];
        TargetFiles.Write(folder, shift: 1e-9);
        SortedDictionary<string, string> before = folder.Snapshot();
        string line = Fpk.Run([.. again, folder[file]]).FailsWith(2);
        Assert.Contains("begun with another data", line, StringComparison.Ordinal);
        Assert.Contains("SHA-256", line, StringComparison.Ordinal);
        Assert.Contains(
            "say one", Fpk.Run(["train", "--resume", folder["runs"], other, folder[foreign]]).FailsWith(2), StringComparison.Ordinal);
        Assert.Equal(before, folder.Snapshot());
        Assert.Contains("continues", Fpk.Run([.. again, folder[$"moved/{file}"]]).Succeeds(), StringComparison.Ordinal);
        foreach (string part in (string[])["W.npy", "Wx.npy", "readout.npy"]) Assert.Equal(Bytes("whole", part), Bytes("runs", part));

        // And the record leads to where they are now.
        File.Delete(folder["X.npy"]);
        Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds();
        Assert.Contains("X.npy", Fpk.Run("eval", "--weights-dir", folder["whole"]).FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_one_line_with_both_sides()
    {
        Npy.Write<double>(folder["Y.npy"], new double[60], 30, 2);
        string line = Train().FailsWith(2);
        Assert.Contains("holds 30×2", line, StringComparison.Ordinal);
        Assert.Contains("40×3 features", line, StringComparison.Ordinal);
        Assert.Contains("40×K", line, StringComparison.Ordinal);
        Npy.Write<double>(folder["Y.npy"], new double[80], 40, 2, 1);
        Assert.Contains("holds 40×2×1", Train().FailsWith(2), StringComparison.Ordinal);
        double[] hole = new double[80];
        hole[7] = double.NaN;
        Npy.Write<double>(folder["Y.npy"], hole, 40, 2);
        Assert.Contains("row 3, column 1 is not finite, but targets must be", Train().FailsWith(2), StringComparison.Ordinal);
        Npy.Write<double>(folder["X.npy"], new double[6], 2, 3);
        Npy.Write<double>(folder["Y.npy"], new double[2], 2);
        Assert.Contains("at least 3", Train().FailsWith(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--labels", "--labels", "y.npy")]
    [InlineData("--label-smoothing 0.1 does not apply", "--label-smoothing", "0.1")]
    [InlineData("--class-weights 1,2 does not apply", "--class-weights", "1,2")]
    [InlineData("--published-update does not apply", "--published-update")]
    [InlineData("--validation is 40", "--validation", "40")]
    public void What_is_of_labels_is_refused(string named, params string[] words) =>
        Assert.Contains(named, Train(words).FailsWith(2), StringComparison.Ordinal);

    [Fact]
    public void Another_kind_of_data_than_the_runs_is_refused()
    {
        Train("--epochs", "1", "--out", folder["runs"]).Succeeds();
        string x = folder["X.npy"], line = Eval("runs", "--inputs", x, "--labels", folder["y.npy"]);
        Assert.Contains("was trained on targets, but", line, StringComparison.Ordinal);
        string[] classes = [.. Line("--epochs", "1")
            .Select(word => word == "--targets" ? "--labels" : word == folder["Y.npy"] ? folder["y.npy"] : word)];
        Fpk.Run([.. classes, "--out", folder["classes"]]).Succeeds();
        line = Eval("classes", "--inputs", x, "--targets", folder["Y.npy"]);
        Assert.Contains("was trained on labels, but", line, StringComparison.Ordinal);
        Directory.Move(folder["classes/linearized-0.05"], folder["runs/z"]);
        Assert.Contains("score them one by one", Eval("runs"), StringComparison.Ordinal);
        Npy.Write<double>(folder["Y.npy"], new double[120], 40, 3);
        Directory.Delete(folder["runs/z"], recursive: true);
        line = Eval("runs");
        Assert.Contains("3 features and tells 2 targets", line, StringComparison.Ordinal);
        Assert.Contains("3 targets", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_without_a_fixed_point_are_in_no_error_and_told_NaN()
    {
        Train("--epochs", "1", "--out", folder["runs"]).Succeeds();
        Outcome outcome = Fpk.Run(
            "eval", "--weights-dir", folder["runs"], "--solver", "iterate", "--steps", "1", "--out", folder["scores"]);
        string line = outcome.FailsWith(3);
        Assert.Contains("8 sample(s) have no fixed point that was found; they are in no error", line, StringComparison.Ordinal);
        Assert.Contains("8 of 8", outcome.Output, StringComparison.Ordinal);
        Assert.All(Npy.Read(folder["scores/linearized-0.05/predictions.npy"]).ToDoubles(), one => Assert.True(double.IsNaN(one)));
        Outcome trained = Train("--epochs", "1", "--solver", "iterate", "--steps", "1");
        Assert.Contains("held-out samples, which are in no error", trained.FailsWith(3), StringComparison.Ordinal);
    }

    private byte[] Bytes(string runs, string file) => File.ReadAllBytes(folder[$"{runs}/linearized-0.05/{file}"]);

    private string Eval(string runs, params string[] words) => Fpk.Run(["eval", "--weights-dir", folder[runs], .. words]).FailsWith(2);

    private Outcome Train(params string[] words) => Fpk.Run(Line(words));

    private string[] Line(params string[] words) =>
    [
        "train", "--rule", "linearized", "--rate", "0.05", "--neurons", "6", "--batch", "8", "--threads", "1", "--inputs", folder["X.npy"],
        "--targets", folder["Y.npy"], .. words,
    ];

    private static Outcome Interrupted(string[] args)
    {
        using CancellationTokenSource stop = new();
        using Stopper output = new(stop);
        using StringWriter error = new();
        int code = Application.Run(args, new Surroundings(output, error, stop.Token));
        return new Outcome(code, output.ToString(), error.ToString());
    }

    private List<Dictionary<string, string>> Rows(string file)
    {
        string[] lines = File.ReadAllLines(folder[file]), names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    // Ctrl-C when the first epoch is done.
    private sealed class Stopper(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("epoch ", StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
