using System;

namespace FixedPointKernels.Reference;

/// <summary>A⁻¹ B by Gaussian elimination with partial pivoting on the augmented rows [A | B].</summary>
/// <remarks>A singular A divides by a zero pivot, so the result holds infinities or NaN: callers look at the numbers, not at a code.
/// Source: G. Golub, C. Van Loan, "Matrix Computations", 4th ed., section 3.4.</remarks>
public static class GaussianElimination
{
    /// <summary>X with A X = B.</summary>
    public static double[][] Solve(double[][] a, double[][] b)
    {
        int n = a.Length;
        int columns = n == 0 ? 0 : b[0].Length;
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++)
        {
            rows[i] = new double[n + columns];
            for (int j = 0; j < n; j++) rows[i][j] = a[i][j];
            for (int j = 0; j < columns; j++) rows[i][n + j] = b[i][j];
        }

        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(rows[i][k]) > Math.Abs(rows[pivot][k])) pivot = i;
            }

            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            for (int i = k + 1; i < n; i++)
            {
                double factor = rows[i][k] / rows[k][k];
                for (int j = k; j < n + columns; j++) rows[i][j] -= factor * rows[k][j];
            }
        }

        double[][] x = DenseMatrix.Zeros(n, columns);
        for (int i = n - 1; i >= 0; i--)
        {
            for (int c = 0; c < columns; c++)
            {
                double sum = rows[i][n + c];
                for (int j = i + 1; j < n; j++) sum -= rows[i][j] * x[j][c];
                x[i][c] = sum / rows[i][i];
            }
        }

        return x;
    }

    /// <summary>x with A x = b.</summary>
    public static double[] Solve(double[][] a, double[] b)
    {
        double[][] column = new double[b.Length][];
        for (int i = 0; i < b.Length; i++) column[i] = [b[i]];
        double[][] solved = Solve(a, column);
        double[] x = new double[b.Length];
        for (int i = 0; i < b.Length; i++) x[i] = solved[i][0];
        return x;
    }

    /// <summary>A⁻¹.</summary>
    public static double[][] Inverse(double[][] a) => Solve(a, DenseMatrix.Identity(a.Length));
}
