using System;

namespace FixedPointKernels.Reference;

/// <summary>Sums, products and norms of matrices kept as rows, <c>a[i][j]</c>, and of vectors, by plain loops.</summary>
public static class DenseMatrix
{
    /// <summary>The zero matrix.</summary>
    public static double[][] Zeros(int rows, int columns)
    {
        double[][] a = new double[rows][];
        for (int i = 0; i < rows; i++) a[i] = new double[columns];
        return a;
    }

    /// <summary>I.</summary>
    public static double[][] Identity(int n)
    {
        double[][] a = Zeros(n, n);
        for (int i = 0; i < n; i++) a[i][i] = 1;
        return a;
    }

    /// <summary>diag(d).</summary>
    public static double[][] Diagonal(double[] d)
    {
        double[][] a = Zeros(d.Length, d.Length);
        for (int i = 0; i < d.Length; i++) a[i][i] = d[i];
        return a;
    }

    /// <summary>Aᵀ.</summary>
    public static double[][] Transpose(double[][] a)
    {
        double[][] t = Zeros(a.Length == 0 ? 0 : a[0].Length, a.Length);
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < a[i].Length; j++) t[j][i] = a[i][j];
        }

        return t;
    }

    /// <summary>A + B.</summary>
    public static double[][] Add(double[][] a, double[][] b) => AddScaled(a, 1, b);

    /// <summary>A − B.</summary>
    public static double[][] Subtract(double[][] a, double[][] b) => AddScaled(a, -1, b);

    /// <summary>A + c B.</summary>
    public static double[][] AddScaled(double[][] a, double c, double[][] b)
    {
        double[][] sum = new double[a.Length][];
        for (int i = 0; i < a.Length; i++) sum[i] = AddScaled(a[i], c, b[i]);
        return sum;
    }

    /// <summary>a + c b.</summary>
    public static double[] AddScaled(double[] a, double c, double[] b)
    {
        double[] sum = new double[a.Length];
        for (int i = 0; i < a.Length; i++) sum[i] = a[i] + (c * b[i]);
        return sum;
    }

    /// <summary>c A.</summary>
    public static double[][] Scale(double c, double[][] a)
    {
        double[][] scaled = new double[a.Length][];
        for (int i = 0; i < a.Length; i++) scaled[i] = Scale(c, a[i]);
        return scaled;
    }

    /// <summary>c a.</summary>
    public static double[] Scale(double c, double[] a)
    {
        double[] scaled = new double[a.Length];
        for (int i = 0; i < a.Length; i++) scaled[i] = c * a[i];
        return scaled;
    }

    /// <summary>A B.</summary>
    public static double[][] Multiply(double[][] a, double[][] b)
    {
        int columns = b.Length == 0 ? 0 : b[0].Length;
        double[][] c = Zeros(a.Length, columns);
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int p = 0; p < b.Length; p++) sum += a[i][p] * b[p][j];
                c[i][j] = sum;
            }
        }

        return c;
    }

    /// <summary>A v.</summary>
    public static double[] Multiply(double[][] a, double[] v)
    {
        double[] product = new double[a.Length];
        for (int i = 0; i < a.Length; i++) product[i] = Dot(a[i], v);
        return product;
    }

    /// <summary>a ∘ b, element by element; with a = g this is diag(g) b.</summary>
    public static double[] Multiply(double[] a, double[] b)
    {
        double[] product = new double[a.Length];
        for (int i = 0; i < a.Length; i++) product[i] = a[i] * b[i];
        return product;
    }

    /// <summary>a bᵀ.</summary>
    public static double[][] Outer(double[] a, double[] b)
    {
        double[][] product = new double[a.Length][];
        for (int i = 0; i < a.Length; i++) product[i] = Scale(a[i], b);
        return product;
    }

    /// <summary>Σᵢ aᵢ bᵢ.</summary>
    public static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Σᵢⱼ aᵢⱼ bᵢⱼ = tr(Aᵀ B).</summary>
    public static double Dot(double[][] a, double[][] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += Dot(a[i], b[i]);
        return sum;
    }

    /// <summary>max |aᵢ|; NaN if any entry is NaN.</summary>
    public static double Largest(double[] a)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++) largest = Math.Max(largest, Math.Abs(a[i]));
        return largest;
    }

    /// <summary>max |aᵢⱼ|; NaN if any entry is NaN.</summary>
    public static double Largest(double[][] a)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++) largest = Math.Max(largest, Largest(a[i]));
        return largest;
    }
}
