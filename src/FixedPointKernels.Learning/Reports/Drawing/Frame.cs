using System;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>The rectangle of a figure's data with its grid, marks and labels.</summary>
internal sealed record Frame(Axis XAxis, Axis YAxis, Scale X, Scale Y, double Left, double Top, double Width, double Height)
{
    // A vertical mark each 55 pixels leaves a line of text three times its height; a horizontal one each 68 leaves a label of ten letters
    // its place.
    private const double PixelsPerRow = 55, PixelsPerColumn = 68;

    // Beyond the frame the distance does not matter, and readers of SVG keep coordinates as floats.
    private const double Beyond = 20_000;

    private double[] XTicks => X.Ticks(Math.Max(2, (int)(Width / PixelsPerColumn)));

    private double[] YTicks => Y.Ticks(Math.Max(2, (int)(Height / PixelsPerRow)));

    internal double Bottom => Top + Height;

    internal double Right => Left + Width;

    /// <summary>A frame whose left border leaves its own labels their place.</summary>
    internal static Frame At(Axis xAxis, Axis yAxis, Scale x, Scale y, double top, double width, double height)
    {
        Frame frame = new(xAxis, yAxis, x, y, 0, top, width, height);
        return frame with
        {
            Left = 40 + Math.Max(24, frame.YTicks.Length == 0 ? 0 : TickLabels.Of(frame.YTicks, y.Logarithmic).Max(SvgCanvas.WidthOf)),
        };
    }

    /// <summary>Pixels from the frame's left border; NaN where the axis has no place for the value.</summary>
    internal double Across(double value) => Math.Clamp(X.Place(value) * Width, -Beyond, Beyond);

    /// <summary>Pixels from the frame's upper border; NaN where the axis has no place for the value.</summary>
    internal double Down(double value) => Math.Clamp((1 - Y.Place(value)) * Height, -Beyond, Beyond);

    /// <summary>What lies under the data.</summary>
    internal void DrawGrid(SvgCanvas canvas)
    {
        canvas.Open("g", ("class", "lines"));
        foreach (double tick in XTicks) canvas.Line(Left + Across(tick), Top, Left + Across(tick), Bottom, "grid", Palette.Grid);
        foreach (double tick in YTicks) canvas.Line(Left, Top + Down(tick), Right, Top + Down(tick), "grid", Palette.Grid);
        canvas.Close();
    }

    /// <summary>What lies over the data: the border, the marks, their labels, the quantities. Returns where the figure goes on
    /// below.</summary>
    internal double DrawAxes(SvgCanvas canvas)
    {
        double[] xTicks = XTicks, yTicks = YTicks;
        string[] xLabels = TickLabels.Of(xTicks, X.Logarithmic), yLabels = TickLabels.Of(yTicks, Y.Logarithmic);
        canvas.Box(Left, Top, Width, Height, ("class", "frame"), ("fill", "none"), ("stroke", Palette.Border), ("pointer-events", "all"));
        canvas.Open("g", ("class", "marks"));
        for (int k = 0; k < xTicks.Length; k++)
        {
            double x = Left + Across(xTicks[k]);
            canvas.Line(x, Bottom, x, Bottom + 5, "border", Palette.Border);
            canvas.Text(x, Bottom + 19, xLabels[k], "middle");
        }

        for (int k = 0; k < yTicks.Length; k++)
        {
            double y = Top + Down(yTicks[k]);
            canvas.Line(Left - 5, y, Left, y, "border", Palette.Border);
            canvas.Text(Left - 9, y + 4, yLabels[k], "end");
        }

        if (X.Logarithmic)
        {
            foreach (double tick in Ticks.Between(X.Low, X.High))
                canvas.Line(Left + Across(tick), Bottom, Left + Across(tick), Bottom + 3, "border", Palette.Border);
        }
        if (Y.Logarithmic)
        {
            foreach (double tick in Ticks.Between(Y.Low, Y.High))
                canvas.Line(Left - 3, Top + Down(tick), Left, Top + Down(tick), "border", Palette.Border);
        }
        canvas.Close();
        canvas.Text(Left + Width / 2, Bottom + 40, XAxis.Label, "middle", "ink", Palette.Ink);
        canvas.Text(16, Top + Height / 2, YAxis.Label, "middle", "ink", Palette.Ink, turn: -90);
        return Bottom + 48;
    }
}
