using System;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>The distribution function of a standard normal variable.</summary>
/// <remarks>Source: G. Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software 11(4), 2004.</remarks>
internal static class NormalDistribution
{
    /// <summary>Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …) within 1e-15; all terms have one sign.</summary>
    internal static double Below(double x)
    {
        // 1 − Φ(8.3) is less than half an ulp of 1.
        if (Math.Abs(x) > 8.3) return x > 0 ? 1 : 0;
        double sum = x, term = x;
        for (int k = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
