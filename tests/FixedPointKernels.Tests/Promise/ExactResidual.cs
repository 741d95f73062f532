using System;
using System.Numerics;
using FixedPointKernels.Tests.Support;

namespace FixedPointKernels.Tests.Promise;

/// <summary>Residuals of r = f(W r + x) and u = e + Wᵀ(g∘u) without any rounding, and what docs/statuses.md allows of them.</summary>
internal static class ExactResidual
{
    /// <summary>Why a point breaks the promise |Fᵢ − rᵢ| ≤ absolute + relative·scaleᵢ, or null; <paramref name="rectified"/> for
    /// relu, else linear with gain 1.</summary>
    internal static string? Broken(HardSystem system, bool rectified, double[] r, double absolute, double relative)
    {
        int n = system.N;
        Dyadic a = Dyadic.Of(absolute), b = Dyadic.Of(relative);
        for (int i = 0; i < n; i++)
        {
            Dyadic current = Dyadic.Of(system.X[i]), size = Dyadic.Abs(current);
            for (int j = 0; j < n; j++)
            {
                Dyadic term = Dyadic.Of(system.W[(i * n) + j]) * Dyadic.Of(r[j]);
                current += term;
                size += Dyadic.Abs(term);
            }

            if (rectified && current.Sign <= 0) current = default;
            Dyadic rate = Dyadic.Of(r[i]), residual = Dyadic.Abs(current - rate);
            if (residual.CompareTo(a + (b * (size + Dyadic.Abs(rate)))) > 0) return $"|F − r| = {residual} of neuron {i} at r = {r[i]:E3}";
        }

        return null;
    }

    /// <summary>The same of an adjoint at given gains: |eᵢ + (Wᵀ(g∘u))ᵢ − uᵢ| ≤ tolerance·max|e|.</summary>
    internal static string? BrokenAdjoint(HardSystem system, double[] gains, double[] e, double[] u, double limit)
    {
        int n = system.N;
        for (int i = 0; i < n; i++)
        {
            Dyadic sum = Dyadic.Of(e[i]) - Dyadic.Of(u[i]);
            for (int j = 0; j < n; j++) sum += Dyadic.Of(system.W[(j * n) + i]) * Dyadic.Of(gains[j]) * Dyadic.Of(u[j]);
            if (Dyadic.Abs(sum).CompareTo(Dyadic.Of(limit)) > 0)
                return $"|e − (I − WᵀG) u| = {Dyadic.Abs(sum)} of neuron {i} at u = {u[i]:E3}, limit {limit:E3}";
        }

        return null;
    }

    /// <summary>Whether (I − W) r = x is exactly singular and has no solution, by elimination in integers: every row times a power of two,
    /// every division without a rest.</summary>
    /// <remarks>Source: E. H. Bareiss, "Sylvester's identity and multistep integer-preserving Gaussian elimination", 1968.</remarks>
    internal static bool HasNoSolution(HardSystem system)
    {
        int n = system.N;
        BigInteger[][] rows = new BigInteger[n][];
        for (int i = 0; i < n; i++)
        {
            Dyadic[] row = new Dyadic[n + 1];
            for (int j = 0; j < n; j++) row[j] = Dyadic.Of(i == j ? 1 : 0) - Dyadic.Of(system.W[(i * n) + j]);
            row[n] = Dyadic.Of(system.X[i]);
            rows[i] = Dyadic.Integers(row);
        }

        int rank = 0;
        BigInteger before = BigInteger.One;
        for (int column = 0; column < n; column++)
        {
            int pivot = Array.FindIndex(rows, rank, row => !row[column].IsZero);
            if (pivot < 0) continue;
            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            BigInteger head = rows[rank][column];
            for (int i = rank + 1; i < n; i++)
            {
                BigInteger factor = rows[i][column];
                for (int j = column; j <= n; j++) rows[i][j] = ((rows[i][j] * head) - (rows[rank][j] * factor)) / before;
            }

            before = head;
            rank++;
        }

        return Array.Exists(rows[rank..], row => !row[n].IsZero);
    }
}
