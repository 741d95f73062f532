using System;
using System.Linq;

namespace FixedPointKernels.Learning.Reports.Parts;

/// <summary>The band of a curve: from the lowest to the highest of its runs, at the curve's own places.</summary>
internal static class CurveBand
{
    /// <summary>Its two edges, as many values each as the curve has; NaN where no run has a finite value, and everywhere where there are no
    /// two runs.</summary>
    internal static (double[] Low, double[] High) Of(Curve curve)
    {
        double[] low = new double[curve.X.Length], high = new double[curve.X.Length];
        low.AsSpan().Fill(double.NaN);
        high.AsSpan().Fill(double.NaN);
        if (curve.Runs.Count < 2) return (low, high);
        for (int k = 0; k < low.Length; k++)
        {
            double[] values = [.. curve.Runs.Select(run => At(run, curve.X[k])).Where(double.IsFinite)];
            if (values.Length > 0) (low[k], high[k]) = (values.Min(), values.Max());
        }

        return (low, high);
    }

    private static double At(CurveRun run, double x) => Array.BinarySearch(run.X, x) is >= 0 and var at ? run.Y[at] : double.NaN;
}
