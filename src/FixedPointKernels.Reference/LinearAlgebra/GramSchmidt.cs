using System;

namespace FixedPointKernels.Reference;

/// <summary>M = Q R with a positive diagonal by Gram–Schmidt, each column three times, in twice the precision of double; and its pullback
/// by plain loops.</summary>
/// <remarks>Columns are rows here: m[j] is column j of M, q[j] of Q, and r[i][j] is R_ij. Sources: G. Golub, C. Van Loan, "Matrix
/// Computations", 4th ed., section 5.2; S. Walter, L. Lehmann (2010).</remarks>
public static class GramSchmidt
{
    /// <summary>Q and R of columns that are independent.</summary>
    public static (double[][] Q, double[][] R) Factor(double[][] m)
    {
        int k = m.Length;
        DoubleDouble[][] q = new DoubleDouble[k][];
        DoubleDouble[][] r = new DoubleDouble[k][];
        for (int i = 0; i < k; i++) r[i] = new DoubleDouble[k];
        for (int j = 0; j < k; j++)
        {
            int n = m[j].Length;
            q[j] = new DoubleDouble[n];
            for (int e = 0; e < n; e++) q[j][e] = m[j][e];
            for (int turn = 0; turn < 3; turn++)
            {
                for (int i = 0; i < j; i++)
                {
                    DoubleDouble product = Dot(q[i], q[j]);
                    r[i][j] += product;
                    for (int e = 0; e < n; e++) q[j][e] -= product * q[i][e];
                }
            }

            r[j][j] = Root(Dot(q[j], q[j]));
            for (int e = 0; e < n; e++) q[j][e] /= r[j][j];
        }

        return (Rounded(q), Rounded(r));
    }

    /// <summary>(Q̄ + Q C) R⁻ᵀ with H = diag(g) − Q̄ᵀQ, C = tril(H) + tril(H, −1)ᵀ.</summary>
    public static double[][] Pullback(double[][] q, double[][] r, double[] logs, double[][] bar)
    {
        int k = q.Length, n = k == 0 ? 0 : q[0].Length;
        double[][] result = new double[k][];
        for (int i = k - 1; i >= 0; i--)
        {
            result[i] = new double[n];
            for (int e = 0; e < n; e++)
            {
                double sum = bar[i][e];
                for (int j = 0; j < k; j++)
                {
                    double h = i == j ? logs[i] : 0;
                    for (int f = 0; f < n; f++) h -= bar[Math.Max(i, j)][f] * q[Math.Min(i, j)][f];
                    sum += h * q[j][e];
                }

                for (int j = i + 1; j < k; j++) sum -= r[i][j] * result[j][e];
                result[i][e] = sum / r[i][i];
            }
        }

        return result;
    }

    private static DoubleDouble Dot(DoubleDouble[] x, DoubleDouble[] y)
    {
        DoubleDouble sum = 0;
        for (int e = 0; e < x.Length; e++) sum += x[e] * y[e];
        return sum;
    }

    // One step of Newton's from the root in double.
    private static DoubleDouble Root(DoubleDouble square)
    {
        double near = Math.Sqrt(square.High);
        return near == 0 ? 0 : near + ((square - ((DoubleDouble)near * near)) / (2 * near));
    }

    private static double[][] Rounded(DoubleDouble[][] rows) =>
        Array.ConvertAll(rows, row => Array.ConvertAll(row, one => one.High + one.Low));
}
