namespace FixedPointKernels.Reference;

/// <summary>Backpropagation through T Euler steps r ← r + h(−r + f(W r + x)): μ_T = e, μₜ = (1 − h) μₜ₊₁ + h Wᵀ (gₜ ∘ μₜ₊₁).</summary>
/// <remarks>∂L/∂W = h Σₜ (gₜ ∘ μₜ₊₁) rₜᵀ and ∂L/∂x = h Σₜ gₜ ∘ μₜ₊₁. Source: the chain rule on <see cref="EulerRelaxation.Rate"/>; rule
/// "BPTT" of Zhu &amp; Rosenbaum (2024).</remarks>
public static class ThroughTime
{
    /// <summary>(∂L/∂W, ∂L/∂x) of one sample, e = ∂L/∂r at the last state; the trajectory is
    /// <see cref="EulerRelaxation.RateTrajectory"/>'s.</summary>
    public static (double[][] Weights, double[] Input) Gradient(
        double[][] w, double[] x, Activation f, double dtOverTau, double[][] trajectory, double[] e)
    {
        double[][] transposed = DenseMatrix.Transpose(w);
        double[][] weights = DenseMatrix.Zeros(w.Length, w.Length);
        double[] input = new double[x.Length];
        double[] mu = e;
        for (int t = trajectory.Length - 2; t >= 0; t--)
        {
            double[] g = RateMap.Gains(w, x, f, trajectory[t]);
            double[] through = DenseMatrix.Scale(dtOverTau, DenseMatrix.Multiply(g, mu));
            weights = DenseMatrix.Add(weights, DenseMatrix.Outer(through, trajectory[t]));
            input = DenseMatrix.AddScaled(input, 1, through);
            mu = DenseMatrix.AddScaled(DenseMatrix.Scale(1 - dtOverTau, mu), 1, DenseMatrix.Multiply(transposed, through));
        }

        return (weights, input);
    }
}
