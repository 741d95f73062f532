using System.Collections.Generic;

namespace FixedPointKernels.Reference;

/// <summary>Anderson acceleration: r ← m(r) − Σⱼ γⱼ (m(rⱼ₊₁) − m(rⱼ)), m(r) = f(W r + x), with γ fitting the newest
/// defect by differences of older ones.</summary>
/// <remarks>
/// d = m(r) − r; γ minimizes |d − ΔD γ|² + ω (tr(ΔDᵀΔD)/m) |γ|², by its normal equations.
/// Source: H. Walker, P. Ni, "Anderson acceleration for fixed-point iterations" (2011), algorithm AA in its
/// unconstrained form; the ridge ω is ours.
/// </remarks>
public static class AndersonIteration
{
    /// <summary>Iterates from <paramref name="start"/> or 0 until max |r − f(W r + x)| ≤ <paramref name="tolerance"/>.</summary>
    /// <param name="w">W, N×N.</param>
    /// <param name="x">Input, N.</param>
    /// <param name="f">Activation.</param>
    /// <param name="window">Differences kept, m.</param>
    /// <param name="regularization">ω, relative to the mean squared length of a difference.</param>
    /// <param name="tolerance">In the max norm of the defect.</param>
    /// <param name="maxIterations">Evaluations of the map, less one.</param>
    /// <param name="start">r₀, or 0.</param>
    public static FixedPointOutcome Solve(
        double[][] w, double[] x, Activation f, int window, double regularization, double tolerance,
        int maxIterations, double[]? start = null)
    {
        double[] r = start ?? new double[x.Length];
        List<double[]> defects = [];
        List<double[]> mapped = [];
        for (int k = 0; ; k++)
        {
            double[] value = RateMap.Apply(w, x, f, r);
            double[] defect = DenseMatrix.AddScaled(value, -1, r);
            double residual = DenseMatrix.Largest(defect);
            if (residual <= tolerance) return new FixedPointOutcome(r, residual, k, true);
            if (k == maxIterations || !double.IsFinite(residual)) return new FixedPointOutcome(r, residual, k, false);
            defects.Add(defect);
            mapped.Add(value);
            if (defects.Count > window + 1)
            {
                defects.RemoveAt(0);
                mapped.RemoveAt(0);
            }

            r = Mix(defects, mapped, regularization);
        }
    }

    private static double[] Mix(List<double[]> defects, List<double[]> mapped, double regularization)
    {
        int m = defects.Count - 1;
        double[] next = mapped[m];
        if (m == 0) return next;

        double[][] differences = new double[m][];
        for (int j = 0; j < m; j++) differences[j] = DenseMatrix.AddScaled(defects[j + 1], -1, defects[j]);

        double trace = 0;
        for (int j = 0; j < m; j++) trace += DenseMatrix.Dot(differences[j], differences[j]);

        double[][] normal = DenseMatrix.Zeros(m, m);
        double[] right = new double[m];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++) normal[i][j] = DenseMatrix.Dot(differences[i], differences[j]);
            normal[i][i] += regularization * trace / m;
            right[i] = DenseMatrix.Dot(differences[i], defects[m]);
        }

        double[] gamma = GaussianElimination.Solve(normal, right);
        for (int j = 0; j < m; j++)
        {
            double[] step = DenseMatrix.AddScaled(mapped[j + 1], -1, mapped[j]);
            next = DenseMatrix.AddScaled(next, -gamma[j], step);
        }

        return next;
    }
}
