using System;
using System.Linq;
using FixedPointKernels.Bench.Gate.Statistics;
using Xunit;

namespace FixedPointKernels.Bench.Tests.Gate.Statistics;

/// <summary>The exact tail of the signed-rank statistic, against its published table and against all 2ⁿ signs counted one by one.</summary>
public sealed class SignedRankTests
{
    // All differences positive: one choice of signs in 2ⁿ.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(12)]
    public void All_positive_is_one_in_two_to_the_n(int n) =>
        Assert.Equal(Math.Pow(0.5, n), SignedRank.UpperTail([.. Enumerable.Range(1, n).Select(i => i * 0.01)]), 15);

    // Wilcoxon's table, n = 8: P(negative ranks sum to 3 or less) = 5/256; n = 10: P(10 or less) = 43/1024.
    [Theory]
    [InlineData(8, new[] { 3 }, 5.0 / 256)]
    [InlineData(10, new[] { 10 }, 43.0 / 1024)]
    [InlineData(10, new[] { 1, 4, 5 }, 43.0 / 1024)]
    public void Agrees_with_the_table(int n, int[] negativeRanks, double expected)
    {
        double[] differences = [.. Enumerable.Range(1, n).Select(rank => negativeRanks.Contains(rank) ? -rank : (double)rank)];
        Assert.Equal(expected, SignedRank.UpperTail(differences), 15);
    }

    [Fact]
    public void Agrees_with_counting_all_signs_where_ranks_are_tied()
    {
        double[] differences = [0.5, -0.5, 2, 2, -1, 3, 0, 2];
        double[] ranks = [1.5, 1.5, 5, 5, 3, 7, 5];
        double seen = 1.5 + 5 + 5 + 7 + 5;
        int atLeast = Enumerable.Range(0, 128).Count(signs => ranks.Where((_, i) => (signs >> i & 1) == 1).Sum() >= seen);
        Assert.Equal(atLeast / 128.0, SignedRank.UpperTail(differences), 15);
    }

    [Fact]
    public void Nothing_but_zeros_is_no_evidence()
    {
        Assert.Equal(1, SignedRank.UpperTail([0, 0, 0]));
        Assert.Equal(1, SignedRank.UpperTail([]));
    }

    [Fact]
    public void Both_tails_together_hold_everything_and_what_was_seen_twice()
    {
        // P(W ≥ w) + P(W ≤ w) = 1 + P(W = w); without ties and with n = 3, P(W = 3) = 2/8 (rank 3, or 1 and 2).
        Assert.Equal(1.25, SignedRank.UpperTail([1, 2, -3]) + SignedRank.UpperTail([-1, -2, 3]), 15);
    }
}
