namespace FixedPointKernels.Reference;

/// <summary>An update with weight decay: W ← W + ΔW − η α W.</summary>
public static class WeightDecay
{
    /// <summary>The new W.</summary>
    public static double[][] Apply(double[][] w, double[][] deltaW, double eta, double alpha) =>
        DenseMatrix.AddScaled(DenseMatrix.Add(w, deltaW), -eta * alpha, w);
}
