namespace FixedPointKernels.Reference;

/// <summary>The exact adjoint of a fixed point: (I − Wᵀ G) u = e, λ = G u, so that ∂L/∂W = λ rᵀ and ∂L/∂x = λ.</summary>
/// <remarks>Source: Zhu &amp; Rosenbaum (2024), the implicit gradient that their rule 1 is built on
/// (spec 1, "Implicit gradient").</remarks>
public static class Adjoint
{
    /// <summary>u.</summary>
    public static double[] Unscaled(double[][] w, double[] g, double[] e) => GaussianElimination.Solve(Matrix(w, g), e);

    /// <summary>λ = G u, of one sample.</summary>
    public static double[] Solve(double[][] w, double[] g, double[] e) => DenseMatrix.Multiply(g, Unscaled(w, g, e));

    /// <summary>λ of every sample; rows are samples.</summary>
    public static double[][] SolveBatch(double[][] w, double[][] g, double[][] e)
    {
        double[][] lambda = new double[e.Length][];
        for (int k = 0; k < e.Length; k++) lambda[k] = Solve(w, g[k], e[k]);
        return lambda;
    }

    /// <summary>I − Wᵀ G.</summary>
    public static double[][] Matrix(double[][] w, double[] g)
    {
        double[][] a = DenseMatrix.Identity(w.Length);
        for (int i = 0; i < w.Length; i++)
        {
            for (int j = 0; j < w.Length; j++) a[i][j] -= w[j][i] * g[j];
        }

        return a;
    }

    /// <summary>max |e − (I − Wᵀ G) u|.</summary>
    public static double Residual(double[][] w, double[] g, double[] e, double[] u) =>
        DenseMatrix.Largest(DenseMatrix.AddScaled(e, -1, DenseMatrix.Multiply(Matrix(w, g), u)));
}
