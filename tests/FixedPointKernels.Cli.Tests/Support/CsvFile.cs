using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>A file of a report as cells; a cell with a comma stands in quotes.</summary>
internal static partial class CsvFile
{
    internal static string[][] Read(string path) =>
        [.. File.ReadLines(path).Select(line => Cell().Matches(line).Select(cell => cell.Groups[1].Value.Trim('"')).ToArray())];

    /// <summary>The points of a curve, or of a set.</summary>
    internal static IEnumerable<(double X, double Y)> Curve(string path, string name) =>
        Read(path).Skip(1).Where(row => row[0] == name).Select(row => (MetricsFile.Number(row[1]), MetricsFile.Number(row[2])));

    [GeneratedRegex("(?<=^|,)(\"[^\"]*\"|[^,]*)")]
    private static partial Regex Cell();
}
