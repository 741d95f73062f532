using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>A matrix with guards between its rows, its factors, and plain double loops to judge them by.</summary>
internal sealed class LuCase<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Guard = 12345;

    internal LuCase(int n, int seed, int gap = 0, Func<int, int, double>? entry = null, LuTuning? tuning = null)
    {
        N = n;
        Ld = n + gap;
        Random random = new(seed);
        A = Guarded(n, Ld);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) A[(i * Ld) + j] = T.CreateChecked(entry is null ? random.NextDouble() - 0.5 : entry(i, j));
        }

        Factors = (T[])A.Clone();
        Pivots = new int[n];
        LuTuning sizes = tuning ?? LuTuning.Default;
        Singular = Lu.FactorBlocked(n, Factors, Ld, Pivots, sizes, Lu.BlockedScratch<T>(n, sizes).Allocate<T>().Scratch);
        Permutation = new int[n];
        for (int i = 0; i < n; i++) Permutation[i] = i;
        if (Singular >= 0) return;
        for (int i = 0; i < n; i++) (Permutation[i], Permutation[Pivots[i]]) = (Permutation[Pivots[i]], Permutation[i]);
    }

    /// <summary>Machine epsilon, twice the unit roundoff.</summary>
    internal static double Epsilon => typeof(T) == typeof(float) ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);

    internal int N { get; }

    internal int Ld { get; }

    internal T[] A { get; }

    internal T[] Factors { get; }

    internal int[] Pivots { get; }

    internal int Singular { get; }

    /// <summary>Row i of P A is row Permutation[i] of A.</summary>
    internal int[] Permutation { get; }

    internal static double Gamma(double terms) => terms * Epsilon / (1 - (terms * Epsilon));

    internal static T[] Guarded(int rows, int ld)
    {
        T[] block = new T[Math.Max(0, rows * ld)];
        Array.Fill(block, T.CreateChecked(Guard));
        return block;
    }

    internal static void AssertGuards(ReadOnlySpan<T> block, int rows, int columns, int ld)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = columns; j < ld; j++) Assert.Equal(T.CreateChecked(Guard), block[(i * ld) + j]);
        }
    }

    internal double Entry(int i, int j) => double.CreateChecked(A[(i * Ld) + j]);

    internal double Lower(int i, int j) => i == j ? 1 : i < j ? 0 : double.CreateChecked(Factors[(i * Ld) + j]);

    internal double Upper(int i, int j) => i > j ? 0 : double.CreateChecked(Factors[(i * Ld) + j]);

    /// <summary>(|L| |U| |x|)ᵢ, or (|Uᵀ| |Lᵀ| |x|)ᵢ.</summary>
    internal double[] AbsoluteProduct(Transpose transpose, Func<int, double> x)
    {
        double[] inner = new double[N];
        double[] outer = new double[N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++) inner[i] += Math.Abs(transpose == Transpose.No ? Upper(i, j) : Lower(j, i)) * Math.Abs(x(j));
        }

        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++) outer[i] += Math.Abs(transpose == Transpose.No ? Lower(i, j) : Upper(j, i)) * inner[j];
        }

        return outer;
    }

    /// <summary>
    /// Asserts |b − A x| ≤ 3 γₙ |L| |U| |x| in the rows of P A (for Aᵀ: |b − Aᵀ x| ≤ 3 γₙ |Uᵀ| |Lᵀ| |P x|). The theorem has unit roundoff;
    /// here γ has epsilon, twice that, which leaves room for the rounding of the residual itself (n + 1 terms of at most |L||U||x|).
    /// </summary>
    internal void AssertSolves(Transpose transpose, Func<int, double> b, Func<int, double> x)
    {
        double[] bound = AbsoluteProduct(transpose, transpose == Transpose.No ? x : j => x(Permutation[j]));
        for (int i = 0; i < N; i++)
        {
            int row = transpose == Transpose.No ? Permutation[i] : i;
            double residual = b(row);
            for (int j = 0; j < N; j++)
                residual = Math.FusedMultiplyAdd(-(transpose == Transpose.No ? Entry(row, j) : Entry(j, row)), x(j), residual);
            Assert.True(Math.Abs(residual) <= 3 * Gamma(N) * bound[i],
                $"n = {N}, row {row}: residual {residual:E2}, bound {3 * Gamma(N) * bound[i]:E2}");
        }
    }

    /// <summary>A⁻¹ and det A of the entries as stored, by Gauss–Jordan elimination in double.</summary>
    internal (double[,] Inverse, int Sign, double LogMagnitude) Plain()
    {
        double[,] work = new double[N, 2 * N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++) work[i, j] = Entry(i, j);
            work[i, N + i] = 1;
        }

        int sign = 1;
        double log = 0;
        for (int k = 0; k < N; k++)
        {
            int best = k;
            for (int i = k + 1; i < N; i++) best = Math.Abs(work[i, k]) > Math.Abs(work[best, k]) ? i : best;
            double pivot = work[best, k];
            if (best != k) sign = -sign;
            sign *= Math.Sign(pivot);
            log += Math.Log(Math.Abs(pivot));
            for (int j = 0; j < 2 * N; j++)
                (work[k, j], work[best, j]) = (work[best, j] / pivot, best == k ? work[k, j] / pivot : work[k, j]);
            for (int i = 0; i < N; i++)
            {
                double factor = work[i, k];
                for (int j = 0; i != k && j < 2 * N; j++) work[i, j] -= factor * work[k, j];
            }
        }

        double[,] inverse = new double[N, N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++) inverse[i, j] = work[i, N + j];
        }

        return (inverse, sign, log);
    }
}
