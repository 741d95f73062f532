using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Names of curves as legends say them: one that covers another, value for value, says which.</summary>
internal static class CurveNames
{
    internal static string[] Of(IReadOnlyList<Curve> curves)
    {
        string[] names = new string[curves.Count];
        for (int k = 0; k < names.Length; k++)
        {
            int same = 0;
            while (same < k && !(Equal(curves[same].X, curves[k].X) && Equal(curves[same].Y, curves[k].Y))) same++;
            bool shown = Array.Exists(curves[k].Y, double.IsFinite);
            names[k] = same < k && shown ? $"{curves[k].Name} (the same as {curves[same].Name})" : curves[k].Name;
        }

        return names;
    }

    private static bool Equal(double[] one, double[] other) => one.AsSpan().SequenceEqual(other);
}
