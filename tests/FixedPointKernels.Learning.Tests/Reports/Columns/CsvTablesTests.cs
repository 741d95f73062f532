using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Columns;

public sealed class CsvTablesTests
{
    [Fact]
    public void Curves_scatters_and_maps_read_back_bit_for_bit()
    {
        double[] x = [-1, 0, 0.1, 1e300, double.MaxValue], y =
        [
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -0.1 - 0.2,
        ];
        string[][] curves = Read(
            SampleParts.Curves(SampleParts.Step, SampleParts.Plain, new Curve(SampleParts.Hostile, x, y, 0), new Curve("b", [1], [2], 1)));
        Assert.Equal(["curve", "x", "y"], curves[0]);
        Assert.Equal([.. Enumerable.Repeat(SampleParts.Hostile, 5), "b"], curves[1..].Select(row => row[0]));
        Assert.Equal([.. x, 1.0], curves[1..].Select(row => Number(row[1])));
        Assert.Equal([.. y, 2.0], curves[1..].Select(row => Number(row[2])));

        string[][] points = Read(new ScatterPart("s", "", "", SampleParts.Plain, SampleParts.Plain, [new Points("one", y, x, 0)]));
        Assert.Equal(y.Zip(x), points[1..].Select(row => (Number(row[1]), Number(row[2]))));

        string[][] map = Read(
            new HeatMapPart(
                "m", "", "", SampleParts.Plain, SampleParts.Plain, [1, 2], [5, 6, 7], [1.1, 2.2, 3.3, double.NaN, 5, 6],
                SampleParts.Plain));
        Assert.Equal(["x", "y", "value"], map[0]);
        Assert.Equal(
            [(1, 5, 1.1), (2, 5, 2.2), (1, 6, 3.3), (2, 6, double.NaN), (1, 7, 5), (2, 7, 6)],
            map[1..].Select(row => (Number(row[0]), Number(row[1]), Number(row[2]))));
    }

    [Fact]
    public void A_table_reads_back_as_it_is()
    {
        TablePart table = SampleParts.Table();
        Assert.Equal([[.. table.Header], .. table.Rows.Select(row => row.ToArray())], Read(table));
    }

    [Fact]
    public void Parts_without_values_have_their_header() =>
        Assert.Equal([["curve", "x", "y"]], Read(SampleParts.Curves(SampleParts.Step, SampleParts.Plain)));

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);

    // RFC 4180 as a machine of two states.
    private static string[][] Read(ReportPart part)
    {
        using StringWriter text = new();
        CsvTables.Write(part, text);
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder field = new();
        bool quoted = false;
        string csv = text.ToString();
        for (int k = 0; k < csv.Length; k++)
        {
            if (quoted && csv[k] == '"' && k + 1 < csv.Length && csv[k + 1] == '"') field.Append(csv[k++]);
            else if (csv[k] == '"') quoted = !quoted;
            else if (quoted || csv[k] is not (',' or '\n')) field.Append(csv[k]);
            else
            {
                row.Add(field.ToString());
                field.Clear();
                if (csv[k] == ',') continue;
                rows.Add([.. row]);
                row.Clear();
            }
        }

        Assert.True(!quoted && row.Count == 0 && field.Length == 0, "ends in the middle of a line");
        return [.. rows];
    }
}
