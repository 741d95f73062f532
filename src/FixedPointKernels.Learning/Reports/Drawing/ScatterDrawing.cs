using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Draws points in a plane with equal units, and the line of stability.</summary>
internal static class ScatterDrawing
{
    private const double Height = 480, LegendWidth = 190, Radius = 2.1, KeyRadius = 3.6, LargeRadius = 5;

    /// <summary>The ranges of the two axes with equal units: the one that is short for its side of the frame is widened about its
    /// middle.</summary>
    internal static (Scale X, Scale Y, double Width) Scales(ScatterPart part)
    {
        double[] line = double.IsNaN(part.Line) ? [] : [part.Line];
        Scale x = Scale.Over(
            part.X, part.Sets.Select(set => set.X).Append(line),
            room: 0.05), y = Scale.Over(part.Y, part.Sets.Select(set => set.Y), room: 0.05);
        return Equal(x, y, Height, SvgFigure.Width - LegendWidth - 110);
    }

    /// <summary>Gives two linear ranges the same units per pixel, in a frame of this height and at most this width.</summary>
    internal static (Scale X, Scale Y, double Width) Equal(Scale x, Scale y, double height, double widest)
    {
        double across = x.High / 2 - x.Low / 2, up = y.High / 2 - y.Low / 2;
        double width = Math.Clamp(height * (across / up), Math.Min(height, widest) * 0.8, widest);
        double unit = Math.Max(across / width, up / height);
        return (Widened(x, unit * width), Widened(y, unit * height), width);
    }

    /// <summary>Draws the figure and returns its size.</summary>
    internal static (double Width, double Height) Draw(SvgCanvas canvas, ScatterPart part)
    {
        (Scale x, Scale y, double width) = Scales(part);
        Frame frame = Frame.At(part.X, part.Y, x, y, top: 10, width, Height);
        frame.DrawGrid(canvas);
        canvas.OpenRegion(frame);
        // Longer than any zoom of the frame shows.
        if (!double.IsNaN(part.Line)) canvas.Shape(
            "path", ("class", "ink"), ("d", $"M{SvgCanvas.Number(frame.Across(part.Line))} -20000V20000"), ("stroke", Palette.Ink),
            ("stroke-width", "1.5"), ("stroke-dasharray", "7 4"), ("fill", "none"));
        for (int k = 0; k < part.Sets.Count; k++)
        {
            canvas.Open("g", ("class", "set"), ("data-set", SvgCanvas.Number(k)));
            Dots(canvas, part.Sets[k], Path(part.Sets[k], frame), RadiusOf(part.Sets[k]));
            canvas.Close();
        }

        canvas.Close();
        double below = frame.DrawAxes(canvas);
        IReadOnlyList<string> names = [.. part.Sets.Select(set => set.Name)];
        double left = frame.Right + 24;
        (double wide, double high) = Legend.Draw(canvas, names, left, frame.Top, SvgFigure.Width - left - 8, (k, x0, middle) =>
            Dots(canvas, part.Sets[k], Dot(new StringBuilder(), x0 + 10, middle, part.Sets[k].Published, KeyRadius).ToString(), KeyRadius));
        return (left + wide + 8, Math.Max(below + 4, frame.Top + high + 10));
    }

    private static Scale Widened(Scale scale, double half)
    {
        double middle = scale.Low / 2 + scale.High / 2;
        return scale with { Low = Math.Max(middle - half, -double.MaxValue), High = Math.Min(middle + half, double.MaxValue) };
    }

    private static string Path(Points set, Frame frame)
    {
        StringBuilder path = new();
        for (int k = 0; k < set.X.Length; k++)
        {
            (double across, double down) = (frame.Across(set.X[k]), frame.Down(set.Y[k]));
            if (!double.IsNaN(across) && !double.IsNaN(down)) Dot(path, across, down, set.Published, RadiusOf(set));
        }

        return path.ToString();
    }

    private static double RadiusOf(Points set) => set.IsLarge ? LargeRadius : Radius;

    // A filled dot is a line of no length with round ends, a hollow one two arcs.
    private static StringBuilder Dot(StringBuilder path, double x, double y, bool hollow, double radius) => hollow
        ? path.Append(
            CultureInfo.InvariantCulture,
            $"M{x - radius:0.##} {y:0.##}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0")
        : path.Append(CultureInfo.InvariantCulture, $"M{x:0.##} {y:0.##}h0");

    private static void Dots(SvgCanvas canvas, Points set, string path, double radius)
    {
        int place = Palette.Place(set.Color);
        if (path.Length > 0) canvas.Shape(
            "path", ("class", $"c{place}"), ("d", path), ("fill", "none"), ("stroke", Palette.Light[place]), ("stroke-linecap", "round"),
            ("stroke-width", set.Published ? "1.1" : SvgCanvas.Number(2 * radius)), ("stroke-opacity", "0.75"));
    }
}
