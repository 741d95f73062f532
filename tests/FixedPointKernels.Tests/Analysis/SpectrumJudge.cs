using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Whether our eigenvalues of a matrix are, as a set, those of the twin's unrelated method.</summary>
/// <remarks>
/// Both methods are sequences of some 3 n² unitary similarities of three rows or two, each off by a few ε of the norm in a random
/// direction, so each set is exact for a matrix A + E with ‖E‖ ≤ δ = 10 n ε ‖A‖_F, ε = 2⁻⁵³, A balanced first (what balancing does is
/// exact). On the way from one matrix to the other, (1 − t)(A + E₁) + t (A + E₂), eigenvalues move continuously and never leave {z:
/// σ_min(A − z I) ≤ δ}: the sets pair up so that each pair lies in one piece of it. Judged so: pairs closer than δ whose first is in it,
/// and others only if the line between them is, by a factor of 2 for the line that need not be the path. For a matrix with well-conditioned
/// eigenvalues that is a distance of some 100 roundings; for a Jordan block of m the pieces are as large as δ^(1/m), as they must be. The
/// number in each piece is judged too, as pairs are one to one.
/// </remarks>
internal static class SpectrumJudge
{
    private static readonly double Unit = Math.ScaleB(1, -53);

    /// <summary>Null if they agree, else what is wrong; and the largest distance from A + E in units of n ε ‖A‖_F.</summary>
    internal static string? Verdict(double[][] a, out double worst)
    {
        int n = a.Length;
        worst = 0;
        Complex[] ours = Eigenvalues.OfFinite(n, [.. a.SelectMany(row => row)], out double dropped);
        if (dropped != 0) return $"the iteration dropped {dropped} ‖H‖";
        double[][] balanced = Spectrum.Balanced(a);
        double unit = n * Unit * Math.Sqrt(balanced.Sum(row => row.Sum(entry => entry * entry)));
        List<Complex> twins = [.. Spectrum.Of(balanced)];
        foreach (Complex value in ours)
        {
            double distance = unit == 0
                ? value.Magnitude == 0 ? 0 : double.PositiveInfinity
                : Pseudospectrum.Distance(balanced, value) / unit;
            worst = Math.Max(worst, distance);
            if (!(distance <= 10)) return $"{value} is no eigenvalue: σ_min is {distance} n ε ‖A‖";
            Complex other = twins.MinBy(twin => (twin - value).Magnitude);
            twins.Remove(other);
            if ((other - value).Magnitude <= 10 * unit) continue;
            for (int part = 1; part <= 4; part++)
            {
                double between = Pseudospectrum.Distance(balanced, value + (part / 4.0 * (other - value))) / unit;
                if (!(between <= 20)) return $"{value} against the twin's {other}: σ_min on the line between is {between} n ε ‖A‖";
            }
        }

        for (int k = 0; k + 1 < n; k++)
        {
            if (ours[k].Imaginary <= 0) continue;
            if (ours[k + 1] != Complex.Conjugate(ours[k])) return $"{ours[k]} has {ours[k + 1]} beside it, not its conjugate";
        }

        return null;
    }
}
