using System;

namespace FixedPointKernels.Reference;

/// <summary>Newton's method on f(W r + x) − r = 0: (I − G W) d = f(W r + x) − r, r ← r + t d, with the
/// dense Jacobian formed every step.</summary>
/// <remarks>
/// t starts at 1 and is halved until |F|² falls by the fraction 2·10⁻⁴ t (Armijo's rule). Source: J. Dennis, R. Schnabel, "Numerical
/// Methods for Unconstrained Optimization and Nonlinear Equations" (1983), section 6.3.
/// </remarks>
public static class NewtonIteration
{
    /// <summary>Iterates until max |r − f(W r + x)| ≤ tolerance · max(1, max |r|), a relative tolerance for rates above 1 because
    /// rounding of W r is relative too.</summary>
    public static FixedPointOutcome Solve(
        double[][] w, double[] x, Activation f, double[] start, double tolerance = 1e-12, int maxIterations = 100)
    {
        double[] r = start;
        for (int k = 0; ; k++)
        {
            double[] defect = RateMap.Defect(w, x, f, r);
            double residual = DenseMatrix.Largest(defect);
            bool found = residual <= tolerance * Math.Max(1, DenseMatrix.Largest(r));
            if (found || k == maxIterations || !double.IsFinite(residual)) return new FixedPointOutcome(r, residual, k, found);

            double[] direction = GaussianElimination.Solve(Jacobian(w, RateMap.Gains(w, x, f, r)), defect);
            double[]? next = LineSearch(w, x, f, r, direction, DenseMatrix.Dot(defect, defect));
            if (next is null) return new FixedPointOutcome(r, residual, k, false);
            r = next;
        }
    }

    /// <summary>I − G W.</summary>
    public static double[][] Jacobian(double[][] w, double[] g)
    {
        double[][] j = DenseMatrix.Identity(w.Length);
        for (int i = 0; i < w.Length; i++)
        {
            for (int k = 0; k < w.Length; k++) j[i][k] -= g[i] * w[i][k];
        }

        return j;
    }

    // 2⁻⁴⁰ ≈ 10⁻¹²: a shorter step than that does not move r in any digit that counts.
    private static double[]? LineSearch(double[][] w, double[] x, Activation f, double[] r, double[] direction, double before)
    {
        double t = 1;
        for (int halvings = 0; halvings <= 40; halvings++, t /= 2)
        {
            double[] trial = DenseMatrix.AddScaled(r, t, direction);
            double[] defect = RateMap.Defect(w, x, f, trial);
            if (DenseMatrix.Dot(defect, defect) <= (1 - (2e-4 * t)) * before) return trial;
        }

        return null;
    }
}
