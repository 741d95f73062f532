using System;
using System.Numerics;

namespace FixedPointKernels.Analysis;

/// <summary>The weight of the last component in an eigenvector of a Hessenberg matrix: what a Krylov
/// space still misses of the vector.</summary>
/// <remarks>Inverse iteration with H − θ I = P L U, one row exchange a column. O(k²). Source: J. H. Wilkinson, The Algebraic Eigenvalue
/// Problem, 1965, chapter 9.54.</remarks>
internal static class HessenbergVector
{
    // θ is an eigenvalue to rounding, so one solve does; the second helps where the first right-hand side hardly touches the vector.
    private const int Turns = 2;

    /// <summary>|y_k| / ‖y‖ for H y = θ y.</summary>
    /// <param name="k">The order.</param>
    /// <param name="h">H, k×k with leading dimension <paramref name="ldh"/>; nothing below the first subdiagonal is read.</param>
    /// <param name="ldh">At least k.</param>
    /// <param name="theta">θ, an eigenvalue of H.</param>
    /// <param name="work">At least k (k + 1) places.</param>
    internal static double LastWeight(int k, ReadOnlySpan<double> h, int ldh, Complex theta, Span<Complex> work)
    {
        Span<Complex> u = work[..(k * k)], y = work.Slice(k * k, k);
        y.Fill(Complex.One);
        for (int turn = 0; turn < Turns; turn++)
        {
            double size = Shift(k, h, ldh, theta, u);
            if (size == 0) return k == 1 ? 1 : 0;
            Eliminate(k, u, y, size * Math.ScaleB(1, -53));
            for (int i = k - 1; i >= 0; i--)
            {
                Complex sum = y[i];
                for (int j = i + 1; j < k; j++) sum -= u[(i * k) + j] * y[j];
                y[i] = sum / u[(i * k) + i];
            }

            Normalize(y);
        }

        return y[k - 1].Magnitude;
    }

    // U ← H − θ I; returns its largest entry.
    private static double Shift(int k, ReadOnlySpan<double> h, int ldh, Complex theta, Span<Complex> u)
    {
        double size = 0;
        for (int i = 0; i < k; i++)
        {
            for (int j = Math.Max(i - 1, 0); j < k; j++)
            {
                Complex entry = h[(i * ldh) + j];
                if (i == j) entry -= theta;
                u[(i * k) + j] = entry;
                size = Math.Max(size, Math.Max(Math.Abs(entry.Real), Math.Abs(entry.Imaginary)));
            }
        }

        return size;
    }

    // To an upper triangle, y along with it; what would be a pivot of zero becomes a rounding of the largest entry.
    private static void Eliminate(int k, Span<Complex> u, Span<Complex> y, double smallest)
    {
        for (int i = 0; i < k; i++)
        {
            if (i + 1 < k && u[((i + 1) * k) + i].Magnitude > u[(i * k) + i].Magnitude)
            {
                for (int j = i; j < k; j++) (u[(i * k) + j], u[((i + 1) * k) + j]) = (u[((i + 1) * k) + j], u[(i * k) + j]);
                (y[i], y[i + 1]) = (y[i + 1], y[i]);
            }

            if (u[(i * k) + i].Magnitude < smallest) u[(i * k) + i] = smallest;
            if (i + 1 == k) return;
            Complex factor = u[((i + 1) * k) + i] / u[(i * k) + i];
            if (factor == Complex.Zero) continue;
            for (int j = i + 1; j < k; j++) u[((i + 1) * k) + j] -= factor * u[(i * k) + j];
            y[i + 1] -= factor * y[i];
        }
    }

    private static void Normalize(Span<Complex> y)
    {
        double largest = 0;
        foreach (Complex value in y) largest = Math.Max(largest, Math.Max(Math.Abs(value.Real), Math.Abs(value.Imaginary)));
        double squares = 0;
        foreach (ref Complex value in y)
        {
            value /= largest;
            squares += (value.Real * value.Real) + (value.Imaginary * value.Imaginary);
        }

        foreach (ref Complex value in y) value /= Math.Sqrt(squares);
    }
}
