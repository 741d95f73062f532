using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Bench.Gate.Statistics;

/// <summary>The exact one-sided signed-rank test: are the differences of pairs larger than a sign
/// tossed for each would make them?</summary>
/// <remarks>
/// It assumes nothing of the noise but symmetry around no difference; one pair that another program disturbed moves the result by its rank,
/// not by its size. Source: F. Wilcoxon, Individual comparisons by ranking methods, 1945.
/// </remarks>
internal static class SignedRank
{
    /// <summary>p = P(the ranks of the positive differences sum to what was seen or more).</summary>
    /// <param name="differences">One per pair; zeros are left out. 1 if nothing is left.</param>
    internal static double UpperTail(IReadOnlyList<double> differences)
    {
        double[] sorted = [.. differences.Where(d => d != 0).OrderBy(Math.Abs)];

        // Twice the rank, so that the mean rank of ties is whole.
        int[] ranks = new int[sorted.Length];
        for (int first = 0, end; first < sorted.Length; first = end)
        {
            for (end = first + 1; end < sorted.Length && Math.Abs(sorted[end]) == Math.Abs(sorted[first]);) end++;
            Array.Fill(ranks, first + 1 + end, first, end - first);
        }

        // ways[s]: the share of all 2ⁿ choices of signs whose positive ranks sum to s.
        double[] ways = new double[ranks.Sum() + 1];
        ways[0] = 1;
        foreach (int rank in ranks)
        {
            for (int sum = ways.Length - 1; sum >= 0; sum--) ways[sum] = (ways[sum] + (sum >= rank ? ways[sum - rank] : 0)) / 2;
        }

        int seen = Enumerable.Range(0, sorted.Length).Where(i => sorted[i] > 0).Sum(i => ranks[i]);
        return ways.Skip(seen).Sum();
    }
}
