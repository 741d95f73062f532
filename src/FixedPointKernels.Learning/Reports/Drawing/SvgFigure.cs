using System;
using System.IO;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>A part as a figure that stands alone: SVG without scripts, on white paper, for README and docs, and for the printed
/// page.</summary>
/// <remarks>
/// At most 860 units wide, as high as its legend needs. Values that are not finite, and on a logarithmic axis those that are not positive,
/// leave a gap; a curve with more points than pixels is drawn with at most four points per pixel column, which ink the same pixels.
/// </remarks>
internal static class SvgFigure
{
    /// <summary>Of the widest.</summary>
    internal const double Width = 860;

    private const double TitleHeight = 34;

    /// <summary>Writes one figure.</summary>
    /// <exception cref="ArgumentException">The part is a table, or is not what it says: lengths that differ, a curve that goes
    /// back.</exception>
    internal static void Write(ReportPart part, TextWriter output)
    {
        ReportCheck.Check(part);
        ArgumentNullException.ThrowIfNull(output);
        Write(part, output, title: true);
    }

    /// <summary>The same within a page that has the title as its heading already.</summary>
    internal static void Write(ReportPart part, TextWriter output, bool title)
    {
        using StringWriter body = new() { NewLine = "\n" };
        double width, height, above = title ? TitleHeight : 0;
        using (SvgCanvas canvas = new(body)) (width, height) = Draw(canvas, part);
        height += above;
        string size = $"{SvgCanvas.Number(width)} {SvgCanvas.Number(height)}";
        output.Write(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size}\" width=\"{SvgCanvas.Number(width)}\" "
                + $"height=\"{SvgCanvas.Number(height)}\" ");
        output.Write($"role=\"img\" aria-label=\"{MarkupText.Escape($"{part.Title}. {Captions.Of(part)}")}\" ");
        output.Write(
            "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif\" "
                + $"font-size=\"{SvgCanvas.Number(SvgCanvas.TextSize)}\">\n");
        output.Write($"<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"{Palette.Paper}\"/>\n");
        if (title)
        {
            output.Write(
                "<text x=\"16\" y=\"24\" font-size=\"15\" font-weight=\"600\" "
                    + $"fill=\"{Palette.Ink}\">{MarkupText.Escape(part.Title)}</text>\n");
        }
        output.Write($"<g transform=\"translate(0 {SvgCanvas.Number(above)})\">\n");
        output.Write(body.ToString());
        output.Write("\n</g>\n</svg>\n");
    }

    private static (double Width, double Height) Draw(SvgCanvas canvas, ReportPart part) => part switch
    {
        CurvesPart curves => CurvesDrawing.Draw(canvas, curves),
        HeatMapPart map => HeatMapDrawing.Draw(canvas, map),
        ScatterPart scatter => ScatterDrawing.Draw(canvas, scatter),
        _ => throw new ArgumentException($"'{part.Name}' is a {part.GetType().Name}, which has no figure.", nameof(part)),
    };
}
