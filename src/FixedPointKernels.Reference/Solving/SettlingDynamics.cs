using System;

namespace FixedPointKernels.Reference;

/// <summary>Where ds/dt = F(s) − s stands at a time, or where it came to rest before: the modified midpoint
/// rule, extrapolated to order twelve.</summary>
/// <remarks>
/// Slow and careful: 42 evaluations a step, an error of at most the tolerance times max(1, |s|) and 0.01 of the residual in each. Source:
/// W. B. Gragg, "On extrapolation algorithms for ordinary initial value problems", 1965; R. Bulirsch, J. Stoer, 1966.
/// </remarks>
public static class SettlingDynamics
{
    private static readonly int[] Substeps = [2, 4, 6, 8, 10, 12];

    /// <summary>Follows the dynamics until the residual max|F(s) − s| is at most <paramref name="rest"/>, or to
    /// t = <paramref name="limit"/> in τ.</summary>
    public static SettlingOutcome Follow(
        Func<double[], double[]> map, double[] start, double limit, double tolerance = 1e-10, double rest = 1e-13)
    {
        double[] state = (double[])start.Clone();
        double time = 0, step = 0.1;
        double first = Math.Max(1, Residual(map, state));
        while (true)
        {
            double residual = Residual(map, state);
            if (residual <= rest || time >= limit) return new SettlingOutcome(state, residual, time);
            if (!(residual <= 1e12 * first) || step < 1e-10) return new SettlingOutcome(state, double.PositiveInfinity, time);
            step = Math.Min(step, limit - time);
            (double[] next, double error) = Extrapolated(map, state, step);
            double bound = Math.Min(tolerance * Math.Max(1, DenseMatrix.Largest(state)), 0.01 * residual);
            if (error <= bound)
            {
                time += step;
                state = next;
            }

            double factor = error == 0 ? 4 : 0.8 * Math.Pow(bound / error, 1.0 / 11);
            step *= double.IsNaN(factor) ? 0.2 : Math.Clamp(factor, 0.2, 4);
        }
    }

    private static (double[] State, double Error) Extrapolated(Func<double[], double[]> map, double[] state, double step)
    {
        // Row k of the triangle, T(k, 0) … T(k, k), from the row above it; the error is what the last row's last column changes.
        double[][] above = [];
        double error = double.PositiveInfinity;
        for (int k = 0; k < Substeps.Length; k++)
        {
            double[][] row = new double[k + 1][];
            row[0] = Midpoint(map, state, step, Substeps[k]);
            for (int m = 1; m <= k; m++)
            {
                double ratio = (double)Substeps[k] / Substeps[k - m];
                row[m] = DenseMatrix.AddScaled(row[m - 1], 1 / ((ratio * ratio) - 1), DenseMatrix.AddScaled(row[m - 1], -1, above[m - 1]));
            }

            if (k > 0) error = DenseMatrix.Largest(DenseMatrix.AddScaled(row[k], -1, row[k - 1]));
            above = row;
        }

        return (above[^1], error);
    }

    private static double[] Midpoint(Func<double[], double[]> map, double[] state, double step, int count)
    {
        double h = step / count;
        double[] before = state;
        double[] now = DenseMatrix.AddScaled(state, h, Slope(map, state));
        for (int i = 1; i < count; i++) (before, now) = (now, DenseMatrix.AddScaled(before, 2 * h, Slope(map, now)));
        return now;
    }

    private static double Residual(Func<double[], double[]> map, double[] state) => DenseMatrix.Largest(Slope(map, state));

    private static double[] Slope(Func<double[], double[]> map, double[] state) => DenseMatrix.AddScaled(map(state), -1, state);
}

/// <summary>How <see cref="SettlingDynamics"/> ended.</summary>
/// <param name="State">s.</param>
/// <param name="Residual">max|F(s) − s| there; ∞ where it ran away.</param>
/// <param name="Time">t in τ.</param>
public sealed record SettlingOutcome(double[] State, double Residual, double Time);
