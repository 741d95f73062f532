using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>Columns with guards between them, and their factors.</summary>
internal sealed class QrCase<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal QrCase(int n, int k, Func<int, int, double> entry, int panel = Qr.Panel, int gap = 0)
    {
        (N, K, Ldq, Ldr) = (n, k, n + gap, k + gap);
        M = LuCase<T>.Guarded(k, Ldq);
        for (int j = 0; j < k; j++)
        {
            for (int e = 0; e < n; e++) M[(j * Ldq) + e] = T.CreateTruncating(entry(j, e));
        }

        Q = (T[])M.Clone();
        R = LuCase<T>.Guarded(k, Ldr);
        Dead = Qr.FactorBlocked(n, k, Q, Ldq, R, Ldr, panel, Qr.BlockedScratch<T>(n, k, panel).Allocate<T>().Scratch);
    }

    /// <summary>The unit roundoff.</summary>
    internal static double Unit => LuCase<T>.Epsilon / 2;

    internal int N { get; }

    internal int K { get; }

    internal int Ldq { get; }

    internal int Ldr { get; }

    internal T[] M { get; }

    internal T[] Q { get; }

    internal T[] R { get; }

    internal int Dead { get; }

    internal static QrCase<T> Random(int n, int k, int seed, int panel = Qr.Panel, int gap = 0)
    {
        Random random = new(seed);
        return new(n, k, (_, _) => random.NextDouble() - 0.5, panel, gap);
    }

    internal double[][] Columns(T[] all)
    {
        double[][] columns = new double[K][];
        for (int j = 0; j < K; j++)
        {
            columns[j] = new double[N];
            for (int e = 0; e < N; e++) columns[j][e] = double.CreateChecked(all[(j * Ldq) + e]);
        }

        return columns;
    }

    internal double[][] Upper()
    {
        double[][] r = new double[K][];
        for (int i = 0; i < K; i++)
        {
            r[i] = new double[K];
            for (int j = 0; j < K; j++) r[i][j] = double.CreateChecked(R[(j * Ldr) + i]);
        }

        return r;
    }

    /// <summary>The largest |qᵢ·qⱼ − δᵢⱼ|, in units of u.</summary>
    internal double Skewness()
    {
        double[][] q = Columns(Q);
        double worst = 0;
        for (int i = 0; i < K; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = i == j ? -1 : 0;
                for (int e = 0; e < N; e++) dot += q[i][e] * q[j][e];
                worst = Math.Max(worst, Math.Abs(dot));
            }
        }

        return double.IsNaN(Sum(q)) ? double.NaN : worst / Unit;
    }

    /// <summary>The largest |mⱼ − Q rⱼ| / |mⱼ| over the columns, in units of u.</summary>
    internal double Residual()
    {
        double[][] q = Columns(Q), m = Columns(M), r = Upper();
        double worst = 0;
        for (int j = 0; j < K; j++)
        {
            double apart = 0, size = 0;
            for (int e = 0; e < N; e++)
            {
                double left = m[j][e];
                for (int i = 0; i <= j; i++) left -= q[i][e] * r[i][j];
                apart = Math.Max(apart, Math.Abs(left));
                size = Math.Max(size, Math.Abs(m[j][e]));
            }

            if (apart > 0) worst = Math.Max(worst, apart / size);
        }

        return double.IsNaN(Sum(q) + Sum(r)) ? double.NaN : worst / Unit;
    }

    private static double Sum(double[][] rows)
    {
        double sum = 0;
        foreach (double[] row in rows)
        {
            foreach (double one in row) sum += one;
        }

        return sum;
    }
}
