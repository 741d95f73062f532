using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Page;

/// <summary>The data of a page's figures as JSON that may stand between script tags: &lt;, &gt; and &amp; are escaped in every
/// text.</summary>
/// <remarks>
/// Seven significant digits, which is more than a screen shows at any useful zoom; the exact numbers are the CSV's.
/// What is not finite, or has no place on a logarithmic axis, is null.
/// </remarks>
internal static class PageData
{
    internal static void Write(Report report, TextWriter output)
    {
        output.Write('[');
        for (int k = 0; k < report.Parts.Count; k++)
        {
            if (k > 0) output.Write(",\n");
            output.Write($"{{\"name\":{Text(report.Parts[k].Name)},\"title\":{Text(report.Parts[k].Title)}");
            Write(report.Parts[k], output);
            output.Write('}');
        }

        output.Write(']');
    }

    private static void Write(ReportPart part, TextWriter output)
    {
        switch (part)
        {
            case CurvesPart curves:
                (Scale x, Scale y) = CurvesDrawing.Scales(curves);
                WriteKind(output, "curves", curves.X, x, curves.Y, y);
                output.Write(",\"curves\":[");
                string[] names = CurveNames.Of(curves);
                for (int k = 0; k < names.Length; k++) Write(curves.Curves, k, names[k], x, y, output);
                output.Write(']');
                break;
            case HeatMapPart map:
                (x, y, _) = HeatMapDrawing.Scales(map);
                Scale values = HeatMapDrawing.Values(map);
                WriteKind(output, "map", map.X, x, map.Y, y);
                output.Write(",\"xs\":");
                Write(map.Xs, x.Logarithmic, output);
                output.Write(",\"ys\":");
                Write(map.Ys, y.Logarithmic, output);
                output.Write($",\"label\":{Text(map.Value.Label)},\"values\":");
                Write(map.Values, values.Logarithmic, output);
                break;
            case ScatterPart scatter:
                (x, y, _) = ScatterDrawing.Scales(scatter);
                WriteKind(output, "scatter", scatter.X, x, scatter.Y, y);
                break;
        }
    }

    private static void WriteKind(TextWriter output, string kind, Axis xAxis, Scale x, Axis yAxis, Scale y)
    {
        output.Write($",\"kind\":\"{kind}\"");
        foreach ((string name, Axis axis, Scale scale) in new[] { ("x", xAxis, x), ("y", yAxis, y) })
        {
            output.Write($",\"{name}\":{{\"label\":{Text(axis.Label)},\"log\":{(scale.Logarithmic ? "true" : "false")}");
            output.Write($",\"low\":{Exact(scale.Low)},\"high\":{Exact(scale.High)}}}");
        }
    }

    private static void Write(IReadOnlyList<Curve> curves, int k, string name, Scale x, Scale y, TextWriter output)
    {
        Curve curve = curves[k];
        output.Write($"{(k > 0 ? "," : "")}{{\"name\":{Text(name)},\"color\":{Palette.Place(curve.Color)}");
        output.Write($",\"published\":{(curve.Published ? "true" : "false")}");
        // Curves of one run share their steps: these are written once, and a number says at which curve.
        int same = 0;
        while (same < k && !curves[same].X.AsSpan().SequenceEqual(curve.X)) same++;
        if (same < k) output.Write($",\"as\":{same}");
        else
        {
            output.Write(",\"x\":");
            Write(curve.X, x.Logarithmic, output);
        }

        output.Write(",\"y\":");
        Write(curve.Y, y.Logarithmic, output);
        if (curve.Runs.Count > 0) WriteRuns(curve, x, y, output);
        output.Write('}');
    }

    // The band as its two edges, and every run; one at the curve's own places does without them.
    private static void WriteRuns(Curve curve, Scale x, Scale y, TextWriter output)
    {
        (double[] low, double[] high) = CurveBand.Of(curve);
        output.Write(",\"low\":");
        Write(low, y.Logarithmic, output);
        output.Write(",\"high\":");
        Write(high, y.Logarithmic, output);
        output.Write(",\"runs\":[");
        for (int k = 0; k < curve.Runs.Count; k++)
        {
            output.Write(k > 0 ? ",{" : "{");
            if (!curve.Runs[k].X.AsSpan().SequenceEqual(curve.X))
            {
                output.Write("\"x\":");
                Write(curve.Runs[k].X, x.Logarithmic, output);
                output.Write(',');
            }

            output.Write("\"y\":");
            Write(curve.Runs[k].Y, y.Logarithmic, output);
            output.Write('}');
        }

        output.Write(']');
    }

    private static void Write(double[] values, bool logarithmic, TextWriter output)
    {
        Span<char> number = stackalloc char[32];
        output.Write('[');
        for (int k = 0; k < values.Length; k++)
        {
            if (k > 0) output.Write(',');
            if (!double.IsFinite(Axis.Coordinate(values[k], logarithmic)))
            {
                output.Write("null");
                continue;
            }

            bool written = values[k].TryFormat(number, out int length, "G7", CultureInfo.InvariantCulture);
            output.Write(written ? number[..length] : Exact(values[k]));
        }

        output.Write(']');
    }

    private static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(string text) => $"\"{JavaScriptEncoder.Default.Encode(text)}\"";
}
