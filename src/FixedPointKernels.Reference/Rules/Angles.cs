using System;

namespace FixedPointKernels.Reference;

/// <summary>Angles between updates of W, in degrees: θ = arccos ⟨U, V⟩/√(⟨U, U⟩⟨V, V⟩), with the Euclidean inner product or the
/// metric of the reparameterization.</summary>
/// <remarks>⟨U, V⟩_W = tr((A U A)ᵀ (A V A)), A = (G⁻¹ − W)⁻¹. Source: Zhu &amp; Rosenbaum (2024), the metric under which
/// ΔW₂ and ΔW₃ are steepest descent.</remarks>
public static class Angles
{
    /// <summary>Angle under tr(Uᵀ V).</summary>
    public static double Euclidean(double[][] u, double[][] v) =>
        FromProducts(DenseMatrix.Dot(u, v), DenseMatrix.Dot(u, u), DenseMatrix.Dot(v, v));

    /// <summary>Angle under ⟨U, V⟩_W.</summary>
    public static double UnderMetric(double[][] w, double[] g, double[][] u, double[][] v)
    {
        double[][] a = Map(w, g);
        double[][] au = DenseMatrix.Multiply(DenseMatrix.Multiply(a, u), a);
        double[][] av = DenseMatrix.Multiply(DenseMatrix.Multiply(a, v), a);
        return Euclidean(au, av);
    }

    /// <summary>⟨U, V⟩_W.</summary>
    public static double InnerProduct(double[][] w, double[] g, double[][] u, double[][] v)
    {
        double[][] a = Map(w, g);
        return DenseMatrix.Dot(
            DenseMatrix.Multiply(DenseMatrix.Multiply(a, u), a),
            DenseMatrix.Multiply(DenseMatrix.Multiply(a, v), a));
    }

    /// <summary>A = (I − G W)⁻¹ G, which is (G⁻¹ − W)⁻¹ and defined for zero gains too.</summary>
    public static double[][] Map(double[][] w, double[] g) =>
        GaussianElimination.Solve(NewtonIteration.Jacobian(w, g), DenseMatrix.Diagonal(g));

    // Rounding may leave the cosine of parallel matrices just outside [−1, 1].
    private static double FromProducts(double uv, double uu, double vv)
    {
        double cosine = uv / (Math.Sqrt(uu) * Math.Sqrt(vv));
        return Math.Acos(Math.Clamp(cosine, -1, 1)) * 180 / Math.PI;
    }
}
