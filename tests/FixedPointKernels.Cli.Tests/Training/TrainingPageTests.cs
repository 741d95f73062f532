using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Training;

/// <summary>Every number of the reports of fpk train and fpk eval is read back from their files, against the metrics, the weights and the
/// predictions that it comes from.</summary>
public sealed class TrainingPageTests : IDisposable
{
    // A fifth of 200 digits is held out. From a start near chaos 40 steps of Anderson acceleration solve some samples, and of the others
    // some settle in no stable point: no two columns have the same numbers.
    private const string Line = "--rule linearized,euclidean --neurons 12 --batch 40 --epochs 4 --initial-gain 2.4 --solver anderson "
        + "--steps 40 --watch-stability 5 --threads 2 --export-split";

    private const int Samples = 200, Test = 40, Steps = 4 * 4;
    private static readonly (string Label, string Folder)[] Runs =
        [("linearized, rate 0.2", "linearized-0.2"), ("euclidean, rate 0.1", "euclidean-0.1")];

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_number_is_where_it_belongs()
    {
        double[] features = [.. Digits.Load().Pixels[..(64 * Samples)].ToArray().Select(pixel => pixel / 16.0)];
        folder.Npy("X.npy", features, Samples, 64);
        Npy.Write<int>(folder["y.npy"], Digits.Load().Labels[..Samples], Samples);
        Fpk.Run(["train", .. Line.Split(' '), "--inputs", folder["X.npy"], "--labels", folder["y.npy"], "--out", folder["runs"]])
            .FailsWith(3);
        string said = Fpk.Run("eval", "--weights-dir", folder["runs"], "--out", folder["scores"]).Output;
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"]);
        string[][] results = CsvFile.Read(folder["runs/results.csv"]);
        Assert.Equal(
            ["rule", "rate", "test accuracy", "after 1 epoch", "lowest late", "test loss", "ms/step", "unsolved", "skipped",
                "without stable point", "max Re", "bytes"], results[0]);
        foreach ((string label, string name) in Runs)
        {
            string[][] rows = metrics.Of(name.Split('-')[0]);
            Assert.Equal(Steps, rows.Length);
            Curves(label, rows);
            Spectrum(label, name);
            string[] words = Assert.Single(said.Split('\n'), row => row.StartsWith(name + " ", StringComparison.Ordinal))
                .Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string[] result = results[1 + Array.FindIndex(Runs, run => run.Folder == name)];

            // From the middle of the run on, where the second epoch ends.
            double[] scores = [.. rows.Where(row => row[11].Length > 0).Select(row => MetricsFile.Number(row[11]))];
            double[] times = [.. rows.Select(row => MetricsFile.Number(row[8])).Order()];
            Assert.Equal(
                [
                    .. name.Split('-'), Percent(scores[^1]), Percent(scores[0]), Percent(scores[1..].Min()),
                    Text(MetricsFile.Number(rows[^1][10]), "F3"), Text(times[Steps / 2], "F2"), Text(Sum(rows, 6), "F0"),
                    Text(Sum(rows, 7), "F0"), words[4], words[5], Text(Sum(rows[1..], 9), "F0"),
                ],
                result);
            Assert.Equal([Percent(scores[^1]), Text(MetricsFile.Number(rows[^1][10]), "F3"), $"{rows[^1][12]} of {Test}"], words[1..4]);
            Assert.InRange(int.Parse(words[4].Split(' ')[0], CultureInfo.InvariantCulture), 1, Test - 1);
            Assert.InRange(int.Parse(rows[^1][12], CultureInfo.InvariantCulture), 1, Test - 1);
            Evaluation(name, rows[^1]);
        }
    }

    private void Curves(string label, string[][] rows)
    {
        Holds("loss", rows, 4, 1);
        Holds("accuracy", rows, 5, 100);
        Holds("held-out-loss", rows, 10, 1);
        Holds("held-out-accuracy", rows, 11, 100);
        Holds("stability", rows, 17, 1);
        string page = File.ReadAllText(folder["runs/report.html"]);
        Assert.Equal(2, page.Split("\"label\":\"% that is right\"").Length - 1);

        void Holds(string file, string[][] rows, int column, double unit)
        {
            IEnumerable<(double, double)> measured = rows.Where(row => row[column].Length > 0)
                .Select(row => (MetricsFile.Number(row[3]), unit * MetricsFile.Number(row[column])));
            Assert.Equal(measured, CsvFile.Curve(folder[$"runs/{file}.csv"], label));
        }
    }

    private void Spectrum(string label, string name)
    {
        Complex[] values = Eigenvalues.Of<double>(12, Npy.Read(folder[$"runs/{name}/W.npy"]).ToDoubles());
        Assert.Equal(
            values.Select(value => (value.Real, value.Imaginary)), CsvFile.Curve(folder["runs/eigenvalues.csv"], label));
    }

    private void Evaluation(string name, string[] last)
    {
        int[] told = Npy.Read(folder[$"scores/{name}/predictions.npy"]).ToInt32s();
        int[] all = Digits.Load().Labels.ToArray(), labels = [.. Npy.Read(folder["runs/test-indices.npy"]).ToInt32s().Select(k => all[k])];
        int right = told.Zip(labels, (one, label) => one == label ? 1 : 0).Sum();
        Assert.Equal(Test, labels.Length);
        Assert.Equal(last[12], $"{told.Count(one => one < 0)}");
        Assert.Contains(
            $"{right} of {Test} samples are told right, {last[12]} have no fixed point that was found; the loss is "
                + $"{Text(MetricsFile.Number(last[10]), "F3")}.",
            File.ReadAllText(folder[$"scores/{name}/report.html"]), StringComparison.Ordinal);
        string[][] matrix = CsvFile.Read(folder[$"scores/{name}/confusion.csv"]);
        string[][] classes = CsvFile.Read(folder[$"scores/{name}/classes.csv"]);
        Assert.Equal(["class", .. Enumerable.Range(0, 10).Select(k => $"told {k}"), "no fixed point"], matrix[0]);
        Assert.Equal(["class", "samples", "recall %", "precision %"], classes[0]);
        for (int label = 0; label < 10; label++)
        {
            Assert.Equal(
                [$"{label}", .. Enumerable.Range(0, 10).Append(-1).Select(one => $"{Count(label, one)}")], matrix[1 + label]);
            int samples = labels.Count(one => one == label), so = told.Count(one => one == label);
            Assert.Equal(
                [$"{label}", $"{samples}", Text(100.0 * Count(label, label) / samples, "F1"), Text(100.0 * Count(label, label) / so, "F1")],
                classes[1 + label]);
        }

        int Count(int label, int one) => told.Zip(labels).Count(pair => pair == (one, label));
    }

    private static double Sum(string[][] rows, int column) => rows.Sum(row => MetricsFile.Number(row[column]));

    private static string Percent(double share) => Text(100 * share, "F1") + " %";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
