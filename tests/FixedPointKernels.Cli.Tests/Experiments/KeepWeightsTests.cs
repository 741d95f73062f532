using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using FixedPointKernels.Analysis;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Experiments;

/// <summary>fpk experiment --keep-weights: what every run leaves is its own network, which fpk eval scores as the run did, continued or
/// not.</summary>
public sealed class KeepWeightsTests
{
    private const string Small = "--neurons 6 --batch 10 --epochs 2 --threads 2 --keep-weights";

    // At 3e38 the published update leaves the finite numbers after two steps: an end, with the weights before it.
    [Theory]
    [InlineData("--rule linearized,euclidean --rates 0.1,0.2 --seeds 2", "float", 8, "chord", false)]
    [InlineData("--rule linearized,variant --rates 0.1,3e38 --published-update", "float", 4, "euler", true)]
    [InlineData("--rule finite-step --rates 0.1 --precision double", "double", 1, "chord", false)]
    public void Eval_scores_every_run_of_the_sweep_as_it_did(string line, string precision, int count, string solver, bool leak)
    {
        using SweepFolder sweeps = new();
        sweeps.Run($"{Small} {line}", "result").Succeeds();
        string[][] runs = [.. CsvFile.Read(sweeps["result/runs.csv"]).Skip(1)];
        Assert.Equal(count, runs.Length);
        Assert.Equal(
            runs.Select(Name).Order(StringComparer.Ordinal),
            Directory.GetDirectories(sweeps["result/weights"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string scored = Fpk.Run("eval", "--weights-dir", sweeps["result/weights"]).Output;
        foreach (string[] run in runs)
        {
            string folder = sweeps[$"result/weights/{Name(run)}"];
            JsonNode said = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "run.json")))!;
            Assert.Equal(
                (run[0], MetricsFile.Number(run[1]), run[2], run[3], precision, "tanh", solver, "recurrent", leak, sweeps["idx"]),
                ($"{said["rule"]}", (double)said["rate"]!, $"{said["seed"]}", $"{said["steps"]}", $"{said["precision"]}",
                    $"{said["activation"]}", $"{said["solver"]}", $"{said["trained"]}", (bool)said["learnedFromTestImages"]!,
                    $"{said["data"]}"));
            double[] weights = Npy.Read(Path.Combine(folder, "W.npy")).ToDoubles();

            // In float the values of the sweep are of another precision than these.
            Assert.Equal(1, Stability.OfMatrix<double>(6, weights).SpectralRadius / MetricsFile.Number(run[8]), 1e-4);
            string row = Assert.Single(scored.Split('\n'), one => one.StartsWith(Name(run) + " ", StringComparison.Ordinal));
            Assert.Equal(leak, row.Contains("LEAK", StringComparison.Ordinal));
            if (run[11] == "non-finite") continue;
            Assert.Contains(FormattableString.Invariant($" {100 * MetricsFile.Number(run[6]):F1} % "), row, StringComparison.Ordinal);
            Assert.Contains(FormattableString.Invariant($" {MetricsFile.Number(run[7]):F3} "), row, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_arms_of_breakdown_leave_their_own()
    {
        using SweepFolder sweeps = new("breakdown");
        sweeps.Run($"{Small} --rates 0.5 --probe 5 --probe-samples 2", "result").Succeeds();
        foreach (string[] row in CsvFile.Read(sweeps["result/results.csv"]).Skip(1))
        {
            string folder = sweeps[$"result/weights/{row[0]}-0.5-seed-0"];
            double radius = Stability.OfMatrix<double>(6, Npy.Read(Path.Combine(folder, "W.npy")).ToDoubles()).SpectralRadius;
            Assert.Equal(MetricsFile.Number(row[^2]), radius, 0.006 * radius);
            JsonNode said = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "run.json")))!;
            Assert.Equal(("euclidean", false), ($"{said["rule"]}", (bool)said["learnedFromTestImages"]!));
            Assert.Equal(
                row[0] switch { "euler" => "euler", "anderson-keep" => "anderson", _ => "chord" }, $"{said["solver"]}");
        }

        Assert.Equal(4, Directory.GetDirectories(sweeps["result/weights"]).Length);
        Assert.Contains(
            "euler-0.5-seed-0 ", Fpk.Run("eval", "--weights-dir", sweeps["result/weights"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_continued_sweep_has_the_weights_of_all_runs()
    {
        const string line = $"{Small} --rule linearized,euclidean --rates 0.1,0.2";
        using SweepFolder sweeps = new();
        sweeps.Run(line, "whole").Succeeds();
        sweeps.Unfinished(line, out string[] names);
        string weights = sweeps["result.unfinished/weights"], name = Path.GetFileNameWithoutExtension(names[1]);

        // A run was at work: of its weights a part is there, of an earlier state.
        File.Delete(sweeps[$"result.unfinished/runs/{names[1]}"]);
        File.Delete(Path.Combine(weights, name, "run.json"));
        File.Copy(Path.Combine(weights, name, "Wx.npy"), Path.Combine(weights, name, "W.npy"), overwrite: true);
        sweeps.Resume().Succeeds();
        sweeps.SameResults();
        Assert.Equal(4, Directory.GetDirectories(sweeps["result/weights"]).Length);
    }

    [Fact]
    public void A_run_that_has_ended_has_its_weights_already()
    {
        using SweepFolder sweeps = new();
        sweeps.Unfinished($"{Small} --rule linearized --rates 0.1,0.2", out string[] names);
        Assert.All(names, name => Assert.True(
            File.GetLastWriteTimeUtc(sweeps[$"result.unfinished/weights/{Path.GetFileNameWithoutExtension(name)}/run.json"])
                <= File.GetLastWriteTimeUtc(sweeps[$"result.unfinished/runs/{name}"])));
    }

    [Fact]
    public void Without_the_option_there_are_none()
    {
        using SweepFolder sweeps = new();
        sweeps.Run("--neurons 6 --batch 10 --epochs 1 --rule linearized --rates 0.1", "result").Succeeds();
        Assert.False(Directory.Exists(sweeps["result/weights"]));
    }

    private static string Name(string[] run) => $"{run[0]}-{run[1]}-seed-{run[2]}";
}
