using System;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Experiments;

/// <summary>fpk experiment: every experiment at a small size from the options to the files, and what is refused.</summary>
public sealed class ExperimentVerbTests : IDisposable
{
    private static readonly string Published = Path.Combine(AppContext.BaseDirectory, "golden", "linear-nd");

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("one-neuron --samples 20 --steps 30 --rates 0.2,2", "loss-of-w loss-of-a losses-minus-2-euclidean "
        + "losses-0-linearized", "runs-minus-2 runs-0")]
    [InlineData("landscape --neurons 10 --samples 5 --points 12", "weight-space inverse-space weight-lines inverse-lines", "planes")]
    [InlineData("landscape --neurons 6 --samples 9 --points 5 --precision float", "weight-space inverse-space", "planes")]
    [InlineData("linear --neurons 10 --samples 5 --steps 12 --rates 0.3,1", "losses-euclidean losses-reparameterized "
        + "losses-linearized", "runs")]
    [InlineData("linear --neurons 10 --samples 20 --steps 3 --precision float", "losses-euclidean", "runs")]
    [InlineData("angles --neurons 10 --samples 5 --steps 12", "theta-12 theta-23", "angles")]
    public void An_experiment_leaves_a_page_figures_and_numbers(string line, string figures, string tables)
    {
        string said = Run(line, "result").Succeeds();
        Assert.Contains("report.html", said, StringComparison.Ordinal);
        string[] names = [.. Directory.GetFiles(folder["result"]).Select(Path.GetFileName).OfType<string>()];
        Assert.Contains("report.html", names);
        Assert.All([.. tables.Split(' '), .. figures.Split(' '), "settings"], name => Assert.Contains($"{name}.csv", names));
        Assert.All(figures.Split(' '), name => Assert.Contains($"{name}.svg", names));
        Assert.DoesNotContain("not be", said, StringComparison.Ordinal);
        Assert.Equal(["result"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("", "euclidean-accuracy linearized-loss variant-eigenvalues")]
    [InlineData("--rule finite-step,through-time --rates 0.1 --seeds 2 --precision double", "finite-step-accuracy through-time-loss")]
    [InlineData("--published-update --rule linearized --rates 0.1,0.2", "linearized-accuracy linearized-eigenvalues")]
    public void The_sweep_leaves_every_step_and_a_report(string line, string figures)
    {
        IdxFiles.Write(folder, "idx");
        Run($"mnist --data {folder["idx"]} --neurons 6 --batch 10 --epochs 1 {line}".Trim(), "result").Succeeds();
        Assert.All([.. figures.Split(' '), "results", "settings"], name => Assert.True(File.Exists(folder[$"result/{name}.csv"]), name));
        string[] rows = [.. File.ReadLines(folder["result/metrics.csv"])];
        int runs = line.Length == 0 ? 15 : line.Contains("seeds", StringComparison.Ordinal) ? 4 : 2;
        Assert.Equal(1 + (runs * 5), rows.Length);
        ARunIsALine(rows, runs);
        Assert.Equal(line.Contains("published", StringComparison.Ordinal), File.Exists(folder["result/speed.csv"]));
        string page = File.ReadAllText(folder["result/report.html"]);
        Assert.Equal(line.Contains("published", StringComparison.Ordinal), page.Contains("leaks test images", StringComparison.Ordinal));
    }

    // runs.csv against metrics.csv: of 5 steps all are the last 10, so the tail is the mean of a run's rows.
    private void ARunIsALine(string[] metrics, int runs)
    {
        string[][] steps = [.. metrics.Skip(1).Select(row => row.Split(','))];
        string[] lines = [.. File.ReadLines(folder["result/runs.csv"])];
        Assert.Equal(
            "rule,rate,seed,steps,tail_test_accuracy,tail_test_loss,final_accuracy,final_loss,spectral_radius,unsolved,skipped,end,seconds",
            lines[0]);
        Assert.Equal(runs, lines.Length - 1);
        foreach (string[] cells in lines.Skip(1).Select(line => line.Split(',')))
        {
            string[][] own = [.. steps.Where(row => row.Take(3).SequenceEqual(cells.Take(3)))];
            Assert.Equal(("5", "complete"), (cells[3], cells[11]));
            Assert.Equal(own.Average(row => MetricsFile.Number(row[7])), MetricsFile.Number(cells[4]), 1e-12);
            Assert.Equal(own.Average(row => MetricsFile.Number(row[6])), MetricsFile.Number(cells[5]), 1e-12);
            Assert.Equal(own.Sum(row => MetricsFile.Number(row[8])), MetricsFile.Number(cells[9]));
            Assert.Equal(own.Sum(row => MetricsFile.Number(row[9])), MetricsFile.Number(cells[10]));
            Assert.InRange(MetricsFile.Number(cells[6]), 0, 1);
            Assert.True(MetricsFile.Number(cells[8]) > 0);
        }
    }

    [Theory]
    [InlineData("--published-update --forward exact", "--published-update|exact|euler")]
    [InlineData("--published-update --rule through-time", "--published-update|through-time")]
    [InlineData("--fewer-scores", "--fewer-scores|--forward exact|--forward euler")]
    [InlineData("--forward newton", "--forward|newton|exact, euler")]
    [InlineData("--rule linear", "--rule|linear|linearized")]
    [InlineData("--rule linearized,linearized", "--rule|twice")]
    [InlineData("--rates 0.1,1e300", "--rates is 1E+300|positive and finite in float")]
    [InlineData("--rates 0.1,1e-60", "--rates is 1E-60|positive and finite in float")]
    [InlineData("--batch 14", "--batch 14|13 test images")]
    [InlineData("--seeds 0", "--seeds|at least 1")]
    public void A_sweep_that_cannot_be_is_refused(string line, string words)
    {
        IdxFiles.Write(folder, "idx");
        string error = Run(
            $"mnist --data {folder["idx"]} --neurons 6 {(line.Contains("--batch", StringComparison.Ordinal) ? "" : "--batch 10 ")}{line}",
            "result").FailsWith(2);
        Assert.All(words.Split('|'), word => Assert.Contains(word, error, StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder["result"]));
    }

    [Fact]
    public void Published_inputs_give_the_published_losses()
    {
        Run($"linear --inputs {Published} --steps 20 --rates 0.1,3", "result").Succeeds();
        string[][] rows = [.. File.ReadLines(folder["result/agreement.csv"]).Skip(1).Select(row => row.Split(','))];
        Assert.Equal(6, rows.Length);
        Assert.All(rows, row => Assert.InRange(MetricsFile.Number(row[2]), 0, 1e-9));
        Assert.All(rows, row => Assert.Equal("-", row[3]));
        Assert.Contains("published", File.ReadAllText(folder["result/losses-euclidean.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_number_of_threads()
    {
        Run("linear --neurons 12 --samples 6 --steps 40 --threads 1", "one").Succeeds();
        Run("linear --neurons 12 --samples 6 --steps 40 --threads 3", "three").Succeeds();
        string[] files =
        [
            .. Directory.GetFiles(folder["one"], "*.csv").Select(Path.GetFileName).OfType<string>().Where(name => name != "settings.csv"),
        ];
        Assert.Equal(5, files.Length);
        Assert.All(files, name => Assert.Equal(File.ReadAllText(folder[$"one/{name}"]), File.ReadAllText(folder[$"three/{name}"])));
    }

    [Theory]
    [InlineData("one-neuron")]
    [InlineData("landscape --neurons 10 --samples 5")]
    [InlineData("linear --neurons 10 --samples 5")]
    [InlineData("angles --neurons 10 --samples 5")]
    public void An_interrupted_experiment_leaves_a_report_that_says_so(string line)
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Outcome outcome = Fpk.Run(source.Token, ["experiment", .. line.Split(' '), "--out", folder["result"]]);
        Assert.Contains("interrupted", outcome.FailsWith(130), StringComparison.Ordinal);
        Assert.Contains("(interrupted)", File.ReadAllText(folder["result/report.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no verb is given|one-neuron, landscape, linear, angles, mnist, breakdown")]
    [InlineData("liner --out result", "unknown verb 'liner'|did you mean linear?")]
    [InlineData("linear", "--out|required|fpk experiment linear --help")]
    [InlineData("linear --rate 1 --out result", "experiment linear|--rate|did you mean --rates?")]
    [InlineData("linear --rates 1,-2 --out result", "--rates|'-2'|positive")]
    [InlineData("linear --rates 1,1 --out result", "--rates|twice")]
    [InlineData("linear --rates , --out result", "--rates|no rate")]
    [InlineData("linear --steps 0 --out result", "--steps|0|at least 1")]
    [InlineData("linear --precision half --out result", "half|double, float")]
    [InlineData("linear --precision float --rates 1e-60 --out result", "--rates is 1E-60|positive and finite in float")]
    [InlineData("linear --threads 0 --out result", "--threads|0|at least 1")]
    [InlineData("landscape --points 1 --out result", "--points|1|at least 2")]
    [InlineData("angles --neurons 0 --out result", "--neurons|0|at least 1")]
    [InlineData("linear --inputs nowhere --out result", "nowhere|X.npy, targets.npy and W0.npy")]
    [InlineData("linear --inputs good --neurons 3 --out result", "--neurons 3|--inputs|random inputs")]
    [InlineData("angles --inputs good --seed 3 --out result", "--seed 3|--inputs|random inputs")]
    [InlineData("linear --inputs notargets --out result", "targets.npy|does not exist")]
    [InlineData("linear --inputs rectangle --out result", "W0.npy|2×3|N×N")]
    [InlineData("linear --inputs rows --out result", "X.npy|3×2|2×M|column")]
    [InlineData("linear --inputs mismatch --out result", "targets.npy|2×2|2×3")]
    [InlineData("linear --inputs nan --out result", "X.npy|(1, 2)|NaN")]
    [InlineData("linear --inputs badlosses --out result", "losses.npz")]
    [InlineData("linear --inputs good --out good", "good|not empty")]
    [InlineData("linear --inputs good --out none/result", "none|does not exist")]
    public void What_cannot_be_is_refused_in_one_line_and_leaves_nothing(string line, string words)
    {
        double[] square = [0.1, 0, 0, 0.2], six = [1, 2, 3, 4, 5, 6];
        Inputs("good", square, 2, six, 3, six, 3);
        Inputs("notargets", square, 2, six, 3, six, 3);
        File.Delete(folder["notargets/targets.npy"]);
        Inputs("rectangle", six, 3, six, 3, six, 3);
        Inputs("rows", square, 2, six, 2, six, 2);
        Inputs("mismatch", square, 2, six, 3, square, 2);
        Inputs("nan", square, 2, [1, 2, 3, 4, 5, double.NaN], 3, six, 3);
        Inputs("badlosses", square, 2, six, 3, six, 3);
        folder.Text("badlosses/losses.npz", "no zip");
        var before = folder.Snapshot();
        string[] args = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => Directory.Exists(folder[word]) || word is "result" or "none/result" ? folder[word] : word)];
        string error = Fpk.Run(["experiment", .. args]).FailsWith(2);
        Assert.All(words.Split('|'), word => Assert.Contains(word, error, StringComparison.Ordinal));
        Assert.Equal(before, folder.Snapshot());
    }

    // Every output folder is put where none can be made, so that what parses is refused before it computes.
    [Theory]
    [InlineData("one-neuron")]
    [InlineData("landscape")]
    [InlineData("linear")]
    [InlineData("angles")]
    [InlineData("mnist")]
    [InlineData("breakdown")]
    public void Every_example_is_a_command_line_that_parses(string experiment)
    {
        string help = Fpk.Run("experiment", experiment, "--help").Succeeds();
        string[] examples =
        [
            .. help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n').Skip(1).Where(line => line.Trim().Length > 0),
        ];
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            string[] words = example.Trim().Split(' ')[1..];
            words[Array.FindIndex(words, word => word is "--out" or "--resume") + 1] = folder["none/result"];
            string error = Fpk.Run(words).FailsWith(2);
            Assert.Contains(
                ((string[])["does not exist", "is no folder", "there is no"]), words => error.Contains(words, StringComparison.Ordinal));
        }
    }

    private Outcome Run(string line, string output) => Fpk.Run(["experiment", .. line.Split(' '), "--out", folder[output]]);

    private void Inputs(
        string name, double[] start, int startColumns, double[] inputs, int inputColumns, double[] targets, int targetColumns)
    {
        Directory.CreateDirectory(folder[name]);
        folder.Npy($"{name}/W0.npy", start, start.Length / startColumns, startColumns);
        folder.Npy($"{name}/X.npy", inputs, inputs.Length / inputColumns, inputColumns);
        folder.Npy($"{name}/targets.npy", targets, targets.Length / targetColumns, targetColumns);
    }
}
