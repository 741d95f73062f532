namespace FixedPointKernels.Reference;

/// <summary>Gradient descent on A = (G⁻¹ − W)⁻¹ carried back to W: ΔW = M − (M⁻¹ + ΔA)⁻¹, M = G⁻¹ − W, ΔA = −η mean
/// e xᵀ. Linear networks, r = A x.</summary>
/// <remarks>Source: Zhu &amp; Rosenbaum (2024), rule ΔW₂ (dW2 in the authors' code), by two dense N×N inverses.</remarks>
public static class ReparameterizedRule
{
    /// <summary>ΔW for one vector of non-zero gains <paramref name="g"/> shared by all samples; rows of <paramref name="x"/> and
    /// <paramref name="e"/> are samples.</summary>
    public static double[][] Step(double[][] w, double[] g, double[][] x, double[][] e, double eta)
    {
        double[][] m = InverseMap(w, g);
        double[][] moved = DenseMatrix.Add(GaussianElimination.Inverse(m), StepOfA(x, e, eta));
        return DenseMatrix.Subtract(m, GaussianElimination.Inverse(moved));
    }

    /// <summary>M = G⁻¹ − W.</summary>
    public static double[][] InverseMap(double[][] w, double[] g)
    {
        double[][] m = DenseMatrix.Scale(-1, w);
        for (int i = 0; i < w.Length; i++) m[i][i] += 1 / g[i];
        return m;
    }

    /// <summary>ΔA = −η mean e xᵀ.</summary>
    public static double[][] StepOfA(double[][] x, double[][] e, double eta)
    {
        double[][] sum = DenseMatrix.Zeros(e[0].Length, x[0].Length);
        for (int k = 0; k < x.Length; k++) sum = DenseMatrix.Add(sum, DenseMatrix.Outer(e[k], x[k]));
        return DenseMatrix.Scale(-eta / x.Length, sum);
    }
}
