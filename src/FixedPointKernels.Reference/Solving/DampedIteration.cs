namespace FixedPointKernels.Reference;

/// <summary>r ← (1 − β) r + β f(W r + x); β = 1 is plain iteration.</summary>
public static class DampedIteration
{
    /// <summary>Iterates from <paramref name="start"/> or 0 until max |r − f(W r + x)| ≤ <paramref name="tolerance"/>.</summary>
    public static FixedPointOutcome Solve(
        double[][] w, double[] x, Activation f, double beta, double tolerance, int maxIterations, double[]? start = null)
    {
        double[] r = start ?? new double[x.Length];
        for (int k = 0; ; k++)
        {
            double[] defect = RateMap.Defect(w, x, f, r);
            double residual = DenseMatrix.Largest(defect);
            if (residual <= tolerance) return new FixedPointOutcome(r, residual, k, true);
            if (k == maxIterations || !double.IsFinite(residual)) return new FixedPointOutcome(r, residual, k, false);
            r = DenseMatrix.AddScaled(r, beta, defect);
        }
    }
}
