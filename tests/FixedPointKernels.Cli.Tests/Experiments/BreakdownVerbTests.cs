using System;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Experiments;

/// <summary>fpk experiment breakdown at a small size, from the options to the files, and what is refused.</summary>
public sealed class BreakdownVerbTests : IDisposable
{
    private static readonly string[] Figures = ["accuracy", "update", "adjoint", "abscissa", "distance", "euler"];

    private readonly WorkFolder folder = new();

    public BreakdownVerbTests() => IdxFiles.Write(folder, "idx");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", 12, 3, "0-005 0-01 0-025")]
    [InlineData("--rates 0.1 --seeds 2 --precision double --probe 2", 8, 4, "0-1")]
    [InlineData("--rates 1e-7,2 --arms exact-keep,euler", 4, 3, "1e-07 2")]
    public void It_leaves_a_page_its_figures_every_step_and_every_probe(string line, int runs, int probes, string rates)
    {
        // 50 training images are 5 steps of 10, with probes at steps 0, 4 and 5 (every 4), or 0, 2, 4 and 5.
        string said = Run($"{(line.Contains("--probe", StringComparison.Ordinal) ? "" : "--probe 4 ")}{line}".Trim()).Succeeds();
        Assert.Contains("report.html", said, StringComparison.Ordinal);
        string[] names = [.. Directory.GetFiles(folder["result"]).Select(Path.GetFileName).OfType<string>()];
        Assert.All(
            rates.Split(' ').SelectMany(rate => Figures.Select(figure => $"rate-{rate}-{figure}")),
            name => Assert.Contains($"{name}.svg", names));
        Assert.All(["report.html", "results.csv", "singularities.csv", "settings.csv"], name => Assert.Contains(name, names));
        Rows("metrics.csv", runs * 5);
        Rows("probes.csv", runs * probes);
        Assert.Equal(
            1 + (line.Contains("seeds", StringComparison.Ordinal) ? runs / 2 : runs), File.ReadLines(folder["result/results.csv"]).Count());
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_number_of_threads()
    {
        Run("--rates 0.1,1 --threads 1", "one").Succeeds();
        Run("--rates 0.1,1 --threads 3", "three").Succeeds();
        Assert.Equal(File.ReadAllText(folder["one/probes.csv"]), File.ReadAllText(folder["three/probes.csv"]));
        Assert.Equal(File.ReadAllText(folder["one/singularities.csv"]), File.ReadAllText(folder["three/singularities.csv"]));
    }

    [Fact]
    public void An_interrupted_run_leaves_a_report_that_says_so()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Outcome outcome = Fpk.Run(
            source.Token, "experiment", "breakdown", "--data", folder["idx"], "--batch", "10", "--neurons", "6", "--out", folder["result"]);
        Assert.Contains("interrupted", outcome.FailsWith(130), StringComparison.Ordinal);
        Assert.Contains("(interrupted)", File.ReadAllText(folder["result.unfinished/report.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--arms exact", "--arms|exact|exact-skip")]
    [InlineData("--arms euler,euler", "--arms|twice")]
    [InlineData("--arms ,", "--arms|no arm")]
    [InlineData("--rates 0.1,-1", "--rates|'-1'|positive")]
    [InlineData("--rates 0.1,0.1", "--rates|twice")]
    [InlineData("--seeds 0", "--seeds|at least 1")]
    [InlineData("--probe 0", "--probe|at least 1")]
    [InlineData("--probe-samples 14", "--probe-samples 14|13 test images")]
    [InlineData("--batch 14", "--batch 14|13 test images")]
    [InlineData("--precision half", "half|double, float")]
    [InlineData("--rates 1e-60", "--rates is 1E-60|positive and finite in float")]
    public void What_cannot_be_is_refused_in_one_line_and_leaves_nothing(string line, string words)
    {
        string error = Run(line).FailsWith(2);
        Assert.All(words.Split('|'), word => Assert.Contains(word, error, StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder["result"]));
    }

    private Outcome Run(string line, string output = "result") => Fpk.Run([
        "experiment", "breakdown", "--data", folder["idx"], "--neurons", "6", "--epochs", "1",
        .. line.Contains("--batch", StringComparison.Ordinal) ? (string[])[] : ["--batch", "10"],
        .. line.Contains("--probe-samples", StringComparison.Ordinal) ? (string[])[] : ["--probe-samples", "3"],
        .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--out", folder[output]]);

    private void Rows(string file, int count)
    {
        string[] lines = [.. File.ReadLines(folder[$"result/{file}"])];
        Assert.Equal(1 + count, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(letter => letter == ','), line.Count(letter => letter == ',')));
    }
}
