using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Learning.Reports.Parts;

/// <summary>Figures of curves over the same quantities are to be compared, so they have the same axes: from the least to the largest of all
/// their curves.</summary>
internal static class SharedAxes
{
    // Of the range, as a single figure leaves beyond its data.
    private const double Room = 0.04;

    /// <summary>The report with both axes given to the figures whose axes have the same labels and scales. An axis that says its own ends
    /// keeps them; of several caps the highest holds for all.</summary>
    internal static Report Of(Report report)
    {
        ReportPart[] parts = [.. report.Parts];
        foreach (var panels in parts.OfType<CurvesPart>().GroupBy(part => (part.X.Label, part.X.Scale, part.Y.Label, part.Y.Scale)))
        {
            CurveRun[] lines = [.. panels.SelectMany(panel => panel.Curves).SelectMany(curve => curve.Lines)];
            (double across, double up) = (panels.Max(panel => panel.X.Cap), panels.Max(panel => panel.Y.Cap));
            foreach (CurvesPart panel in panels)
                parts[Array.IndexOf(parts, panel)] = panel with
                {
                    X = Over(panel.X with { Cap = across }, lines.SelectMany(line => line.X), 0),
                    Y = Over(panel.Y with { Cap = up }, lines.SelectMany(line => line.Y), Room),
                };
        }

        return report with { Parts = parts };
    }

    private static Axis Over(Axis axis, IEnumerable<double> values, double room)
    {
        bool logarithmic = axis.Scale == AxisScale.Logarithmic;
        double[] places = [.. values.Select(value => Axis.Coordinate(value, logarithmic)).Where(double.IsFinite)];
        if (places.Length == 0) return axis;
        double low = places.Min(), high = places.Max(), cap = Axis.Coordinate(axis.Cap, logarithmic);
        bool capped = high > cap && low < cap;
        double margin = room * ((capped ? cap : high) - low);
        (double from, double to) = logarithmic
            ? (Math.Pow(10, low - margin), Math.Pow(10, high + margin)) : (low - margin, high + margin);
        if (capped) to = axis.Cap;

        // Beyond the doubles, or of one value alone, every figure finds its own ends.
        if (!(from < to && double.IsFinite(to - from) && (!logarithmic || from > 0))) return axis;
        return axis with { From = double.IsNaN(axis.From) ? from : axis.From, To = double.IsNaN(axis.To) ? to : axis.To };
    }
}
