using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Support;

/// <summary>Reads files, figures and tables back, against what each column and series is to hold, said anew in the test.</summary>
internal static class Readings
{
    /// <summary>Every column of a file, by its head and in its place, holds its number of every row.</summary>
    internal static void Holds<TRow>(IReadOnlyList<Column<TRow>> columns, IReadOnlyList<TRow> rows,
        params (string Head, Func<TRow, object> Value)[] expected)
    {
        using StringWriter text = new();
        CsvTables.Write(columns, rows, text);
        string[][] lines = [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
        Assert.Equal(expected.Select(one => one.Head), lines[0]);
        Assert.Equal(rows.Count, lines.Length - 1);
        for (int k = 0; k < rows.Count; k++) Assert.Equal(expected.Select(one => Text(one.Value(rows[k]))), lines[k + 1]);
    }

    /// <summary>A curve of a figure, by its name.</summary>
    internal static Curve Curve(this Report report, string part, string name) =>
        report.Parts.OfType<CurvesPart>().Single(one => one.Name == part).Curves.Single(one => one.Name == name);

    /// <summary>A row of a table, by its first cells.</summary>
    internal static string[] Row(this Report report, string part, params string[] first) =>
    [
        .. report.Parts.OfType<TablePart>().Single(one => one.Name == part)
            .Rows.Single(row => row.Take(first.Length).SequenceEqual(first)),
    ];

    internal static string[] Header(this Report report, string part) =>
        [.. report.Parts.OfType<TablePart>().Single(one => one.Name == part).Header];

    /// <summary>Two values as tables write them: mean ± |a − b|/√2, which is their sample standard deviation.</summary>
    internal static string MeanOfTwo(double a, double b, string format) => string.Create(CultureInfo.InvariantCulture,
        $"{((a + b) / 2).ToString(format, CultureInfo.InvariantCulture)} ± "
            + $"{(Math.Abs(a - b) / Math.Sqrt(2)).ToString(format, CultureInfo.InvariantCulture)}");

    /// <summary>The moving mean over five, of fewer at the ends, of the means of two.</summary>
    internal static double[] Smooth(double[] a, double[] b) => [.. a.Select((_, k) =>
    {
        int[] near = [.. Enumerable.Range(k - 2, 5).Where(j => j >= 0 && j < a.Length)];
        return near.Sum(j => (a[j] + b[j]) / 2) / near.Length;
    })];

    /// <summary>The runs of a curve, smoothed as it is.</summary>
    internal static void Runs((string Name, double[] Values)[] expected, Curve curve)
    {
        Assert.Equal(expected.Select(run => run.Name), curve.Runs.Select(run => run.Name));
        for (int k = 0; k < expected.Length; k++) Near(Smooth(expected[k].Values, expected[k].Values), curve.Runs[k].Y);
    }

    internal static void Near(double[] expected, double[] actual)
    {
        // Sums of twelve numbers in another order.
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-12 * Math.Abs(expected[k]));
    }

    private static string Text(object value) => value is IFormattable number
        ? number.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture) : (string)value;
}
