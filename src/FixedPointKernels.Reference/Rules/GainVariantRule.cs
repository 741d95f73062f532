namespace FixedPointKernels.Reference;

/// <summary>Gain variant of the linearized rule: ΔW = −η mean a bᵀ, a = (I − W G) e, b = (I − W G)ᵀ (I − W G) r.</summary>
/// <remarks>Source: Zhu &amp; Rosenbaum (2024), rule ΔW₄ (dW4 in the authors' code).</remarks>
public static class GainVariantRule
{
    /// <summary>(a, b) of one sample.</summary>
    public static (double[] A, double[] B) Factors(double[][] w, double[] g, double[] r, double[] e)
    {
        double[][] product = DenseMatrix.Multiply(w, DenseMatrix.Diagonal(g));
        double[][] map = DenseMatrix.Subtract(DenseMatrix.Identity(w.Length), product);
        double[] a = DenseMatrix.Multiply(map, e);
        double[] b = DenseMatrix.Multiply(DenseMatrix.Transpose(map), DenseMatrix.Multiply(map, r));
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
