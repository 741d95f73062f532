using System;

namespace FixedPointKernels.Analysis;

/// <summary>A ← 2⁻ᵉ D⁻¹ A D with D diagonal: rows and columns of like size, the largest entry near 1, the same eigenvalues but for 2ᵉ, no rounding.</summary>
/// <remarks>
/// Without it the error of an eigenvalue is a rounding of the LARGEST entry: a saturated neuron next to a steep one, or a norm of 1e200, would
/// drown the rest. All factors are powers of two. Source: E. E. Osborne, On pre-conditioning of matrices (1960); B. N. Parlett, C. Reinsch,
/// Balancing a matrix for calculation of eigenvalues and eigenvectors (1969).
/// </remarks>
internal static class Balancing
{
    // Sweeps shrink the norm monotonically and settle in a handful; the limit only bounds the work.
    private const int Sweeps = 40;

    // A factor is worth applying when it takes 5 % off the row and column sums together.
    private const double WorthIt = 0.95;

    // Exponents stay below this, so that no product of two entries and no sum of squares leaves the range of double.
    private const int Headroom = 400;

    /// <summary>Balances in place and returns e; 0 for a zero matrix.</summary>
    internal static int Apply(int n, double[] a)
    {
        int scaled = ScaleToOne(a);
        bool changed = true;
        for (int sweep = 0; changed && sweep < Sweeps; sweep++)
        {
            changed = false;
            for (int i = 0; i < n; i++) changed |= BalanceOne(n, a, i);
        }

        return scaled + ScaleToOne(a);
    }

    private static bool BalanceOne(int n, double[] a, int i)
    {
        double column = 0;
        double row = 0;
        for (int j = 0; j < n; j++)
        {
            if (j == i) continue;
            column += Math.Abs(a[(j * n) + i]);
            row += Math.Abs(a[(i * n) + j]);
        }

        if (column == 0 || row == 0) return false;
        int exponent = (int)Math.Round((Math.Log2(row) - Math.Log2(column)) / 2);
        double after = Math.ScaleB(column, exponent) + Math.ScaleB(row, -exponent);
        if (exponent == 0 || Math.Abs(exponent) > Headroom || after >= WorthIt * (column + row)) return false;
        for (int j = 0; j < n; j++)
        {
            if (j == i) continue;
            a[(j * n) + i] = Math.ScaleB(a[(j * n) + i], exponent);
            a[(i * n) + j] = Math.ScaleB(a[(i * n) + j], -exponent);
        }

        return true;
    }

    private static int ScaleToOne(double[] a)
    {
        double largest = 0;
        foreach (double entry in a) largest = Math.Max(largest, Math.Abs(entry));
        if (largest == 0) return 0;
        int exponent = Math.ILogB(largest);
        for (int i = 0; i < a.Length; i++) a[i] = Math.ScaleB(a[i], -exponent);
        return exponent;
    }
}
