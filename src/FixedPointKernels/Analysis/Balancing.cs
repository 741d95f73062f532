using System;
using System.Numerics.Tensors;

namespace FixedPointKernels.Analysis;

/// <summary>A ← 2⁻ᵉ D⁻¹ A D with D diagonal: rows and columns of like size, the largest entry near 1, the same
/// eigenvalues but for 2ᵉ, no rounding.</summary>
/// <remarks>
/// Without it the error of an eigenvalue is a rounding of the LARGEST entry: a saturated neuron next to a steep one, or a norm of 1e200,
/// would hide all other eigenvalues. All factors are powers of two. Source: E. E. Osborne, On pre-conditioning of matrices (1960); B. N.
/// Parlett, C. Reinsch, Balancing a matrix for calculation of eigenvalues and eigenvectors (1969).
/// </remarks>
internal static class Balancing
{
    // Sweeps shrink the norm monotonically and settle in a handful; the limit only bounds the work.
    private const int Sweeps = 40;

    // A factor is worth applying when it takes 5 % off the row and column sums together.
    private const double WorthIt = 0.95;

    // One step of a row and column stays below this, and the next sweep goes on from there: by 2⁹⁵⁰ at once the small entries of a row
    // would be below all numbers before the rows and columns at their other ends have brought them up.
    private const int LargestStep = 400;

    // Balanced with the largest entry near 2 to this: room for sums of 10³⁰ such entries above, and for entries 10⁵⁹³ times smaller below.
    private const int Working = 900;

    /// <summary>Balances in place and returns e; 0 for a zero matrix.</summary>
    internal static int Apply(int n, Span<double> a)
    {
        int scaled = ScaleTo(Working, a);
        bool changed = true;
        for (int sweep = 0; changed && sweep < Sweeps; sweep++)
        {
            changed = false;
            for (int i = 0; i < n; i++) changed |= BalanceOne(n, a, i);
        }

        return scaled + ScaleTo(0, a);
    }

    private static bool BalanceOne(int n, Span<double> a, int i)
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
        int exponent = Math.Clamp((int)Math.Round((Math.Log2(row) - Math.Log2(column)) / 2), -LargestStep, LargestStep);
        double after = Math.ScaleB(column, exponent) + Math.ScaleB(row, -exponent);
        if (exponent == 0 || after >= WorthIt * (column + row)) return false;
        for (int j = 0; j < n; j++)
        {
            if (j == i) continue;
            a[(j * n) + i] = Math.ScaleB(a[(j * n) + i], exponent);
            a[(i * n) + j] = Math.ScaleB(a[(i * n) + j], -exponent);
        }

        return true;
    }

    private static int ScaleTo(int target, Span<double> a)
    {
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(a));
        if (largest == 0) return 0;
        int exponent = Math.ILogB(largest) - target;
        if (exponent == 0) return 0;

        // A factor within the normal numbers rounds as one ScaleB does; beyond, 2⁻ᵉ itself would overflow.
        if (Math.Abs(exponent) < 1000) TensorPrimitives.Multiply(a, Math.ScaleB(1, -exponent), a);
        else foreach (ref double entry in a) entry = Math.ScaleB(entry, -exponent);
        return exponent;
    }
}
