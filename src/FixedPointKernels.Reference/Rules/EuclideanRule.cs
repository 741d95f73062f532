namespace FixedPointKernels.Reference;

/// <summary>Gradient descent on W: ΔW = −η mean λ rᵀ, λ from <see cref="Adjoint"/>.</summary>
/// <remarks>Source: Zhu &amp; Rosenbaum (2024), rule ΔW₁ (dW1 in the authors' code).</remarks>
public static class EuclideanRule
{
    /// <summary>∂L/∂W = λ rᵀ of one sample with gains g, fixed point r and e = ∂L/∂r.</summary>
    public static double[][] Gradient(double[][] w, double[] g, double[] r, double[] e) => DenseMatrix.Outer(Adjoint.Solve(w, g, e), r);

    /// <summary>∂J/∂W = mean λ rᵀ over the rows.</summary>
    public static double[][] MeanGradient(double[][] w, double[][] g, double[][] r, double[][] e)
    {
        double[][] sum = DenseMatrix.Zeros(w.Length, w.Length);
        for (int k = 0; k < r.Length; k++) sum = DenseMatrix.Add(sum, Gradient(w, g[k], r[k], e[k]));
        return DenseMatrix.Scale(1.0 / r.Length, sum);
    }

    /// <summary>ΔW.</summary>
    public static double[][] Step(double[][] w, double[][] g, double[][] r, double[][] e, double eta) =>
        DenseMatrix.Scale(-eta, MeanGradient(w, g, r, e));
}
