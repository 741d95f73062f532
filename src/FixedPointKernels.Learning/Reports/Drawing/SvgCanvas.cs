using System;
using System.Globalization;
using System.IO;
using System.Xml;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Shapes of a figure as SVG elements. Colors stand in attributes, for any reader; classes let a page with another paper replace
/// them.</summary>
internal sealed class SvgCanvas : IDisposable
{
    internal const double TextSize = 12;

    private readonly XmlWriter xml;

    internal SvgCanvas(TextWriter output) => xml = XmlWriter.Create(
        output, new XmlWriterSettings
        {
            ConformanceLevel = ConformanceLevel.Fragment, OmitXmlDeclaration = true, NewLineChars = "\n", CloseOutput = false,
        });

    /// <summary>About how wide a text is: without a font to measure, from the mean width of letters of a sans-serif face.</summary>
    internal static double WidthOf(string text) => text.Length * TextSize * 0.56;

    /// <summary>A coordinate: two decimals are finer than a printer's dot.</summary>
    internal static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    public void Dispose() => xml.Dispose();

    internal void Open(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(element);
        foreach ((string name, string value) in attributes) xml.WriteAttributeString(name, MarkupText.Clean(value));
    }

    internal void Close() => xml.WriteEndElement();

    internal void Shape(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Open(element, attributes);
        Close();
    }

    internal void Line(double x1, double y1, double x2, double y2, string style, string color) => Shape(
        "path", ("class", style), ("d", $"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}"), ("stroke", color), ("fill", "none"));

    internal void Box(double x, double y, double width, double height, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Open("rect", ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)));
        foreach ((string name, string value) in attributes) xml.WriteAttributeString(name, value);
        Close();
    }

    /// <summary>A line of text; <paramref name="anchor"/> is start, middle or end.</summary>
    internal void Text(
        double x, double y, string text, string anchor, string style = "muted", string color = Palette.Muted, double turn = 0)
    {
        Open("text", ("class", style), ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor), ("fill", color));
        if (turn != 0) xml.WriteAttributeString("transform", $"rotate({Number(turn)} {Number(x)} {Number(y)})");
        xml.WriteString(MarkupText.Clean(text));
        Close();
    }

    /// <summary>A picture stretched over a rectangle, its pixels left as squares.</summary>
    internal void Picture(double x, double y, double width, double height, byte[] png) => Shape(
        "image", ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)), ("preserveAspectRatio", "none"),
        ("style", "image-rendering:pixelated"), ("href", "data:image/png;base64," + Convert.ToBase64String(png)));

    /// <summary>Opens a region that clips what is drawn into it; its coordinates start at its corner. No name is needed, so figures may
    /// share a page.</summary>
    internal void OpenRegion(Frame frame) => Open(
        "svg", ("x", Number(frame.Left)), ("y", Number(frame.Top)), ("width", Number(frame.Width)), ("height", Number(frame.Height)));
}
