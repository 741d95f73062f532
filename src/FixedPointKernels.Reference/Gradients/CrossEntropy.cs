using System;

namespace FixedPointKernels.Reference;

/// <summary>Softmax cross-entropy of a readout: L = log Σ_c exp ŷ_c − ŷ_label, ŷ = R r; ∂L/∂r = Rᵀ (softmax ŷ − 1_label).</summary>
public static class CrossEntropy
{
    /// <summary>L of one sample. <paramref name="readout"/> is C×N.</summary>
    public static double Loss(double[][] readout, double[] r, int label)
    {
        double[] y = DenseMatrix.Multiply(readout, r);
        double top = Highest(y);
        double sum = 0;
        for (int c = 0; c < y.Length; c++) sum += Math.Exp(y[c] - top);
        return top + Math.Log(sum) - y[label];
    }

    /// <summary>∂L/∂r of one sample.</summary>
    public static double[] Gradient(double[][] readout, double[] r, int label)
    {
        double[] y = DenseMatrix.Multiply(readout, r);
        double top = Highest(y);
        double[] p = new double[y.Length];
        double sum = 0;
        for (int c = 0; c < y.Length; c++) sum += p[c] = Math.Exp(y[c] - top);
        for (int c = 0; c < y.Length; c++) p[c] = (p[c] / sum) - (c == label ? 1 : 0);
        return DenseMatrix.Multiply(DenseMatrix.Transpose(readout), p);
    }

    /// <summary>Mean of L over the rows of <paramref name="r"/>.</summary>
    public static double MeanLoss(double[][] readout, double[][] r, int[] labels)
    {
        double sum = 0;
        for (int k = 0; k < r.Length; k++) sum += Loss(readout, r[k], labels[k]);
        return sum / r.Length;
    }

    /// <summary>∂L/∂r per sample, without 1/B.</summary>
    public static double[][] Gradients(double[][] readout, double[][] r, int[] labels)
    {
        double[][] e = new double[r.Length][];
        for (int k = 0; k < r.Length; k++) e[k] = Gradient(readout, r[k], labels[k]);
        return e;
    }

    // Subtracting the largest logit keeps exp from overflowing and changes nothing else.
    private static double Highest(double[] y)
    {
        double top = y[0];
        for (int c = 1; c < y.Length; c++) top = Math.Max(top, y[c]);
        return top;
    }
}
