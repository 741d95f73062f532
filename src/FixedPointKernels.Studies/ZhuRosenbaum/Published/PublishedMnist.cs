using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Published;

/// <summary>The published learning curves on MNIST and the eigenvalues of the trained W: 3 rules × 5 rates × 354 steps, one run
/// each.</summary>
/// <remarks>
/// Entry k of a curve was taken before update k: on the training batch, and on a batch of test images of the same size. Accuracies are
/// shares, 0 to 1. Source: V. Zhu, R. Rosenbaum 2024, section 3 (MNIST); the files embedded here are the authors' results, see NOTICE.md.
/// </remarks>
public static class PublishedMnist
{
    /// <summary>Steps of every run.</summary>
    public const int Steps = 354;

    private const string Folder = "FixedPointKernels.Studies.ZhuRosenbaum.Published.";

    /// <summary>Unpacks all 15 runs; new arrays each time.</summary>
    /// <exception cref="DataFileException">The assembly was built without the results, or with damaged ones.</exception>
    public static IReadOnlyList<PublishedRun> Load()
    {
        Dictionary<(RuleEntry Rule, double Rate), PublishedRun> runs = [];
        foreach ((RuleEntry rule, double rate, double[] values) in Rows("mnist-curves.csv.gz", 5))
        {
            if (!runs.TryGetValue((rule, rate), out PublishedRun? run)) runs.Add((rule, rate), run = new(rule, rate));
            int step = (int)values[0];
            (run.TrainLoss[step], run.TrainAccuracy[step], run.TestLoss[step], run.TestAccuracy[step]) =
                (values[1], values[2], values[3], values[4]);
        }

        foreach ((RuleEntry rule, double rate, double[] values) in Rows("mnist-eigenvalues.csv.gz", 2))
            runs[(rule, rate)].Eigenvalues.Add(new Complex(values[0], values[1]));
        return [.. runs.Values];
    }

    private static IEnumerable<(RuleEntry Rule, double Rate, double[] Values)> Rows(string file, int columns)
    {
        using Stream packed = typeof(PublishedMnist).Assembly.GetManifestResourceStream(Folder + file)
            ?? throw new DataFileException(file, "is not embedded in this build");
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        using StreamReader lines = new(unpacked);
        lines.ReadLine();
        while (lines.ReadLine() is string line)
        {
            string[] cells = line.Split(',');
            if (cells.Length != columns + 2 || !RuleTable.TryFind(cells[0], out RuleEntry? rule))
                throw new DataFileException(
                    file, $"has the line \"{DataFileException.Excerpt(line)}\", but a rule, a rate and {columns} numbers are needed");
            double[] values = Array.ConvertAll(cells[1..], cell => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture));
            yield return (rule, values[0], values[1..]);
        }
    }
}
