using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Page;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

/// <summary>The runs of a curve are drawn thin over a band from the lowest to the highest of them: read back from the drawing, the page's
/// data and the file of numbers.</summary>
public sealed partial class CurveBandTests
{
    // The second run ends early and has a gap; the first goes on where the curve does not.
    private static readonly Curve Shown = new("mean", [0, 1, 2, 3], [2, 5, 4, 8], 3)
    {
        Runs = [new("seed 7", [0, 1, 2, 3, 4], [1, 6, 4, 9, 2]), new("seed 8", [0, 1, 2, 3], [3, 4, double.NaN, 7])],
    };

    private static readonly CurvesPart Part = SampleParts.Curves(new("step"), new("value", From: 0, To: 10), Shown);

    [Fact]
    public void The_edges_are_the_lowest_and_the_highest_run_at_every_place()
    {
        (double[] low, double[] high) = CurveBand.Of(Shown);
        Assert.Equal([1, 4, 4, 7], low);
        Assert.Equal([3, 6, 4, 9], high);
        Assert.All(CurveBand.Of(Shown with { Runs = [Shown.Runs[0]] }).Low, value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void The_drawing_has_the_band_the_runs_and_the_curve_where_their_values_are()
    {
        using StringWriter text = new();
        SvgFigure.Write(Part, text);
        XElement region = XDocument.Parse(text.ToString()).Root!.Descendants().Single(one => one.Name.LocalName == "svg");
        XElement[] paths = [.. region.Elements().Where(one => one.Name.LocalName == "path")];
        double width = (double)region.Attribute("width")!, height = (double)region.Attribute("height")!;
        (double, double)[][] drawn = [.. paths.Select(path => Points((string)path.Attribute("d")!))];

        // A path's coordinates are rounded to a tenth of a pixel.
        Same([(0, 3), (1, 6), (2, 4), (3, 9), (3, 7), (2, 4), (1, 4), (0, 1)], drawn[0]);
        Same([(0, 1), (1, 6), (2, 4), (3, 9), (4, 2)], drawn[1]);
        Same([(0, 3), (1, 4), (3, 7)], drawn[2]);
        Same([(0, 2), (1, 5), (2, 4), (3, 8)], drawn[3]);
        Assert.Equal(["band c3", "run c3", "run c3", "c3"], paths[..4].Select(path => (string)path.Attribute("class")!));
        Assert.Equal((Palette.Light[3], "none"), ((string)paths[0].Attribute("fill")!, (string)paths[1].Attribute("fill")!));
        Assert.EndsWith("Z", (string)paths[0].Attribute("d")!, System.StringComparison.Ordinal);
        Assert.True((double)paths[1].Attribute("stroke-width")! < (double)paths[3].Attribute("stroke-width")! / 2, "a run is not thin");

        void Same((double X, double Y)[] expected, (double X, double Y)[] points)
        {
            Assert.Equal(expected.Length, points.Length);
            for (int k = 0; k < points.Length; k++)
            {
                Assert.Equal(expected[k].X / 4 * width, points[k].X, 0.06);
                Assert.Equal((1 - (expected[k].Y / 10)) * height, points[k].Y, 0.06);
            }
        }
    }

    [Fact]
    public void A_band_has_a_piece_for_every_stretch_of_two_points()
    {
        Frame frame = new(Part.X, Part.Y, new Scale(false, 0, 6), new Scale(false, 0, 10), 0, 0, 600, 100);
        double gap = double.NaN;
        string path = Polyline.Band([0, 1, 2, 3, 4, 5, 6], [1, 1, gap, 1, 1, gap, 1], [2, 2, 2, gap, 2, 2, 2], frame);
        Assert.Equal("M0 80L100 80L100 90L0 90Z", path);
        Assert.Equal("", Polyline.Band([0, 1], [gap, 1], [1, 1], frame));
    }

    [Fact]
    public void The_page_s_data_and_the_file_have_the_runs()
    {
        using StringWriter page = new(), file = new();
        PageData.Write(new("", "", [Part]), page);
        JsonElement curve = JsonDocument.Parse(page.ToString()).RootElement[0].GetProperty("curves")[0];
        Assert.Equal("[1,4,4,7]", curve.GetProperty("low").GetRawText());
        Assert.Equal("[3,6,4,9]", curve.GetProperty("high").GetRawText());
        Assert.Equal(
            ["{\"x\":[0,1,2,3,4],\"y\":[1,6,4,9,2]}", "{\"y\":[3,4,null,7]}"],
            curve.GetProperty("runs").EnumerateArray().Select(run => run.GetRawText()));
        CsvTables.Write(Part, file);
        Assert.Equal(
            [
                "curve,x,y", "mean,0,2", "mean,1,5", "mean,2,4", "mean,3,8", "\"mean, seed 7\",0,1", "\"mean, seed 7\",1,6",
                "\"mean, seed 7\",2,4", "\"mean, seed 7\",3,9", "\"mean, seed 7\",4,2", "\"mean, seed 8\",0,3", "\"mean, seed 8\",1,4",
                "\"mean, seed 8\",2,NaN", "\"mean, seed 8\",3,7", "",
            ],
            file.ToString().Split('\n'));
    }

    private static (double X, double Y)[] Points(string path) =>
    [
        .. Place().Matches(path).Select(match =>
            (double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
                double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))),
    ];

    [GeneratedRegex(@"[ML](-?[\d.]+) (-?[\d.]+)")]
    private static partial Regex Place();
}
