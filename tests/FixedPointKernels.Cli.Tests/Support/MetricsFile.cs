using System.IO;
using System.Linq;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>metrics.csv as cells, row by row.</summary>
internal sealed class MetricsFile
{
    internal const string Header =
        "rule,rate,epoch,step,loss,accuracy,unsolved,skipped,milliseconds,allocated_bytes,test_loss,test_accuracy,test_unsolved,"
        + "test_batch_loss,test_batch_accuracy,watched,without_stable_point,max_re,shrunk";

    private MetricsFile(string[][] rows) => Rows = rows;

    internal string[][] Rows { get; }

    internal static MetricsFile Read(string path, string heldOut = "test")
    {
        string[] lines = File.ReadAllLines(path);
        Assert.Equal(Header.Replace("test_", heldOut + "_", System.StringComparison.Ordinal), lines[0]);
        string[][] rows = [.. lines.Skip(1).Select(line => line.Split(','))];
        Assert.All(rows, row => Assert.Equal(19, row.Length));
        return new(rows);
    }

    /// <summary>Everything but times and bytes: what the runtime makes for code that runs for the first time is no result either.</summary>
    internal string Results() => string.Join('\n', Rows.Select(row => string.Join(',', row.Where((_, column) => column is not (8 or 9)))));

    internal string[][] Of(string rule) => [.. Rows.Where(row => row[0] == rule)];

    internal static double Number(string cell) => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);
}
