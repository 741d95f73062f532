namespace FixedPointKernels.Reference;

/// <summary>The map r ↦ f(W r + x), whose fixed points everything here is about.</summary>
/// <remarks>Source: V. Zhu, R. Rosenbaum, "Learning Fixed Points of Recurrent Neural Networks by Reparameterizing the
/// Network Model" (2024), model section.</remarks>
public static class RateMap
{
    /// <summary>z = W r + x.</summary>
    public static double[] Input(double[][] w, double[] x, double[] r) => DenseMatrix.AddScaled(DenseMatrix.Multiply(w, r), 1, x);

    /// <summary>f(W r + x).</summary>
    public static double[] Apply(double[][] w, double[] x, Activation f, double[] r) => f.Values(Input(w, x, r));

    /// <summary>g = f′(W r + x).</summary>
    public static double[] Gains(double[][] w, double[] x, Activation f, double[] r) => f.Slopes(Input(w, x, r));

    /// <summary>f(W r + x) − r, which is 0 at a fixed point.</summary>
    public static double[] Defect(double[][] w, double[] x, Activation f, double[] r) => DenseMatrix.AddScaled(Apply(w, x, f, r), -1, r);

    /// <summary>max |r − f(W r + x)|.</summary>
    public static double Residual(double[][] w, double[] x, Activation f, double[] r) => DenseMatrix.Largest(Defect(w, x, f, r));
}
