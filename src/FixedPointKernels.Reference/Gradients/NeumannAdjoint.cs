namespace FixedPointKernels.Reference;

/// <summary>The adjoint's Neumann series cut off: u = Σ (Wᵀ G)ᵏ e for k = 0 … K, λ = G u. K = 0 is the
/// Jacobian-free (one-step) gradient.</summary>
/// <remarks>It tends to <see cref="Adjoint"/> only where ρ(Wᵀ G) &lt; 1. Source: S. W. Fung et al., "JFB: Jacobian-free backpropagation for
/// implicit networks" (2022), for K = 0.</remarks>
public static class NeumannAdjoint
{
    /// <summary>λ of one sample with the powers 0 … <paramref name="order"/>.</summary>
    public static double[] Solve(double[][] w, double[] g, double[] e, int order)
    {
        double[][] transposed = DenseMatrix.Transpose(w);
        double[] term = e;
        double[] u = e;
        for (int k = 1; k <= order; k++)
        {
            term = DenseMatrix.Multiply(transposed, DenseMatrix.Multiply(g, term));
            u = DenseMatrix.AddScaled(u, 1, term);
        }

        return DenseMatrix.Multiply(g, u);
    }
}
