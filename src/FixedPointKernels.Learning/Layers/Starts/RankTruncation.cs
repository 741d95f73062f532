using System;

namespace FixedPointKernels.Learning.Layers;

/// <summary>The nearest matrix of a rank (the first singular triples), stretched to the Frobenius norm of the whole.</summary>
/// <remarks>
/// Pairs of rows are rotated until all are orthogonal, G·A = Σ·Vᵀ; the r longest rows, divided by their lengths, are the right singular
/// vectors Vᵣᵀ that are kept, and A·Vᵣ·Vᵣᵀ is the truncation. Plain loops in one order, so the same bits on every machine; some sweeps of
/// O(N³). Source: M. R. Hestenes, "Inversion of matrices by biorthogonalization and related results", Journal of SIAM 6(1), 1958.
/// </remarks>
internal static class RankTruncation
{
    // Cosines of rows this small are rounding: N of them, 1e-16 each.
    private const double Orthogonal = 1e-14;
    private const int MostSweeps = 60;

    internal static double[] AtConstantNorm(double[] matrix, int n, int rank)
    {
        if (rank == n) return matrix;
        double[] rows = (double[])matrix.Clone();
        for (int sweep = 0; sweep < MostSweeps && Sweep(rows, n); sweep++)
        {
        }

        double[] lengths = new double[n];
        int[] order = new int[n];
        for (int i = 0; i < n; i++) (lengths[i], order[i]) = (-Dot(Row(rows, i, n), Row(rows, i, n)), i);
        Array.Sort(lengths, order);

        double[] result = new double[matrix.Length];
        for (int k = 0; k < rank; k++)
        {
            // A zero row of a matrix of a rank still lower has no direction.
            ReadOnlySpan<double> direction = Row(rows, order[k], n);
            if (lengths[k] == 0) break;
            for (int i = 0; i < n; i++)
            {
                double share = Dot(Row(matrix, i, n), direction) / -lengths[k];
                Span<double> row = Row(result, i, n);
                for (int j = 0; j < n; j++) row[j] += share * direction[j];
            }
        }

        double stretch = Math.Sqrt(Dot(matrix, matrix) / Dot(result, result));
        for (int i = 0; i < result.Length; i++) result[i] *= stretch;
        return result;
    }

    // Rotates every pair of rows once; whether any was not yet orthogonal.
    private static bool Sweep(double[] rows, int n)
    {
        bool turned = false;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                Span<double> a = Row(rows, i, n), b = Row(rows, j, n);
                double both = Dot(a, b), aa = Dot(a, a), bb = Dot(b, b);
                if (Math.Abs(both) <= Orthogonal * Math.Sqrt(aa * bb)) continue;
                turned = true;
                double half = (bb - aa) / (2 * both);
                double tangent = (half < 0 ? -1 : 1) / (Math.Abs(half) + Math.Sqrt(1 + (half * half)));
                double cosine = 1 / Math.Sqrt(1 + (tangent * tangent)), sine = tangent * cosine;
                for (int k = 0; k < a.Length; k++) (a[k], b[k]) = ((cosine * a[k]) - (sine * b[k]), (sine * a[k]) + (cosine * b[k]));
            }
        }

        return turned;
    }

    private static Span<double> Row(double[] rows, int i, int n) => rows.AsSpan(i * n, n);

    // Four sums, since one waits for itself.
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int k = 0;
        for (; k + 4 <= x.Length; k += 4)
        {
            s0 += x[k] * y[k];
            s1 += x[k + 1] * y[k + 1];
            s2 += x[k + 2] * y[k + 2];
            s3 += x[k + 3] * y[k + 3];
        }

        for (; k < x.Length; k++) s0 += x[k] * y[k];
        return s0 + s1 + (s2 + s3);
    }
}
