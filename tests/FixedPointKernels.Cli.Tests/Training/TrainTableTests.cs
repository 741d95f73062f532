using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Training;

/// <summary>The lines while it trains and the table at its end hold the numbers of metrics.csv, each in its place.</summary>
public sealed class TrainTableTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    // A rate at which the loss jumps about: the best of three epochs is the second.
    [Fact]
    public void Lines_and_table_hold_what_metrics_do()
    {
        string said = Fpk.Run(
            "train", "--rule", "linearized", "--neurons", "12", "--batch", "111", "--threads", "1", "--rate", "2", "--epochs", "3",
            "--validation", "400", "--best", "--out", folder["runs"]).Succeeds();
        string[][] rows = MetricsFile.Read(folder["runs/metrics.csv"], "validation").Rows;
        string[][] epochs = [.. rows.Where(row => row[10].Length > 0)];
        double[] losses = [.. epochs.Select(row => MetricsFile.Number(row[10]))];
        double[] accuracies = [.. epochs.Select(row => MetricsFile.Number(row[11]))];
        int best = Array.IndexOf(losses, losses.Min());
        Assert.Equal(1, best);
        Assert.Equal(3, accuracies.Distinct().Count());
        string[] lines = [.. said.Split('\n').Where(line => line.StartsWith("epoch ", StringComparison.Ordinal))];
        Assert.Equal(3, lines.Length);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Assert.StartsWith($"epoch   {epoch + 1}/3 ", lines[epoch], StringComparison.Ordinal);
            Assert.Contains($" {Share(accuracies[epoch])} ", lines[epoch], StringComparison.Ordinal);
            Assert.Contains(FormattableString.Invariant($" validation loss {losses[epoch]:F3} "), lines[epoch], StringComparison.Ordinal);
        }

        string[] result = File.ReadAllLines(folder["runs/results.csv"])[1].Split(',');
        Assert.Equal(
            [
                "linearized", "2", Share(accuracies[best]), Share(accuracies[0]), Share(accuracies[1..].Min()),
                losses[best].ToString("F3", CultureInfo.InvariantCulture),
            ],
            result[..6]);
    }

    private static string Share(double accuracy) => FormattableString.Invariant($"{100 * accuracy:F1} %");
}
