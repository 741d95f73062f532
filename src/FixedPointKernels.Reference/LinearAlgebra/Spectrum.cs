using System;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Reference;

/// <summary>All eigenvalues of a real matrix by explicit single-shift QR in complex arithmetic: rotations of two
/// rows, H − σ I = Q R, H ← R Q + σ I.</summary>
/// <remarks>
/// It is e^{iφ} A that is decomposed, and turned back: no symmetry of a real matrix about an axis or the unit circle survives, so
/// no step maps the matrix to its like. Backward error n ε ‖A‖ as for any sequence of rotations. Source: J. H. Wilkinson, The
/// Algebraic Eigenvalue Problem, 1965, chapter 8.
/// </remarks>
public static class Spectrum
{
    private const double Angle = 0.7390851;
    private const int MostSteps = 1000;
    private static readonly double Unit = Math.ScaleB(1, -53);

    /// <summary>n eigenvalues in no particular order.</summary>
    public static Complex[] Of(double[][] a)
    {
        int n = a.Length;
        Complex turn = Complex.FromPolarCoordinates(1, Angle);
        Complex[][] h = [.. a.Select(row => row.Select(entry => turn * entry).ToArray())];
        ToHessenberg(h);
        double norm = Math.Sqrt(h.Sum(row => row.Sum(entry => (entry.Real * entry.Real) + (entry.Imaginary * entry.Imaginary))));
        Complex[] values = new Complex[n];
        for (int last = n - 1, steps = 0; last >= 0; steps++)
        {
            int first = last;
            while (first > 0 && Complex.Abs(h[first][first - 1]) > Unit * norm) first--;
            if (first == last)
            {
                values[last] = h[last][last] / turn;
                (last, steps) = (last - 1, -1);
                continue;
            }

            if (steps == MostSteps) throw new InvalidOperationException($"The twin found no eigenvalue in {MostSteps} steps.");
            Step(h, first, last, Shift(h, last, steps));
        }

        return values;
    }

    /// <summary>D⁻¹ A D with D diagonal, powers of two, such that each row is as large as its column where both have entries: sums of
    /// magnitudes, the diagonal left out.</summary>
    public static double[][] Balanced(double[][] a)
    {
        int n = a.Length;
        double[][] b = [.. a.Select(row => (double[])row.Clone())];
        for (int sweep = 0; sweep < 60; sweep++)
        {
            bool moved = false;
            for (int i = 0; i < n; i++)
            {
                double row = Enumerable.Range(0, n).Where(j => j != i).Sum(j => Math.Abs(b[i][j]));
                double column = Enumerable.Range(0, n).Where(j => j != i).Sum(j => Math.Abs(b[j][i]));
                if (row == 0 || column == 0) continue;
                double factor = Math.ScaleB(1, (int)Math.Round(Math.Log2(row / column) / 2));
                if ((column * factor) + (row / factor) >= 0.95 * (row + column)) continue;
                moved = true;
                for (int j = 0; j < n; j++) b[j][i] *= factor;
                for (int j = 0; j < n; j++) b[i][j] /= factor;
            }

            if (!moved) break;
        }

        return b;
    }

    // The nearer eigenvalue of the last 2×2 block; every eleventh step something else.
    private static Complex Shift(Complex[][] h, int last, int steps)
    {
        Complex a = h[last - 1][last - 1], d = h[last][last], bc = h[last - 1][last] * h[last][last - 1];
        if (steps % 11 == 10) return d + (Complex.Abs(h[last][last - 1]) * Complex.FromPolarCoordinates(0.75, steps));
        Complex half = (a - d) / 2, root = Complex.Sqrt((half * half) + bc);
        if ((half.Real * root.Real) + (half.Imaginary * root.Imaginary) < 0) root = -root;
        Complex far = half + root;
        return far == 0 ? d : d - (bc / far);
    }

    private static void Step(Complex[][] h, int first, int last, Complex shift)
    {
        (Complex C, Complex S)[] rotations = new (Complex, Complex)[last];
        for (int i = first; i <= last; i++) h[i][i] -= shift;
        for (int k = first; k < last; k++)
        {
            rotations[k] = Rotation(h[k][k], h[k + 1][k]);
            Rows(h, k, k + 1, k, last, rotations[k]);
        }

        for (int k = first; k < last; k++) Columns(h, k, k + 1, first, Math.Min(k + 2, last), rotations[k]);
        for (int i = first; i <= last; i++) h[i][i] += shift;
    }

    private static void ToHessenberg(Complex[][] h)
    {
        int n = h.Length;
        for (int k = 0; k < n - 2; k++)
        {
            for (int i = k + 2; i < n; i++)
            {
                if (h[i][k] == 0) continue;
                (Complex C, Complex S) rotation = Rotation(h[k + 1][k], h[i][k]);
                Rows(h, k + 1, i, k, n - 1, rotation);
                Columns(h, k + 1, i, 0, n - 1, rotation);
                h[i][k] = 0;
            }
        }
    }

    // Unitary [[c̄, s̄], [−s, c]] with (x, y) → (√(|x|² + |y|²), 0).
    private static (Complex C, Complex S) Rotation(Complex x, Complex y)
    {
        double largest = Math.Max(Complex.Abs(x), Complex.Abs(y));
        if (largest == 0) return (1, 0);
        (x, y) = (x / largest, y / largest);
        double norm = Math.Sqrt((x.Real * x.Real) + (x.Imaginary * x.Imaginary) + (y.Real * y.Real) + (y.Imaginary * y.Imaginary));
        return (x / norm, y / norm);
    }

    private static void Rows(Complex[][] h, int i, int k, int from, int to, (Complex C, Complex S) rotation)
    {
        for (int j = from; j <= to; j++)
        {
            (Complex x, Complex y) = (h[i][j], h[k][j]);
            h[i][j] = (Complex.Conjugate(rotation.C) * x) + (Complex.Conjugate(rotation.S) * y);
            h[k][j] = (rotation.C * y) - (rotation.S * x);
        }
    }

    // The inverse from the right, which makes it a similarity.
    private static void Columns(Complex[][] h, int i, int k, int from, int to, (Complex C, Complex S) rotation)
    {
        for (int j = from; j <= to; j++)
        {
            (Complex x, Complex y) = (h[j][i], h[j][k]);
            h[j][i] = (x * rotation.C) + (y * rotation.S);
            h[j][k] = (y * Complex.Conjugate(rotation.C)) - (x * Complex.Conjugate(rotation.S));
        }
    }
}
