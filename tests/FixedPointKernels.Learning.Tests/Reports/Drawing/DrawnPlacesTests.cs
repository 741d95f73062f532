using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

/// <summary>What stands in a drawing stands where its value says: marks of every axis and of the colors, points, and in the legend each
/// name beside what its curve or set is drawn with, in their order.</summary>
public sealed partial class DrawnPlacesTests
{
    private static readonly Axis X = new("x", From: 0, To: 10), Y = new("y", From: -50, To: 150);

    private static readonly CurvesPart Curves = SampleParts.Curves(
        X, Y, [.. Enumerable.Range(0, 7).Select(k => new Curve($"curve number {k}", [0, 10], [k, 10 * k], 7 - k, Published: k == 3))]);

    private static readonly ScatterPart Scatter = new("s", "", "", new("x"), new("y"),
        [new("one", [1, 2], [30, 20], 4), new("two", [3, 9], [40, 60], 2), new("three", [8], [10], 6, Published: true)]);

    [Fact]
    public void Every_mark_has_the_label_of_its_place()
    {
        XElement figure = Load(Curves), region = figure.Descendants().Single(one => one.Name.LocalName == "svg");
        (double left, double top) = ((double)region.Attribute("x")!, (double)region.Attribute("y")!);
        (double width, double height) = ((double)region.Attribute("width")!, (double)region.Attribute("height")!);
        XElement[] labels = [.. Texts(Group(figure, "marks").Single())];
        (double Value, double Place)[] across = Placed(labels, "middle", "x"), up = Placed(labels, "end", "y");
        Assert.Equal((true, true), (across.Length > 4, up.Length > 3));

        // Labels stand 4 pixels below the middle of their line; coordinates have two decimals.
        Assert.All(across, mark => Assert.Equal(left + (mark.Value / 10 * width), mark.Place, 0.02));
        Assert.All(up, mark => Assert.Equal(top + ((150 - mark.Value) / 200 * height) + 4, mark.Place, 0.02));
    }

    [Fact]
    public void Every_mark_of_the_colors_has_the_label_of_its_place()
    {
        HeatMapPart map = new("map", "", "", X, Y, [0, 1], [0, 1], [0, 1, 2, 5], new("value", From: 0, To: 5));
        (double Value, double Place)[] marks = Placed([.. Texts(Load(map))], "start", "y");
        Assert.True(marks.Length > 4);
        Assert.All(marks, mark => Assert.Equal(14 + ((1 - (mark.Value / 5)) * 480) + 4, mark.Place, 0.02));
    }

    [Fact]
    public void Every_point_of_a_scatter_is_at_its_place_in_its_set()
    {
        (Scale x, Scale y, double width) = ScatterDrawing.Scales(Scatter);
        XElement[] sets = [.. Group(Load(Scatter), "set")];
        for (int k = 0; k < 2; k++)
        {
            (double, double)[] drawn = [.. Point().Matches(Path(sets[k])).Select(match => (Number(match, 1), Number(match, 2)))];
            Assert.Equal(
                Scatter.Sets[k].X.Zip(Scatter.Sets[k].Y, (a, b) => (System.Math.Round(x.Place(a) * width, 2),
                    System.Math.Round((1 - y.Place(b)) * 480, 2))), drawn);
            Assert.Equal(Palette.Light[Scatter.Sets[k].Color], Stroke(sets[k]));
        }

        Assert.Contains('a', Path(sets[2]));
    }

    [Fact]
    public void A_legend_has_the_names_in_their_order_each_beside_its_own_line()
    {
        XElement[] keys = [.. Group(Load(Curves), "key")], sets = [.. Group(Load(Scatter), "key")];
        InOrder(keys);
        InOrder(sets);
        for (int k = 0; k < keys.Length; k++)
        {
            Assert.Equal(Curves.Curves[k].Name, keys[k].Value);
            Assert.Equal((Palette.Light[7 - k], k == 3), (Stroke(keys[k]), (string)Line(keys[k]).Attribute("stroke-dasharray")! != "none"));
            Beside(keys[k]);
        }

        for (int k = 0; k < sets.Length; k++)
        {
            Assert.Equal(Scatter.Sets[k].Name, sets[k].Value);
            Assert.Equal((Palette.Light[Scatter.Sets[k].Color], k == 2), (Stroke(sets[k]), Path(sets[k]).Contains('a')));
            Beside(sets[k]);
        }

        // Down a column, then the next column.
        static void InOrder(XElement[] keys)
        {
            (double, double)[] places = [.. keys.Select(key => Texts(key).Single())
                .Select(text => ((double)text.Attribute("x")!, (double)text.Attribute("y")!))];
            Assert.Equal(places.Order(), places);
        }

        static void Beside(XElement key) => Assert.Equal(
            (double)Texts(key).Single().Attribute("y")! - 4, Number(Point().Match(Path(key)), 2), 0.02);
    }

    private static XElement Load(ReportPart part)
    {
        using StringWriter text = new();
        SvgFigure.Write(part, text);
        return XDocument.Parse(text.ToString()).Root!;
    }

    private static IEnumerable<XElement> Group(XElement figure, string name) =>
        figure.Descendants().Where(one => one.Name.LocalName == "g" && (string?)one.Attribute("class") == name);

    private static IEnumerable<XElement> Texts(XElement of) => of.Descendants().Where(one => one.Name.LocalName == "text");

    private static (double Value, double Place)[] Placed(XElement[] labels, string anchor, string along) =>
    [
        .. labels.Where(label => (string)label.Attribute("text-anchor")! == anchor && (string)label.Attribute("class")! == "muted").Select(
            label => (double.Parse(label.Value.Replace('−', '-'), CultureInfo.InvariantCulture), (double)label.Attribute(along)!)),
    ];

    private static XElement Line(XElement of) => of.Descendants().First(one => one.Name.LocalName == "path");

    private static string Path(XElement of) => (string)Line(of).Attribute("d")!;

    private static string Stroke(XElement of) => (string)Line(of).Attribute("stroke")!;

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(-?[\d.]+) (-?[\d.]+)")]
    private static partial Regex Point();
}
