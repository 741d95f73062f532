using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Organics;

/// <summary>fpk organics train-static and train-sequential: what their folders hold, what stops them, what they refuse.</summary>
public sealed class TrainedClassifierTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public TrainedClassifierTests() => IdxFiles.Write(folder, "idx");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_budget_of_time_ends_a_run_and_the_next_goes_on_to_the_same_numbers()
    {
        string whole = Run("train-sequential --epochs 2 --batch 10 --neurons 4 --seed 1 --out whole").Succeeds();
        Assert.Contains("complete", whole, StringComparison.Ordinal);

        // 2e-7 minutes are over before the first update is.
        string said = Run("train-sequential --epochs 2 --batch 10 --neurons 4 --seed 1 --minutes 2e-7 --out short").Succeeds();
        Assert.Contains("the time was up", said, StringComparison.Ordinal);
        Assert.Contains("continue with 'fpk organics train-sequential --resume", said, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["short.unfinished/report.html"]));
        for (int sitting = 0; sitting < 6; sitting++) Fpk.Run("organics", "train-sequential", "--resume", folder["short"]).Succeeds();
        Assert.Equal(6, File.ReadAllLines(folder["short.unfinished/gradient-norms.csv"]).Length - 2);
        Assert.Contains("so far", File.ReadAllText(folder["short.unfinished/runs.csv"]), StringComparison.Ordinal);
        Fpk.Run("organics", "train-sequential", "--resume", folder["short"], "--minutes", "60").Succeeds();
        Assert.False(Directory.Exists(folder["short.unfinished"]));
        foreach (string file in (string[])["gradient-norms.csv", "confusion.csv", "hidden-organics.csv", "time-constants-organics.csv"])
            Assert.Equal(File.ReadAllText(folder[$"whole/{file}"]), File.ReadAllText(folder[$"short/{file}"]));
    }

    [Theory]
    [InlineData("train-static --layers 3 --epochs 2")]
    [InlineData("train-sequential --neurons 3 --epochs 2 --cell tanh --rates 1e38")]
    public void Runs_that_all_diverge_are_told_with_their_files_kept(string line)
    {
        string rate = line.Contains("static", StringComparison.Ordinal) ? " --rate 1e38" : "";
        string said = Run($"{line}{rate} --batch 10 --out out").FailsWith(3);
        Assert.Contains("every run diverged", said, StringComparison.Ordinal);
        Assert.Contains("1 of 1 runs diverged", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
        Assert.Contains("diverged", File.ReadAllText(folder["out/runs.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_eigenvalues_are_those_of_the_images_looked_at()
    {
        Run("train-static --layers 4,3 --epochs 1 --batch 10 --spectra 5 --seed 1 --keep-weights --out out").Succeeds();
        string[] rows = File.ReadAllLines(folder["out/eigenvalues.csv"]);
        Assert.Equal("recurrent,layers,seed,image,layer,max_real", rows[0]);
        Assert.Equal(1 + (5 * 2), rows.Length);
        Assert.True(File.Exists(folder["out/eigenvalues-histogram.csv"]));
        Assert.NotEmpty(Directory.GetFiles(folder["out/weights/identity-4-3-seed-1"], "*.npy"));
    }

    [Fact]
    public void Weights_of_cells_are_kept_where_asked_for()
    {
        Run("train-sequential --neurons 3 --epochs 1 --batch 10 --cell tanh --keep-weights --out out").Succeeds();
        Assert.Equal(
            ["Wh.npy", "Wx.npy", "bias.npy", "readout-bias.npy", "readout-weights.npy"],
            Directory.GetFiles(folder["out/weights/tanh-0.001-seed-0"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("train-sequential --permuted", "--permuted does not apply to rows")]
    [InlineData("train-sequential --by pixels --permuted", "the published order is of 784 pixels, but the images have 9")]
    [InlineData("train-sequential --cell tanh --form head", "--form head does not apply to --cell tanh")]
    [InlineData("train-sequential --cell tanh --gains ordered", "--gains ordered does not apply to --cell tanh")]
    [InlineData("train-sequential --cell lstm", "--cell 'lstm' is unknown")]
    [InlineData("train-sequential --minutes 0", "--minutes is 0, but it must be posit")]
    [InlineData("train-sequential --rates 1e-60", "--rates")]
    [InlineData("train-sequential --batch 1000", "--batch 1000 is more than the 48 images to learn from")]
    [InlineData("train-static --batch 1000", "--batch 1000 is more than the 48 images to learn from")]
    [InlineData("train-static --rate 1e60", "--rate")]
    [InlineData("train-static --rate 1e-60", "--rate")]
    public void What_cannot_be_is_refused_and_leaves_no_folder(string line, string fragment)
    {
        Assert.Contains(fragment, Run($"{line} --out out").FailsWith(2), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out.unfinished"]));
    }

    private Outcome Run(string line)
    {
        string[] words = [.. line.Split(' ')];
        int at = Array.IndexOf(words, "--out");
        words[at + 1] = folder[words[at + 1]];
        return Fpk.Run(["organics", .. words, "--data", folder["idx"]]);
    }
}
