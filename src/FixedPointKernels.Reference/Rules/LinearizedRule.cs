namespace FixedPointKernels.Reference;

/// <summary>Linearized reparameterized rule: ΔW = −η mean a bᵀ, a = (I − W G) G e, b = (I − G W)ᵀ (I − G W) r.</summary>
/// <remarks>Source: Zhu &amp; Rosenbaum (2024), rule ΔW₃ (dW3 in the authors' code).</remarks>
public static class LinearizedRule
{
    /// <summary>(a, b) of one sample.</summary>
    public static (double[] A, double[] B) Factors(double[][] w, double[] g, double[] r, double[] e)
    {
        double[][] identity = DenseMatrix.Identity(w.Length);
        double[][] gains = DenseMatrix.Diagonal(g);
        double[][] left = DenseMatrix.Subtract(identity, DenseMatrix.Multiply(w, gains));
        double[][] right = DenseMatrix.Subtract(identity, DenseMatrix.Multiply(gains, w));
        double[] a = DenseMatrix.Multiply(left, DenseMatrix.Multiply(g, e));
        double[] b = DenseMatrix.Multiply(DenseMatrix.Transpose(right), DenseMatrix.Multiply(right, r));
        return (a, b);
    }

    /// <summary>mean a bᵀ over the rows.</summary>
    public static double[][] MeanDirection(double[][] w, double[][] g, double[][] r, double[][] e)
    {
        double[][] sum = DenseMatrix.Zeros(w.Length, w.Length);
        for (int k = 0; k < r.Length; k++)
        {
            (double[] a, double[] b) = Factors(w, g[k], r[k], e[k]);
            sum = DenseMatrix.Add(sum, DenseMatrix.Outer(a, b));
        }

        return DenseMatrix.Scale(1.0 / r.Length, sum);
    }

    /// <summary>ΔW.</summary>
    public static double[][] Step(double[][] w, double[][] g, double[][] r, double[][] e, double eta) =>
        DenseMatrix.Scale(-eta, MeanDirection(w, g, r, e));
}
