using System;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Names of curves as legends say them: one that covers another says which.</summary>
internal static class CurveNames
{
    // Of the axis: a line's thickness. Dashes let what is below through, so of published curves only equal ones are said.
    private const double Hidden = 0.004;

    /// <summary>The names; of curves that have the same values, or such that no eye tells their lines apart, the later says so.</summary>
    internal static string[] Of(CurvesPart part)
    {
        string[] names = new string[part.Curves.Count];
        Scale y = CurvesDrawing.Scales(part).Y;
        for (int k = 0; k < names.Length; k++)
        {
            Curve curve = part.Curves[k];
            names[k] = curve.Name;
            if (!Array.Exists(curve.Y, double.IsFinite)) continue;
            if (First(k, before => Same(before, curve)) is { } same) names[k] = $"{curve.Name} (the same as {same})";
            else if (!curve.Published && First(k, before => !before.Published && Close(before, curve, y)) is { } near)
                names[k] = $"{curve.Name} (nearly the same as {near})";
        }

        return names;

        string? First(int count, Predicate<Curve> that)
        {
            for (int k = 0; k < count; k++)
            {
                if (that(part.Curves[k])) return part.Curves[k].Name;
            }

            return null;
        }
    }

    private static bool Same(Curve one, Curve other) =>
        one.X.AsSpan().SequenceEqual(other.X) && one.Y.AsSpan().SequenceEqual(other.Y);

    private static bool Close(Curve one, Curve other, Scale y)
    {
        if (!one.X.AsSpan().SequenceEqual(other.X)) return false;
        for (int k = 0; k < one.Y.Length; k++)
        {
            (double place, double next) = (y.Place(one.Y[k]), y.Place(other.Y[k]));
            if (double.IsNaN(place) != double.IsNaN(next) || Math.Abs(place - next) > Hidden) return false;
        }

        return true;
    }
}
