using System;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Layers;

/// <summary>A matrix by Dale's law: a column is of one sign, and every row's excitation and inhibition cancel.</summary>
/// <remarks>
/// <para>Z standard normal: excitatory columns a·|Z|, inhibitory ones −a·(nE/nI)·|Z|, so a row's sum is 0 in the mean; then the
/// inhibitory entries of each row are multiplied by one number, near 1, that makes the sum 0. Only so do the eigenvalues stay within the
/// disc: where sums are 0 in the mean alone, what the columns have in common throws some far outside it.</para>
/// <para>a: the variances of a row, (1 − 2/π)·a²·(nE + nE²/nI), sum to 1, the radius of the disc.</para>
/// <para>Source: K. Rajan, L. F. Abbott, Physical Review Letters 97, 188104, 2006.</para>
/// </remarks>
internal static class BalancedColumns
{
    internal static double[] Draw(SeededRandom random, int n, int excitatory)
    {
        double[] matrix = Draws.Gaussian<double>(random, n * n);
        double ratio = (double)excitatory / (n - excitatory);
        double size = 1 / Math.Sqrt((1 - (2 / Math.PI)) * n * ratio);
        for (int i = 0; i < n; i++)
        {
            Span<double> row = matrix.AsSpan(i * n, n);
            double excitation = 0, inhibition = 0;
            for (int j = 0; j < n; j++)
            {
                row[j] = size * Math.Abs(row[j]);
                if (j < excitatory) excitation += row[j];
                else inhibition += row[j];
            }

            // 0/0 has probability 0, and would be a row without inhibition.
            double balance = inhibition == 0 ? ratio : excitation / inhibition;
            foreach (ref double entry in row[excitatory..]) entry *= -balance;
        }

        return matrix;
    }
}
