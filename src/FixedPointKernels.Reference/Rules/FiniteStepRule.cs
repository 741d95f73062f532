using System;

namespace FixedPointKernels.Reference;

/// <summary>The reparameterized step of one sample at any gains, exact for a finite rate: ΔW = M − (M⁻¹ + ΔA)⁻¹,
/// ΔA = −η (G² e)(G² M r)ᵀ, M = G⁻¹ − W.</summary>
/// <remarks>
/// ΔA has rank one, so by Sherman–Morrison ΔW = −η a bᵀ/(1 + s), s = −η rᵀ (I − G W)ᵀ G a, with a and b of <see cref="LinearizedRule"/>;
/// this needs no G⁻¹. Source: spec 1, "Learning rules"; it extends rule ΔW₂ of Zhu &amp; Rosenbaum (2024) and is not in the paper.
/// </remarks>
public static class FiniteStepRule
{
    /// <summary>Steps with 1 + s at or below this contribute nothing.</summary>
    public const double SmallestDenominator = 1e-6;

    /// <summary>The definition, by dense inverses; every gain must be non-zero.</summary>
    public static double[][] ByDenseInverses(double[][] w, double[] g, double[] r, double[] e, double eta)
    {
        double[][] m = ReparameterizedRule.InverseMap(w, g);
        double[] squared = DenseMatrix.Multiply(g, g);
        double[] left = DenseMatrix.Multiply(squared, e);
        double[] right = DenseMatrix.Multiply(squared, DenseMatrix.Multiply(m, r));
        double[][] moved = DenseMatrix.AddScaled(GaussianElimination.Inverse(m), -eta, DenseMatrix.Outer(left, right));
        return DenseMatrix.Subtract(m, GaussianElimination.Inverse(moved));
    }

    /// <summary>1 + s.</summary>
    public static double Denominator(double[][] w, double[] g, double[] r, double[] e, double eta)
    {
        double[] a = LinearizedRule.Factors(w, g, r, e).A;
        double[] q = DenseMatrix.Multiply(NewtonIteration.Jacobian(w, g), r);
        return 1 - (eta * DenseMatrix.Dot(q, DenseMatrix.Multiply(g, a)));
    }

    /// <summary>−η a bᵀ/(1 + s), or zeros where 1 + s ≤ <see cref="SmallestDenominator"/>.</summary>
    public static FiniteStep ClosedForm(double[][] w, double[] g, double[] r, double[] e, double eta)
    {
        double denominator = Denominator(w, g, r, e, eta);
        if (!(denominator > SmallestDenominator)) return new FiniteStep(DenseMatrix.Zeros(w.Length, w.Length), denominator, true);
        (double[] a, double[] b) = LinearizedRule.Factors(w, g, r, e);
        return new FiniteStep(DenseMatrix.Scale(-eta / denominator, DenseMatrix.Outer(a, b)), denominator, false);
    }

    /// <summary>The damped form −η a bᵀ/(1 + |s|), which is never singular and never longer than the linearized
    /// step; its denominator is 1 + |s|.</summary>
    public static FiniteStep Damped(double[][] w, double[] g, double[] r, double[] e, double eta)
    {
        double denominator = 1 + Math.Abs(Denominator(w, g, r, e, eta) - 1);
        (double[] a, double[] b) = LinearizedRule.Factors(w, g, r, e);
        return new FiniteStep(DenseMatrix.Scale(-eta / denominator, DenseMatrix.Outer(a, b)), denominator, false);
    }

    /// <summary>Mean of the samples' closed forms; the divisor is B, singular samples included.</summary>
    public static double[][] Step(double[][] w, double[][] g, double[][] r, double[][] e, double eta)
    {
        double[][] sum = DenseMatrix.Zeros(w.Length, w.Length);
        for (int k = 0; k < r.Length; k++) sum = DenseMatrix.Add(sum, ClosedForm(w, g[k], r[k], e[k], eta).DeltaW);
        return DenseMatrix.Scale(1.0 / r.Length, sum);
    }

    /// <summary>Mean of the samples' damped forms.</summary>
    public static double[][] DampedStep(double[][] w, double[][] g, double[][] r, double[][] e, double eta)
    {
        double[][] sum = DenseMatrix.Zeros(w.Length, w.Length);
        for (int k = 0; k < r.Length; k++) sum = DenseMatrix.Add(sum, Damped(w, g[k], r[k], e[k], eta).DeltaW);
        return DenseMatrix.Scale(1.0 / r.Length, sum);
    }
}
