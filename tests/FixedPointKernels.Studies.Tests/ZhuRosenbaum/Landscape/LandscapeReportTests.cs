using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Page;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.Landscape;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Landscape;

/// <summary>Every loss of the planes and the lines is where its t₁ and t₂ say, as a number and as a color, and in the table of its
/// space.</summary>
public sealed class LandscapeReportTests
{
    private const double None = double.NaN, Pole = double.PositiveInfinity;

    // Four of the sixteen points lie within the circle of radius 0.346: the two middle ones of the two middle rows.
    private static readonly double[] Grid = [-0.5, -0.2, 0.1, 0.4];

    private static readonly double[] Weights = [Pole, 0.002, 0.02, 0.2, 2, 20, Pole, 200, 0.5, 5, 50, 500, 0.05, 0.005, 5000, None];

    private static readonly double[] Inverse = [.. Enumerable.Range(1, 16).Select(k => k is 4 or 13 ? None : k == 16 ? 7000 : 10.0 * k)];

    private static readonly LandscapeMap Map = Make();
    private static readonly Report Shown = LandscapeReport.Of(Map, new("settings", "", "", ["", "value"], []));

    [Theory]
    [InlineData("weight-space")]
    [InlineData("inverse-space")]
    public void Every_loss_of_a_plane_is_a_line_of_its_file_a_value_of_the_page_and_a_color(string name)
    {
        double[] plane = name == "weight-space" ? Weights : Inverse;
        HeatMapPart part = Shown.Parts.OfType<HeatMapPart>().Single(one => one.Name == name);
        Assert.Equal(name == "weight-space" ? Math.Sqrt(0.75) / 2.5 : None, part.Radius, 1e-15);
        using StringWriter file = new(), page = new();
        CsvTables.Write(part, file);
        PageData.Write(new("", "", [part]), page);
        string[] lines = file.ToString().Split('\n');
        JsonElement values = JsonDocument.Parse(page.ToString()).RootElement[0].GetProperty("values");
        int[][] colors = DrawnMap.Colors(part);
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                int at = (4 * row) + column;
                double loss = plane[at] > 1000 ? 1000 : plane[at];
                Assert.Equal(FormattableString.Invariant($"{Grid[column]},{Grid[row]},{loss}"), lines[1 + at]);
                Assert.Equal(double.IsNaN(loss) ? "null" : loss.ToString(CultureInfo.InvariantCulture), values[at].GetRawText());

                // From 10⁻³ to 10³ by the logarithm; the last row is at the top.
                int color = colors[3 - row][column];
                Assert.True(double.IsNaN(loss) ? color == 0xc9ccd3 : DrawnMap.Is(color, (Math.Log10(loss) + 3) / 6), $"{at}");
            }
        }
    }

    [Fact]
    public void Every_line_is_of_its_space_and_direction()
    {
        for (int k = 0; k < 2; k++)
        {
            Curve weights = Shown.Curve("weight-lines", $"direction {k + 1}"), inverse = Shown.Curve("inverse-lines", $"direction {k + 1}");
            Assert.Equal(Map.LineGrid, weights.X);
            Assert.Equal(Map.WeightLines[k], weights.Y);
            Assert.Equal((Map.LineGrid, Map.InverseLines[k], k), (inverse.X, inverse.Y, inverse.Color));
        }

        CurvesPart lines = SharedAxes.Of(Shown).Parts.OfType<CurvesPart>().First();
        Assert.Equal((0.001, 1000), (lines.Y.From, lines.Y.To));
        Assert.EndsWith("The axis ends at 1000; one curve goes on above it.", Captions.Of(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_of_the_table_is_of_its_row_and_space()
    {
        TablePart table = Shown.Parts.OfType<TablePart>().First();
        Assert.Equal(["", "W-space", "A-space"], table.Header);
        Assert.Equal(
            [
                ["loss at the middle", "1.5", "2.5"], ["median loss", "5", "90"], ["largest loss", "Infinity", "7000"],
                ["points on a ridge", "20 %", "7.14 %"], ["the same within the circle", "25 %", "0 %"],
                ["points where I − W is singular", "2", "0"], ["points not computed", "1", "2"],
            ],
            table.Rows);
    }

    private static LandscapeMap Make()
    {
        LandscapeSettings settings = new() { Points = 4, Lines = 2 };
        LandscapeMap map = new(settings, Grid, [-1, 0, 1]) { LossAtWeights = 1.5, LossAtInverse = 2.5 };
        Weights.CopyTo(map.WeightPlane, 0);
        Inverse.CopyTo(map.InversePlane, 0);
        (map.WeightLines[0], map.WeightLines[1]) = ([3, 1, 4], [1, 5000, 9]);
        (map.InverseLines[0], map.InverseLines[1]) = ([2, 7, 1], [8, 2, 8]);
        return map;
    }
}
