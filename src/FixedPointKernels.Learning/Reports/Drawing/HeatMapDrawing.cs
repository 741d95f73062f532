using System;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Draws values over a plane as colors, with the scale of the colors beside and the circle of stability on top.</summary>
internal static class HeatMapDrawing
{
    private const double Height = 480, BarWidth = 18, BarPlace = 130;

    // Colors 0..254 are values, 255 is a missing one.
    private const int Colors = 255;

    private static readonly int[] Table =
        [.. Enumerable.Range(0, Colors).Select(k => ColorMap.At(k / (Colors - 1.0))), Convert.ToInt32(Palette.Missing[1..], 16)];

    /// <summary>The ranges of the two axes, from border to border of the outer cells, and the frame's width.</summary>
    internal static (Scale X, Scale Y, double Width) Scales(HeatMapPart part)
    {
        Scale x = Scale.Over(part.X, [Borders(part.Xs, part.X)], room: 0), y = Scale.Over(part.Y, [Borders(part.Ys, part.Y)], room: 0);
        double widest = SvgFigure.Width - 90 - BarPlace;
        // A circle is to be round, and a plane of one quantity square, so that planes beside each other compare.
        bool equal = !double.IsNaN(part.Radius) || part.Xs.AsSpan().SequenceEqual(part.Ys);
        return !equal || x.Logarithmic || y.Logarithmic ? (x, y, widest) : ScatterDrawing.Equal(x, y, Height, widest);
    }

    /// <summary>The range of the colors.</summary>
    internal static Scale Values(HeatMapPart part) => Scale.Over(part.Value, [part.Values], room: 0);

    /// <summary>Draws the figure and returns its size.</summary>
    internal static (double Width, double Height) Draw(SvgCanvas canvas, HeatMapPart part)
    {
        (Scale x, Scale y, double width) = Scales(part);
        Scale values = Values(part);
        Frame frame = Frame.At(part.X, part.Y, x, y, top: 14, width, Height);
        double[] across = [.. Borders(part.Xs, part.X).Select(frame.Across)], down = [.. Borders(part.Ys, part.Y).Select(frame.Down)];
        byte[] pixels = Pixels(part, values);
        canvas.OpenRegion(frame);
        canvas.Picture(across[0], down[1], across[1] - across[0], down[0] - down[1], IndexedPng.Encode(pixels, part.Xs.Length, Table));
        if (!double.IsNaN(part.Radius)) DrawCircle(canvas, part, frame);
        canvas.Close();
        double below = frame.DrawAxes(canvas);
        double right = DrawBar(canvas, part, values, frame, missing: pixels.AsSpan().Contains((byte)Colors));
        return (right, below + 4);
    }

    private static double[] Borders(double[] places, Axis axis)
    {
        bool logarithmic = axis.Scale == AxisScale.Logarithmic;
        double first = Axis.Coordinate(places[0], logarithmic), last = Axis.Coordinate(places[^1], logarithmic);
        double half = places.Length > 1 ? (last - first) / (places.Length - 1) / 2 : logarithmic || first == 0 ? 0.5 : Math.Abs(first) / 2;
        return logarithmic ? [Math.Pow(10, first - half), Math.Pow(10, last + half)] : [first - half, last + half];
    }

    private static byte[] Pixels(HeatMapPart part, Scale values)
    {
        int rows = part.Ys.Length, columns = part.Xs.Length;
        byte[] pixels = new byte[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double place = values.Place(part.Values[(rows - 1 - row) * columns + column]);
                pixels[row * columns + column] = double.IsNaN(place)
                    ? (byte)Colors
                    : (byte)Math.Round(Math.Clamp(place, 0, 1) * (Colors - 1));
            }
        }

        return pixels;
    }

    // White dashes on a dark line: one of the two stands out from every color of the map.
    private static void DrawCircle(SvgCanvas canvas, HeatMapPart part, Frame frame)
    {
        double x = frame.Across(0), y = frame.Down(0), rx = frame.Across(part.Radius) - x, ry = y - frame.Down(part.Radius);
        if (double.IsNaN(rx + ry)) return;
        foreach ((string color, string thickness, string dash) in new[] { ("#11141a", "3.2", "none"), ("#ffffff", "1.6", "6 5") })
        {
            canvas.Shape(
                "ellipse", ("cx", SvgCanvas.Number(x)), ("cy", SvgCanvas.Number(y)),
                ("rx", SvgCanvas.Number(rx)), ("ry", SvgCanvas.Number(ry)),
                ("fill", "none"), ("stroke", color), ("stroke-width", thickness), ("stroke-dasharray", dash));
        }
    }

    // Returns the right border.
    private static double DrawBar(SvgCanvas canvas, HeatMapPart part, Scale values, Frame frame, bool missing)
    {
        double left = frame.Right + 26, height = missing ? frame.Height - 34 : frame.Height;
        Frame bar = new(part.X, part.Value, values, values, left, frame.Top, BarWidth, height);
        canvas.Picture(
            left, bar.Top, BarWidth, height,
            IndexedPng.Encode([.. Enumerable.Range(0, Colors).Select(k => (byte)(Colors - 1 - k))], 1, Table));
        canvas.Box(left, bar.Top, BarWidth, height, ("class", "border"), ("fill", "none"), ("stroke", Palette.Border));
        double[] ticks = values.Ticks((int)(height / 55));
        string[] labels = TickLabels.Of(ticks, values.Logarithmic);
        for (int k = 0; k < ticks.Length; k++)
        {
            double y = bar.Top + bar.Down(ticks[k]);
            canvas.Line(bar.Right, y, bar.Right + 5, y, "border", Palette.Border);
            canvas.Text(bar.Right + 9, y + 4, labels[k], "start");
        }

        // A triangle at an end says that values beyond it have its color.
        if (part.Values.Any(value => values.Place(value) > 1)) Tip(canvas, left, bar.Top, -8, Table[Colors - 1]);
        if (part.Values.Any(value => values.Place(value) < 0)) Tip(canvas, left, bar.Bottom, 8, Table[0]);
        double middle = bar.Top + height / 2, away = bar.Right + 22 + labels.Append("").Max(SvgCanvas.WidthOf);
        canvas.Text(away, middle, part.Value.Label, "middle", "ink", Palette.Ink, turn: 90);
        double right = away + SvgCanvas.TextSize;
        if (!missing) return right;
        canvas.Box(left, frame.Bottom - 16, BarWidth, 16, ("class", "border"), ("fill", Palette.Missing), ("stroke", Palette.Border));
        canvas.Text(bar.Right + 9, frame.Bottom - 4, "no value", "start");
        return Math.Max(right, bar.Right + 15 + SvgCanvas.WidthOf("no value"));
    }

    private static void Tip(SvgCanvas canvas, double left, double y, double height, int color)
    {
        string corner = $"M{SvgCanvas.Number(left)} {SvgCanvas.Number(y)}h{SvgCanvas.Number(BarWidth)}";
        string toTip = $"l{SvgCanvas.Number(-BarWidth / 2)} {SvgCanvas.Number(height)}z";
        canvas.Shape("path", ("d", corner + toTip), ("fill", $"#{color:x6}"));
    }
}
