namespace FixedPointKernels.Reference;

/// <summary>Squared error per sample, L = Σᵢ (rᵢ − yᵢ)²; ∂L/∂r = 2 (r − y).</summary>
public static class SquaredError
{
    /// <summary>L of one sample.</summary>
    public static double Loss(double[] r, double[] target)
    {
        double sum = 0;
        for (int i = 0; i < r.Length; i++) sum += (r[i] - target[i]) * (r[i] - target[i]);
        return sum;
    }

    /// <summary>∂L/∂r of one sample.</summary>
    public static double[] Gradient(double[] r, double[] target) => DenseMatrix.Scale(2, DenseMatrix.AddScaled(r, -1, target));

    /// <summary>Mean of L over the rows of <paramref name="r"/>.</summary>
    public static double MeanLoss(double[][] r, double[][] targets)
    {
        double sum = 0;
        for (int k = 0; k < r.Length; k++) sum += Loss(r[k], targets[k]);
        return sum / r.Length;
    }

    /// <summary>∂L/∂r per sample, without 1/B.</summary>
    public static double[][] Gradients(double[][] r, double[][] targets)
    {
        double[][] e = new double[r.Length][];
        for (int k = 0; k < r.Length; k++) e[k] = Gradient(r[k], targets[k]);
        return e;
    }
}
