using System.Collections.Generic;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Conjecture;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Organics;

/// <summary>The share of circuits that settle: the published counts, and what is counted as what.</summary>
public sealed class ConjectureTests
{
    // 60 and 60 of 60 are published for singular values 1 and 2; at 3 the true share is about 97 %, of which 50 of 60 is 6 deviations away.
    [Fact]
    public void The_default_seed_has_the_published_shares()
    {
        IReadOnlyList<ConjectureRow> rows = ConjectureTrials.Run(0, 10, 60, [1, 2, 3], new() { Threads = 2 }).Rows;
        Assert.Equal((60, 60), (rows[0].Settled, rows[1].Settled));
        Assert.InRange(rows[2].Settled, 50, 60);
        Assert.All(rows, row => Assert.Equal(60, row.Trials));
    }

    [Fact]
    public void Ends_are_told_apart()
    {
        SolveStatus[] ends =
        [
            SolveStatus.Converged, SolveStatus.Converged, SolveStatus.Diverged, SolveStatus.Unsettled, SolveStatus.StepLimit,
            SolveStatus.Cancelled, SolveStatus.Unsolved,
        ];
        ConjectureRow row = ConjectureRow.Of(2, ends);
        Assert.Equal((2, 2, 1, 5), (row.Settled, row.Moving, row.Exploded, row.Trials));
        Assert.Equal(0.4, row.Share, 1e-15);
    }

    // The interval holds the p whose distance from the share is 1.96 of their own standard deviations: (s − p)² = z² p(1 − p)/n at its ends.
    [Theory]
    [InlineData(60, 0)]
    [InlineData(57, 3)]
    [InlineData(0, 7)]
    [InlineData(1, 1)]
    public void The_interval_is_Wilsons(int settled, int exploded)
    {
        ConjectureRow row = new(1, settled, 0, exploded);
        (double low, double high) = row.Interval;
        double n = settled + exploded, z = 1.959963984540054;
        foreach (double end in (double[])[low, high])
        {
            if (end is 0 or 1) continue;
            Assert.Equal(z * z * end * (1 - end) / n, (row.Share - end) * (row.Share - end), 1e-12);
        }

        Assert.True(low <= row.Share && row.Share <= high && low < high);
    }
}
