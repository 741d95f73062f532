using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>fpk eval: scores of saved runs, and every way in which a run's folder can be damaged.</summary>
public sealed class EvalVerbTests : IDisposable
{
    private readonly WorkFolder folder = new();
    private readonly string run;

    public EvalVerbTests()
    {
        IdxFiles.Write(folder, "idx");
        Fpk.Run(
            "train", "--data", folder["idx"], "--neurons", "5", "--epochs", "1", "--batch", "25", "--threads", "1", "--rule", "linearized",
            "--out", folder["runs"]).Succeeds();
        run = folder["runs/linearized-0.2"];
    }

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Leg", "Any")]
    public void One_run_or_all_of_a_folder_are_scored()
    {
        string one = Fpk.Run("eval", "--weights-dir", run).Succeeds();
        Assert.Equal(one, Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds());
        Assert.Equal(one, Fpk.Run("eval", "--weights-dir", run + "/", "--data", folder["idx"], "--solver", "newton").Succeeds());
        string[] lines = one.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal("without stable point, max Re: of all 13 test samples, evenly spread", lines[2].TrimEnd());
        foreach (string column in (string[])["run", "test accuracy", "test loss", "unsolved", "without stable point"])
            Assert.Contains(column, lines[0], StringComparison.Ordinal);
        Assert.StartsWith("linearized-0.2 ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_says_how_to_make_it_again()
    {
        Fpk.Run("eval", "--weights-dir", folder["runs"], "--solver", "newton", "--out", folder["scores"]).Succeeds();
        string[] settings = File.ReadAllLines(Path.Combine(folder["scores"], "linearized-0.2", "settings.csv"));
        string line = Assert.Single(settings, row => row.StartsWith("command line,", StringComparison.Ordinal));
        Assert.Equal(
            $"command line,fpk eval --weights-dir {folder["runs"]} --solver newton --out {folder["scores"]}",
            line);
        foreach (string row in (string[])["solver,newton", "precision,double", "factorizations a sample,no bound", "revision,", "date,"])
            Assert.Contains(settings, one => one.StartsWith(row, StringComparison.Ordinal));
        foreach (string name in (string[])["weights,", "contents,"])
        {
            string hashed = Assert.Single(settings, row => row.StartsWith(name, StringComparison.Ordinal));
            Assert.Contains("SHA-256", hashed, StringComparison.Ordinal);
        }

        Outcome again = Fpk.Run("eval", "--weights-dir", folder["runs"], "--out", folder["scores"]);
        Assert.Contains("is not empty", again.FailsWith(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("W.npy")]
    [InlineData("Wx.npy")]
    [InlineData("readout.npy")]
    public void A_missing_or_truncated_file_is_named(string file)
    {
        string path = Path.Combine(run, file);
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length - 9)]);
        Fails(file);
        File.WriteAllBytes(path, []);
        Fails(file);
        File.Delete(path);
        Fails(file);
    }

    [Theory]
    [InlineData("W.npy", 5, 4, "5×4", "5×5")]
    [InlineData("W.npy", 6, 6, "5×9", "6×9")]
    [InlineData("Wx.npy", 4, 9, "4×9", "5×9")]
    [InlineData("readout.npy", 3, 6, "3×6", "3×5")]
    [InlineData("W.npy", 25, 0, "(25,)", "matrix")]
    public void Wrong_shapes_are_told_both(string file, int rows, int columns, string found, string wanted)
    {
        folder.Npy($"runs/linearized-0.2/{file}", new double[rows * Math.Max(1, columns)], rows, columns);
        string line = Fails(".npy");
        Assert.Contains(found, line, StringComparison.Ordinal);
        Assert.Contains(wanted, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Weights_that_are_not_finite_are_refused(double bad)
    {
        double[] weights = new double[25];
        weights[7] = bad;
        folder.Npy("runs/linearized-0.2/W.npy", weights, 5, 5);
        string line = Fails("W.npy");
        Assert.Contains("finite", line, StringComparison.Ordinal);
        Assert.Contains("entry 7", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("precision", "half")]
    [InlineData("activation", "tangent")]
    [InlineData("exponent", "3")]
    [InlineData("gain", "\"x\"")]
    public void A_run_that_says_nonsense_is_named(string field, string value)
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
        json[field] = double.TryParse(value, out double number) ? number : value;
        File.WriteAllText(Path.Combine(run, "run.json"), json.ToJsonString());
        Assert.Contains(field, Fails("run.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_another_width_are_refused_with_both()
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
        json["data"] = "digits";
        File.WriteAllText(Path.Combine(run, "run.json"), json.ToJsonString());
        string line = Fails("linearized-0.2");
        Assert.Contains("9 features", line, StringComparison.Ordinal);
        Assert.Contains("64 features", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_went_away_are_named()
    {
        Directory.Delete(folder["idx"], recursive: true);
        Assert.Contains("no such folder", Fails("idx"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_runs_is_refused()
    {
        Directory.CreateDirectory(folder["nothing"]);
        Assert.Contains("holds no run", Fpk.Run("eval", "--weights-dir", folder["nothing"]).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("does not exist", Fpk.Run("eval", "--weights-dir", folder["none"]).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("--weights-dir", Fpk.Run("eval").FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_without_a_fixed_point_are_code_3_and_count_as_wrong()
    {
        // One step of plain iteration solves nothing.
        Outcome outcome = Fpk.Run("eval", "--weights-dir", run, "--solver", "iterate", "--steps", "1");
        Assert.Contains("13 sample(s)", outcome.FailsWith(3), StringComparison.Ordinal);
        Assert.Contains("0.0 %", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("13 of 13", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_share_without_a_stable_point_is_counted_by_sample()
    {
        // W = 2 I, Wx = 1: a blank image leaves the network at r = 0, where G W = 2; any other drives it to saturation, where G W is next
        // to nothing.
        folder.Npy("runs/linearized-0.2/W.npy", [.. Enumerable.Range(0, 25).Select(i => i % 6 == 0 ? 2.0 : 0)], 5, 5);
        folder.Npy("runs/linearized-0.2/Wx.npy", [.. Enumerable.Repeat(1.0, 45)], 5, 9);
        byte[] images = File.ReadAllBytes(folder["idx/t10k-images-idx3-ubyte"]);
        Array.Clear(images, 16 + (4 * 9), 3 * 9);
        folder.Bytes("idx/t10k-images-idx3-ubyte", images);
        string row = Fpk.Run("eval", "--weights-dir", run).Succeeds().Split('\n')[1];
        Assert.EndsWith(
            " 0 of 13  3 of 13  2.00", System.Text.RegularExpressions.Regex.Replace(row, " {2,}", "  "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tolerance 0.001 does not apply to --solver euler", "--solver", "euler", "--tolerance", "1e-3")]
    [InlineData("--relative-tolerance 0.001 does not apply to --solver euler", "--solver", "euler", "--relative-tolerance", "1e-3")]
    public void What_does_nothing_in_a_score_is_refused(string named, params string[] args) =>
        Assert.Contains(named, Fpk.Run(["eval", "--weights-dir", run, .. args]).FailsWith(2), StringComparison.Ordinal);

    [Fact]
    public void Interrupted_it_ends_with_130() =>
        Fpk.Run(new CancellationToken(canceled: true), "eval", "--weights-dir", run).FailsWith(130);

    private string Fails(string named)
    {
        var before = folder.Snapshot();
        string line = Fpk.Run("eval", "--weights-dir", folder["runs"]).FailsWith(2);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Equal(before, folder.Snapshot());
        return line;
    }
}
