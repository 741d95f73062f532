using System;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Reference;

/// <summary>How far a matrix is from having z as an eigenvalue: the smallest singular value of A − z I, from above.</summary>
/// <remarks>
/// z is an eigenvalue of A + E for some ‖E‖ ≤ δ if and only if σ_min(A − z I) ≤ δ. Any vector gives an upper bound |(A − z I) x|/|x|; x is
/// made by inverse iteration with one LU. Source: L. N. Trefethen, M. Embree, Spectra and Pseudospectra, 2005, chapter 2.
/// </remarks>
public static class Pseudospectrum
{
    private const int Turns = 3;

    /// <summary>An upper bound of σ_min(A − z I), as a rule within a factor of 2.</summary>
    public static double Distance(double[][] a, Complex z)
    {
        int n = a.Length;
        Complex[][] shifted = new Complex[n][];
        double size = 0;
        for (int i = 0; i < n; i++)
        {
            shifted[i] = [.. a[i].Select(entry => (Complex)entry)];
            shifted[i][i] -= z;
            foreach (Complex entry in shifted[i]) size = Math.Max(size, Complex.Abs(entry));
        }

        if (size == 0) return 0;
        Complex[][] lu = [.. shifted.Select(row => (Complex[])row.Clone())];
        int[] order = Factor(lu, size);
        Complex[] x = new Complex[n];
        for (int i = 0; i < n; i++) x[i] = new Complex(1 + (0.3 * Math.Cos(i)), 0.3 * Math.Sin(2 * i));
        double best = double.PositiveInfinity;
        for (int turn = 0; turn < Turns; turn++)
        {
            SolveAdjoint(lu, order, x);
            Normalize(x);
            Solve(lu, order, x);
            Normalize(x);
            best = Math.Min(best, Norm(Product(shifted, x)));
        }

        return best;
    }

    // P A = L U by rows; a pivot of zero becomes the smallest that keeps a solution finite.
    private static int[] Factor(Complex[][] a, double size)
    {
        int n = a.Length;
        int[] order = [.. Enumerable.Range(0, n)];
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Complex.Abs(a[i][k]) > Complex.Abs(a[pivot][k])) pivot = i;
            }

            (a[k], a[pivot], order[k], order[pivot]) = (a[pivot], a[k], order[pivot], order[k]);
            if (Complex.Abs(a[k][k]) < 1e-18 * size) a[k][k] = 1e-18 * size;
            for (int i = k + 1; i < n; i++)
            {
                Complex factor = a[i][k] / a[k][k];
                a[i][k] = factor;
                if (factor == 0) continue;
                for (int j = k + 1; j < n; j++) a[i][j] -= factor * a[k][j];
            }
        }

        return order;
    }

    private static void Solve(Complex[][] lu, int[] order, Complex[] x)
    {
        Complex[] y = [.. order.Select(i => x[i])];
        for (int i = 0; i < y.Length; i++)
        {
            for (int j = 0; j < i; j++) y[i] -= lu[i][j] * y[j];
        }

        for (int i = y.Length - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < y.Length; j++) y[i] -= lu[i][j] * y[j];
            y[i] /= lu[i][i];
        }

        y.CopyTo(x, 0);
    }

    // Aᴴ = Uᴴ Lᴴ P: columns of the factors as rows.
    private static void SolveAdjoint(Complex[][] lu, int[] order, Complex[] x)
    {
        Complex[] y = (Complex[])x.Clone();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] /= Complex.Conjugate(lu[i][i]);
            for (int j = i + 1; j < y.Length; j++) y[j] -= Complex.Conjugate(lu[i][j]) * y[i];
        }

        for (int i = y.Length - 1; i >= 0; i--)
        {
            for (int j = 0; j < i; j++) y[j] -= Complex.Conjugate(lu[i][j]) * y[i];
        }

        for (int i = 0; i < y.Length; i++) x[order[i]] = y[i];
    }

    private static Complex[] Product(Complex[][] a, Complex[] x) =>
        [.. a.Select(row => row.Zip(x, (entry, value) => entry * value).Aggregate(Complex.Zero, (sum, term) => sum + term))];

    private static double Norm(Complex[] x) => Math.Sqrt(x.Sum(value => (value.Real * value.Real) + (value.Imaginary * value.Imaginary)));

    private static void Normalize(Complex[] x)
    {
        double largest = x.Max(Complex.Abs);
        for (int i = 0; i < x.Length; i++) x[i] /= largest;
        double norm = Norm(x);
        for (int i = 0; i < x.Length; i++) x[i] /= norm;
    }
}
