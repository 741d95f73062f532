using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Draws curves: published ones dashed, in the color of their counterpart.</summary>
internal static class CurvesDrawing
{
    private const double Height = 380;

    /// <summary>The ranges of the two axes; a page shows the same.</summary>
    internal static (Scale X, Scale Y) Scales(CurvesPart part) =>
        (
            Scale.Over(part.X, part.Curves.SelectMany(curve => curve.Lines).Select(line => line.X), room: 0),
            Scale.Over(part.Y, part.Curves.SelectMany(curve => curve.Lines).Select(line => line.Y), room: 0.04));

    /// <summary>Draws the figure and returns its size.</summary>
    internal static (double Width, double Height) Draw(SvgCanvas canvas, CurvesPart part)
    {
        (Scale x, Scale y) = Scales(part);
        Frame frame = Frame.At(part.X, part.Y, x, y, top: 10, 0, Height);
        frame = frame with { Width = SvgFigure.Width - frame.Left - 24 };
        frame.DrawGrid(canvas);
        canvas.OpenRegion(frame);
        foreach (Curve curve in part.Curves) Spread(canvas, curve, frame);
        // Curves to compare with lie over the others: dashes let what is below through.
        bool any = false;
        foreach (Curve curve in part.Curves.OrderBy(curve => curve.Published))
        {
            string path = Polyline.Path(curve.X, curve.Y, frame);
            if (path.Length == 0) continue;
            Stroke(canvas, curve, path, curve.Published ? 1.5 : 1.8);
            // A line of no length with round ends is a dot.
            string dots = Polyline.Dots(curve.X, curve.Y, frame);
            if (dots.Length > 0) Stroke(canvas, curve, dots, 4.5);
            any = true;
        }

        if (!any) canvas.Text(frame.Width / 2, Height / 2, "no values", "middle");
        canvas.Close();
        double below = frame.DrawAxes(canvas);
        IReadOnlyList<string> names = CurveNames.Of(part);
        (_, double legend) = Legend.Draw(canvas, names, frame.Left, below + 6, frame.Width, (k, left, middle) =>
            Stroke(canvas, part.Curves[k], $"M{SvgCanvas.Number(left)} {SvgCanvas.Number(middle)}h18", 1.8));
        return (SvgFigure.Width, below + legend + 14);
    }

    // Under the curves: the band of a curve's runs, and the runs.
    private static void Spread(SvgCanvas canvas, Curve curve, Frame frame)
    {
        int place = Palette.Place(curve.Color);
        (double[] low, double[] high) = CurveBand.Of(curve);
        string band = Polyline.Band(curve.X, low, high, frame);
        if (band.Length > 0) canvas.Shape(
            "path", ("class", $"band c{place}"), ("d", band), ("fill", Palette.Light[place]), ("fill-opacity", "0.14"));
        foreach (string path in curve.Runs.Select(run => Polyline.Path(run.X, run.Y, frame)))
            if (path.Length > 0) canvas.Shape(
                "path", ("class", $"run c{place}"), ("d", path), ("fill", "none"), ("stroke", Palette.Light[place]),
                ("stroke-width", "0.7"), ("stroke-opacity", "0.55"), ("stroke-linejoin", "round"));
    }

    private static void Stroke(SvgCanvas canvas, Curve curve, string path, double width)
    {
        int place = Palette.Place(curve.Color);
        canvas.Shape(
            "path", ("class", $"c{place}"), ("d", path), ("fill", "none"), ("stroke", Palette.Light[place]),
            ("stroke-width", SvgCanvas.Number(width)), ("stroke-linejoin", "round"), ("stroke-linecap", "round"),
            ("stroke-dasharray", curve.Published ? "5 4" : "none"));
    }
}
