using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Training;

/// <summary>fpk train and eval on features and labels of one's own; predictions, confusion, JSON lines and the parts' indices.</summary>
public sealed class OwnDataTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_digits_as_real_numbers_train_to_the_weights_that_they_do_as_pixels()
    {
        Digit(out double[] features, out int[] labels);
        Write(features, labels);
        Train("--out", folder["pixels"]).Succeeds();
        string said = Train("--inputs", folder["X.npy"], "--labels", folder["y.npy"], "--out", folder["own"]).Succeeds();
        Assert.Contains("1438 for training, 359 for testing", said, StringComparison.Ordinal);
        Assert.Contains("features as they are", said, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["pixels/linearized-0.2/W.npy"]), File.ReadAllBytes(folder["own/linearized-0.2/W.npy"]));
        string pixels = Fpk.Run("eval", "--weights-dir", folder["pixels"]).Succeeds();
        Assert.Equal(pixels, Fpk.Run("eval", "--weights-dir", folder["own"]).Succeeds());
    }

    [Fact]
    public void Predictions_and_confusion_are_those_of_the_score()
    {
        Train("--epochs", "3", "--rate", "0.5", "--export-split", "--json-lines", "--out", folder["runs"]).Succeeds();
        string said = Fpk.Run("eval", "--weights-dir", folder["runs"], "--out", folder["scores"]).Succeeds();
        int[] told = Npy.Read(folder["scores/linearized-0.5/predictions.npy"]).ToInt32s();
        int[] test = Npy.Read(folder["runs/test-indices.npy"]).ToInt32s(), train = Npy.Read(folder["runs/train-indices.npy"]).ToInt32s();
        Assert.Equal(Enumerable.Range(0, 1797), test.Concat(train).Order());
        int[] labels = [.. test.Select(k => Digits.Load().Labels[k])];
        int right = told.Zip(labels, (one, label) => one == label ? 1 : 0).Sum();
        Assert.Contains(FormattableString.Invariant($"{100.0 * right / 359:F1} %"), said, StringComparison.Ordinal);
        string[][] rows = [.. File.ReadAllLines(folder["scores/linearized-0.5/confusion.csv"]).Skip(1).Select(line => line.Split(','))];
        Assert.Equal((10, 359, right), (
            rows.Length, rows.Sum(row => row.Skip(1).Sum(int.Parse)), rows.Select((row, label) => int.Parse(row[label + 1])).Sum()));
        Assert.True(File.Exists(folder["scores/linearized-0.5/report.html"]));
        string[] lines = File.ReadAllLines(folder["runs/metrics.jsonl"]);
        string[][] metrics = MetricsFile.Read(folder["runs/metrics.csv"]).Rows;
        Assert.Equal(metrics.Length, lines.Length);
        using JsonDocument last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(MetricsFile.Number(metrics[^1][10]), last.RootElement.GetProperty("test_loss").GetDouble());
    }

    [Fact]
    public void Indices_of_a_validation_part_are_rows_of_the_whole_set_and_none_of_the_test_part()
    {
        string[] args = ["--export-split", "--epochs", "1", "--rate", "0.1"];
        Train([.. args, "--out", folder["test"]]).Succeeds();
        Train([.. args, "--validation", "99", "--out", folder["held"]]).Succeeds();
        int[] train = Indices("held/train"), held = Indices("held/validation");
        Assert.Equal(99, held.Length);
        Assert.Equal(Indices("test/train"), train.Concat(held).Order());
        Assert.Empty(held.Intersect(Indices("test/test")));

        int[] Indices(string part) => Npy.Read(folder[$"{part}-indices.npy"]).ToInt32s();
    }

    [Fact]
    public void Eval_scores_all_of_another_set()
    {
        Digit(out double[] features, out int[] labels);
        Train("--out", folder["runs"]).Succeeds();
        Write(features[..(64 * 50)], labels[..50]);
        string said = Fpk.Run("eval", "--weights-dir", folder["runs"], "--inputs", folder["X.npy"], "--labels", folder["y.npy"]).Succeeds();
        Assert.Contains("0 of 50", said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Write([0, 1, 2, 3], [0, 1, 0]);
        Assert.Contains("must be (2,)", Own().FailsWith(2), StringComparison.Ordinal);
        Write([0, double.NaN, 2, 3], [0, 1]);
        Assert.Contains("row 0, column 1 is not finite", Own().FailsWith(2), StringComparison.Ordinal);
        Write([0, 1, 2, 3], [0, -1]);
        Assert.Contains("entry 1 is -1", Own().FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("needs --labels", Train("--inputs", folder["X.npy"]).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("needs --inputs", Train("--labels", folder["y.npy"]).FailsWith(2), StringComparison.Ordinal);
        string both = Train("--data", "mnist", "--inputs", folder["X.npy"], "--labels", folder["y.npy"]).FailsWith(2);
        Assert.Contains("two sets", both, StringComparison.Ordinal);
        Assert.Contains("--json-lines needs --out", Train("--json-lines").FailsWith(2), StringComparison.Ordinal);
    }

    private static void Digit(out double[] features, out int[] labels)
    {
        Dataset digits = Digits.Load();
        features = [.. digits.Pixels.ToArray().Select(pixel => pixel / 16.0)];
        labels = digits.Labels.ToArray();
    }

    private void Write(double[] features, int[] labels)
    {
        int width = features.Length == 4 ? 2 : 64;
        Npy.Write<double>(folder["X.npy"], features, features.Length / width, width);
        Npy.Write<int>(folder["y.npy"], labels, labels.Length);
    }

    private Outcome Own() => Train("--inputs", folder["X.npy"], "--labels", folder["y.npy"]);

    private static Outcome Train(params string[] words) => Fpk.Run(
    [
        "train", "--rule", "linearized", "--neurons", "12", "--batch", "111", "--threads", "1",
        .. words.Contains("--epochs") ? [] : (string[])["--epochs", "1"], .. words,
    ]);
}
