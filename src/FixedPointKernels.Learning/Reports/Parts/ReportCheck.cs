using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace FixedPointKernels.Learning.Reports.Parts;

/// <summary>The one door of all writers: throws <see cref="ArgumentException"/> for a report or a part that cannot be shown as it
/// says.</summary>
internal static partial class ReportCheck
{
    // A heat map is one picture stretched over its frame: rows and columns further off than this share of a step would be drawn in a wrong
    // place.
    private const double Unevenness = 1e-3;

    internal static void Check(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        HashSet<string> names = [];
        foreach (ReportPart part in report.Parts)
        {
            Check(part);
            if (!names.Add(part.Name))
                throw new ArgumentException($"Two parts are named '{part.Name}'; their files would replace each other.", nameof(report));
        }
    }

    internal static void Check(ReportPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!FileName().IsMatch(part.Name))
            throw new ArgumentException(
                $"The part's name '{part.Name}' is not made of lower case letters, digits and hyphens.", nameof(part));
        switch (part)
        {
            case CurvesPart curves:
                Check(curves.X);
                Check(curves.Y);
                foreach (Curve curve in curves.Curves) CheckCurve(curve);
                break;
            case HeatMapPart map:
                Check(map.X);
                Check(map.Y);
                Check(map.Value);
                Misuse.IfNotShape(map.Values.Length, map.Ys.Length, map.Xs.Length, nameof(map.Values));
                CheckEven(map.Xs, map.X, nameof(map.Xs));
                CheckEven(map.Ys, map.Y, nameof(map.Ys));
                break;
            case ScatterPart scatter:
                Check(scatter.X);
                Check(scatter.Y);
                if (scatter.X.Scale != AxisScale.Linear || scatter.Y.Scale != AxisScale.Linear)
                    throw new ArgumentException("A scatter has equal units on both axes, so both are linear.", nameof(part));
                foreach (Points set in scatter.Sets)
                {
                    Misuse.IfNotLength(set.Y.Length, set.X.Length, nameof(set.Y));
                    ArgumentOutOfRangeException.ThrowIfNegative(set.Color);
                }

                break;
            case TablePart table:
                foreach (IReadOnlyList<string> row in table.Rows) Misuse.IfNotLength(row.Count, table.Header.Count, nameof(row));
                break;
            default:
                throw new ArgumentException($"No writer knows how to show a {part.GetType().Name}.", nameof(part));
        }
    }

    private static void Check(Axis axis)
    {
        if (double.IsInfinity(axis.From) || double.IsInfinity(axis.To) || axis.From >= axis.To)
            throw new ArgumentException(
                $"The axis '{axis.Label}' runs from {axis.From} to {axis.To}; finite ends in ascending order are needed.");
        if (axis.Scale == AxisScale.Logarithmic && (axis.From <= 0 || axis.To <= 0))
            throw new ArgumentException(
                $"The axis '{axis.Label}' is logarithmic and runs from {axis.From} to {axis.To}; positive ends are needed.");
        if (double.IsInfinity(axis.Cap) || (axis.Scale == AxisScale.Logarithmic && axis.Cap <= 0))
            throw new ArgumentException($"The axis '{axis.Label}' is capped at {axis.Cap}, where it has no place.");
    }

    private static void CheckCurve(Curve curve)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(curve.Color);
        foreach (CurveRun line in curve.Lines)
        {
            Misuse.IfNotLength(line.Y.Length, line.X.Length, nameof(curve.Y));
            for (int k = 0; k < line.X.Length; k++)
            {
                if (!double.IsFinite(line.X[k]) || (k > 0 && line.X[k] < line.X[k - 1]))
                    throw new ArgumentException($"X[{k}] of '{line.Name}' is {line.X[k]}; finite values in ascending order are needed.");
            }
        }
    }

    private static void CheckEven(double[] places, Axis axis, string name)
    {
        if (places.Length == 0) throw new ArgumentException($"{name} is empty; a heat map has one row and one column at least.", name);
        bool logarithmic = axis.Scale == AxisScale.Logarithmic;
        double first = Axis.Coordinate(places[0], logarithmic), last = Axis.Coordinate(places[^1], logarithmic);
        double step = (last - first) / Math.Max(1, places.Length - 1);
        if (!double.IsFinite(step) || (places.Length > 1 && step <= 0))
            throw new ArgumentException(
                $"{name} runs from {places[0]} to {places[^1]}; ascending values that its axis can show are needed.", name);
        for (int k = 0; k < places.Length; k++)
        {
            if (!(Math.Abs(Axis.Coordinate(places[k], logarithmic) - first - k * step) <= Unevenness * step))
                throw new ArgumentException($"{name}[{k}] is {places[k]}, which is not evenly spaced with the others.", name);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9-]+\z")]
    private static partial Regex FileName();
}
