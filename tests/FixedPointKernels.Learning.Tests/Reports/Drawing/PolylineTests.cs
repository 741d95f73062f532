using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using FixedPointKernels.Learning.Reports.Drawing;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

public sealed partial class PolylineTests
{
    private const int Points = 20_001, Width = 400;

    private static Frame Frame(double to) => new(
        SampleParts.Step, SampleParts.Plain, new Scale(false, 0, to), new Scale(false, 0, 1), Left: 0, Top: 0, Width, Height: 300);

    [Fact]
    public void A_long_curve_keeps_each_column_s_extremes_and_ends_with_at_most_four_points()
    {
        Random random = new(5);
        double[] x = [.. Enumerable.Range(0, Points).Select(k => (double)k)], y = [.. x.Select(_ => random.NextDouble())];
        Frame frame = Frame(to: Points - 1);
        (double X, double Y)[] drawn = Drawn(Polyline.Path(x, y, frame));
        Assert.InRange(drawn.Length, Width, 4 * (Width + 1));

        // Coordinates are rounded to a tenth of a pixel: 0.05 off. The same rounding may move a point to the next column's edge, never an
        // extreme's height.
        var whole = x.Zip(y).GroupBy(
            p => (int)Math.Floor(frame.Across(p.First)),
            p => frame.Down(p.Second)).ToDictionary(g => g.Key, g => (g.Min(), g.Max(), g.First(), g.Last()));
        Queue<(double X, double Y)> rest = new(drawn);
        foreach ((int column, (double least, double most, double first, double last)) in whole)
        {
            List<double> inColumn = [];
            while (rest.Count > 0
                && (inColumn.Count == 0 || Math.Abs(inColumn[^1] - last) > 0.051
                    || inColumn.Max() < most - 0.051 || inColumn.Min() > least + 0.051))
            {
                Assert.InRange(rest.Peek().X, column - 0.051, column + 1.051);
                inColumn.Add(rest.Dequeue().Y);
            }

            Assert.Equal((least, most, first, last), (inColumn.Min(), inColumn.Max(), inColumn[0], inColumn[^1]), new Near());
        }

        Assert.Empty(rest);
    }

    [Fact]
    public void A_gap_lifts_the_pen_and_points_between_gaps_are_marked()
    {
        double[] y = [0, 1, double.NaN, 0.5, double.PositiveInfinity, 1, 0, double.NaN];
        double[] x = [.. y.Select((_, k) => (double)k)];
        Assert.Equal("M0 300L50 0M150 150M250 0L300 300", Polyline.Path(x, y, Frame(to: 8)));
        Assert.Equal("M0 300h0M50 0h0M150 150h0M250 0h0M300 300h0", Polyline.Dots(x, y, Frame(to: 8)));

        // Of a long curve only those that no line reaches.
        double[] gaps = [.. Enumerable.Range(0, 401).Select(k => k == 100 ? 0.5 : k is 99 or 101 ? double.NaN : 1)];
        Assert.Equal("M100 150h0", Polyline.Dots([.. gaps.Select((_, k) => (double)k)], gaps, Frame(to: 400)));
    }

    [Fact]
    public void Nothing_finite_is_nothing_drawn() =>
        Assert.Equal("", Polyline.Path([1, 2], [double.NaN, double.NegativeInfinity], Frame(to: 2)));

    private static (double X, double Y)[] Drawn(string path) =>
        [.. Point().Matches(path).Select(m => (Coordinate(m.Groups[1]), Coordinate(m.Groups[2])))];

    private static double Coordinate(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[ML]([\d.]+) ([\d.]+)")]
    private static partial Regex Point();

    private sealed class Near : IEqualityComparer<(double A, double B, double C, double D)>
    {
        public bool Equals((double A, double B, double C, double D) x, (double A, double B, double C, double D) y) =>
            Math.Abs(x.A - y.A) < 0.051 && Math.Abs(x.B - y.B) < 0.051 && Math.Abs(x.C - y.C) < 0.051 && Math.Abs(x.D - y.D) < 0.051;

        public int GetHashCode((double A, double B, double C, double D) obj) => 0;
    }
}
