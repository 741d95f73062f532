using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

public sealed partial class SvgFigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Every_part_is_well_formed_with_finite_coordinates_and_loads_nothing()
    {
        foreach (ReportPart part in SampleParts.All.Where(part => part is not TablePart))
        {
            XElement figure = Load(part);
            Assert.Equal(Svg + "svg", figure.Name);
            foreach (XAttribute attribute in figure.Descendants().Attributes())
            {
                string name = attribute.Name.LocalName;
                if (name == "href") Assert.StartsWith("data:image/png;base64,", attribute.Value, StringComparison.Ordinal);
                else if (name is "x" or "y" or "width" or "height" or "d" or "cx" or "cy" or "rx" or "ry" or "transform")
                    Assert.DoesNotMatch(NotANumber(), attribute.Value);
            }

            Assert.DoesNotContain(figure.Descendants(), element => element.Name.LocalName is "script" or "foreignObject" or "style");
        }
    }

    [Fact]
    public void Text_arrives_as_it_was_but_for_what_XML_cannot_hold()
    {
        CurvesPart part = SampleParts.Curves(SampleParts.Step, SampleParts.Plain) with { Title = SampleParts.Hostile };
        string title = Load(part).Elements(Svg + "text").Single().Value;
        Assert.Equal(SampleParts.Hostile.Replace('\u0001', '\uFFFD').Replace('\uD800', '\uFFFD'), title);
    }

    [Fact]
    public void Published_curves_are_dashed_in_their_counterpart_s_color()
    {
        double[] x = [.. Enumerable.Range(0, 50).Select(k => (double)k)];
        Curve theirs = new("theirs", x, x, 2, Published: true), ours = new("ours", x, x, 2);
        XElement[] curves = [.. Load(SampleParts.Curves(SampleParts.Step, SampleParts.Plain, theirs, ours))
            .Descendants(Svg + "svg").Single().Elements(Svg + "path")];
        Assert.Equal(curves[0].Attribute("stroke")!.Value, curves[1].Attribute("stroke")!.Value);
        Assert.Equal(["none", "5 4"], curves.Select(curve => curve.Attribute("stroke-dasharray")!.Value));
    }

    [Fact]
    public void A_circle_of_stability_is_round_and_units_are_equal()
    {
        double[] xs = [-3, -2, -1, 0, 1, 2, 3], ys = [-1, 0, 1];
        XElement circle = Load(
            new HeatMapPart(
                "m", "Map", "", SampleParts.Plain, SampleParts.Plain, xs, ys, new double[21], SampleParts.Plain,
                Radius: 1)).Descendants(Svg + "ellipse").First();
        // Two decimals each.
        Assert.Equal((double)circle.Attribute("rx")!, (double)circle.Attribute("ry")!, 0.02);
    }

    [Fact]
    public void A_plane_of_one_quantity_is_square_with_a_circle_and_without()
    {
        double[] grid = [-1, 0, 1];
        HeatMapPart plain = new("m", "Map", "", SampleParts.Plain, SampleParts.Plain, grid, grid, new double[9], SampleParts.Plain);
        Assert.Equal(HeatMapDrawing.Scales(plain with { Radius = 0.5 }), HeatMapDrawing.Scales(plain));
        Assert.NotEqual(HeatMapDrawing.Scales(plain), HeatMapDrawing.Scales(plain with { Ys = [0, 1, 2] }));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(1, 10)]
    [InlineData(1, 1)]
    public void A_scatter_has_equal_units_and_shows_every_point(double wide, double high)
    {
        (Scale x, Scale y, double width) = ScatterDrawing.Scales(
            new ScatterPart(
                "s", "", "", SampleParts.Plain, SampleParts.Plain, [new Points("a", [-wide, wide], [-high, high], 0)], Line: 2));
        // 480 is the frame's height; both ratios are units per pixel, to the rounding of a handful of operations.
        Assert.Equal(1, (x.High - x.Low) / width / ((y.High - y.Low) / 480), 1e-12);
        Assert.All([-wide, wide, 2], value => Assert.InRange(x.Place(value), 0, 1));
        Assert.All([-high, high], value => Assert.InRange(y.Place(value), 0, 1));
    }

    [Fact]
    public void Large_points_are_larger_in_the_frame()
    {
        Points few = new("few", [0, 1], [0, 1], 0);
        ScatterPart part = new("s", "", "", SampleParts.Plain, SampleParts.Plain, [few, few with { IsLarge = true }]);
        double[] widths =
        [
            .. Load(part).Descendants(Svg + "g").Where(group => (string?)group.Attribute("class") == "set")
                .Select(group => (double)group.Element(Svg + "path")!.Attribute("stroke-width")!),
        ];
        Assert.Equal(2, widths.Length);
        Assert.True(widths[1] > 2 * widths[0]);
    }

    [Fact]
    public void Missing_values_are_named_beside_the_colors_only_where_there_are_some()
    {
        HeatMapPart part = new("m", "Map", "", SampleParts.Plain, SampleParts.Plain, [0, 1], [0], [1, 2], SampleParts.Plain);
        Assert.DoesNotContain(Load(part).Descendants(Svg + "text"), text => text.Value == "no value");
        Assert.Contains(Load(part with { Values = [1, double.NaN] }).Descendants(Svg + "text"), text => text.Value == "no value");
    }

    [Fact]
    public void No_values_at_all_is_said() =>
        Assert.Contains(
            Load(
                SampleParts.Curves(
                    SampleParts.Step, SampleParts.Loss, new Curve("lost", [0, 1], [double.NaN, -1], 0))).Descendants(Svg + "text"), text =>
                text.Value == "no values");

    [Fact]
    public void A_table_has_no_figure() => Assert.Throws<ArgumentException>(() => SvgFigure.Write(SampleParts.Table(), TextWriter.Null));

    private static XElement Load(ReportPart part)
    {
        using StringWriter text = new();
        SvgFigure.Write(part, text);
        return XDocument.Parse(text.ToString()).Root!;
    }

    [GeneratedRegex("NaN|∞|Infinity|[0-9]E|,")]
    private static partial Regex NotANumber();
}
