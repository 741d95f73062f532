using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Learning.Reports.Parts;

/// <summary>Panels to be compared have the same axes: from the least to the largest of all their curves.</summary>
internal static class SharedAxes
{
    // Of the range, as a single figure leaves beyond its data.
    private const double Room = 0.04;

    /// <summary>Gives the curves' figures of a group both their axes; an axis that says its own ends keeps them.</summary>
    /// <param name="parts">Of a report; what is no figure of curves stays as it is.</param>
    /// <param name="group">What figures to be compared have in common.</param>
    internal static void Give(List<ReportPart> parts, Func<CurvesPart, string> group)
    {
        foreach (IGrouping<string, CurvesPart> panels in parts.OfType<CurvesPart>().GroupBy(group).ToArray())
        {
            Curve[] curves = [.. panels.SelectMany(panel => panel.Curves)];
            foreach (CurvesPart panel in panels)
                parts[parts.IndexOf(panel)] = panel with
                {
                    X = Over(panel.X, curves.SelectMany(curve => curve.X), 0),
                    Y = Over(panel.Y, curves.SelectMany(curve => curve.Y), Room),
                };
        }
    }

    private static Axis Over(Axis axis, IEnumerable<double> values, double room)
    {
        bool logarithmic = axis.Scale == AxisScale.Logarithmic;
        double[] places = [.. values.Select(value => Axis.Coordinate(value, logarithmic)).Where(double.IsFinite)];
        if (places.Length == 0) return axis;
        double low = places.Min(), high = places.Max(), margin = room * (high - low);
        (double from, double to) = logarithmic
            ? (Math.Pow(10, low - margin), Math.Pow(10, high + margin)) : (low - margin, high + margin);

        // Beyond the doubles, or of one value alone, every figure finds its own ends.
        if (!(from < to && double.IsFinite(to - from) && (!logarithmic || from > 0))) return axis;
        return axis with { From = double.IsNaN(axis.From) ? from : axis.From, To = double.IsNaN(axis.To) ? to : axis.To };
    }
}
