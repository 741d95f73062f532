using System;

namespace FixedPointKernels.Reference;

/// <summary>∂J/∂Wᵢⱼ ≈ (J(W + h Eᵢⱼ) − J(W − h Eᵢⱼ))/(2h), entry by entry; error h²/6 · J‴ plus (rounding of J)/h.</summary>
public static class CentralDifference
{
    /// <summary>The difference quotients of <paramref name="loss"/>, which re-solves the fixed points for each W it is given.</summary>
    public static double[][] OfWeights(double[][] w, Func<double[][], double> loss, double h)
    {
        double[][] quotients = DenseMatrix.Zeros(w.Length, w[0].Length);
        double[][] moved = DenseMatrix.Scale(1, w);
        for (int i = 0; i < w.Length; i++)
        {
            for (int j = 0; j < w[i].Length; j++) quotients[i][j] = Quotient(moved[i], j, () => loss(moved), h);
        }

        return quotients;
    }

    /// <summary>The same for a vector (an input, a bias).</summary>
    public static double[] OfVector(double[] x, Func<double[], double> loss, double h)
    {
        double[] quotients = new double[x.Length];
        double[] moved = DenseMatrix.Scale(1, x);
        for (int i = 0; i < x.Length; i++) quotients[i] = Quotient(moved, i, () => loss(moved), h);
        return quotients;
    }

    // Divided by the distance really moved: W ± h is rounded.
    private static double Quotient(double[] row, int at, Func<double> loss, double h)
    {
        double old = row[at];
        double above = row[at] = old + h;
        double lossAbove = loss();
        double below = row[at] = old - h;
        double lossBelow = loss();
        row[at] = old;
        return (lossAbove - lossBelow) / (above - below);
    }
}
