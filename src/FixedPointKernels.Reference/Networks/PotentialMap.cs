namespace FixedPointKernels.Reference;

/// <summary>The map v ↦ W f(v) + x of the potential form; at its fixed points r = f(v) is a fixed point of <see cref="RateMap"/>.</summary>
/// <remarks>Source: Zhu &amp; Rosenbaum (2024), model section (type 2 of spec 1).</remarks>
public static class PotentialMap
{
    /// <summary>W f(v) + x.</summary>
    public static double[] Apply(double[][] w, double[] x, Activation f, double[] v) => RateMap.Input(w, x, f.Values(v));

    /// <summary>max |v − W f(v) − x|.</summary>
    public static double Residual(double[][] w, double[] x, Activation f, double[] v) =>
        DenseMatrix.Largest(DenseMatrix.AddScaled(Apply(w, x, f, v), -1, v));
}
