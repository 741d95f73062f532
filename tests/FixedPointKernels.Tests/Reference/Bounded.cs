using System;
using FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Reference;

/// <summary>The two factors of a direction's inner product with the gradient, each with a bound on
/// what rounding can have done to it.</summary>
/// <remarks>γₖ = kε/(1 − kε); every quantity here is at most four nested sums of n terms, so |computed − exact| ≤ γ₄ₙ₊₁₆ times the same
/// formula in absolute values (N. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., section 3.5).</remarks>
internal static class Bounded
{
    /// <summary>γₖ with unit roundoff 2⁻⁵³.</summary>
    public static double Gamma(int k) => k * 1.1102230246251565e-16 / (1 - (k * 1.1102230246251565e-16));

    /// <summary>a·λ and its distance from weight·e: |weight·ρ| for the residual ρ of the solve, measured, plus
    /// rounding of a, λ, ρ and the sums.</summary>
    public static (double Value, double Bound) AdjointFactor(double[][] w, double[] g, double[] e, double[] u, double[] a, double[] weight)
    {
        int n = e.Length;
        double[][] matrix = Adjoint.Matrix(w, g);
        double value = 0;
        double bound = 0;
        double gamma = Gamma((4 * n) + 16);
        for (int i = 0; i < n; i++)
        {
            value += a[i] * g[i] * u[i];
            double residual = e[i];
            double size = Math.Abs(e[i]);
            for (int j = 0; j < n; j++)
            {
                residual -= matrix[i][j] * u[j];
                size += ((i == j ? 1 : 0) + Math.Abs(w[j][i] * g[j])) * Math.Abs(u[j]);
            }

            // |a| ≤ |weight| factor by factor: the terms of a·λ are those of weight·(I − WᵀG)u in another
            // order, which `size` holds in absolute values.
            bound += Math.Abs(weight[i]) * (Math.Abs(residual) + (3 * gamma * size));
        }

        return (value, bound);
    }

    /// <summary>b·r and its distance from |q|², q = (I − GW) r or (I − WG) r: rounding alone.</summary>
    public static (double Value, double Bound) RateFactor(double[][] w, double[] g, double[] r, double[] b, bool transposed)
    {
        int n = r.Length;
        double size = 0;
        for (int i = 0; i < n; i++)
        {
            double q = Math.Abs(r[i]);
            for (int j = 0; j < n; j++) q += Math.Abs((transposed ? g[j] : g[i]) * w[i][j] * r[j]);
            size += q * q;
        }

        return (DenseMatrix.Dot(b, r), 2 * Gamma((4 * n) + 16) * size);
    }
}
