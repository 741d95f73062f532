using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>Starts for another try lie about the start, as wide as the best point is far, and each somewhere else.</summary>
public sealed class ScatteredStartTests
{
    /// <summary>A best point at distances of 3 and 4 in every other element has the root mean square √12.5; uniform numbers in (−1, 1) have
    /// the mean 0 and the mean square 1/3.</summary>
    [Fact]
    public void Every_try_is_another_one_of_the_same_width()
    {
        const int n = 400;
        double[] start = [.. Enumerable.Range(0, n).Select(i => (double)i)],
            best = [.. start.Select((value, i) => value + (i % 2 == 0 ? 3 : -4))];
        double width = 2 * Math.Sqrt(12.5);
        HashSet<double> firsts = [];
        for (int attempt = 11; attempt < 19; attempt++)
        {
            double[] state = new double[n], again = new double[n];
            ScatteredStart.Write<double>(attempt, start, best, state);
            ScatteredStart.Write<double>(attempt, start, best, again);
            Assert.Equal(state, again);
            double[] u = [.. state.Zip(start, (s, from) => (s - from) / width)];
            Assert.All(u, value => Assert.InRange(value, -1, 1));
            Assert.InRange(u.Average(), -0.1, 0.1);
            Assert.InRange(u.Average(value => value * value), 0.28, 0.39);
            firsts.Add(u[0]);
        }

        Assert.Equal(8, firsts.Count);
    }

    /// <summary>A best point whose distance has no square is no measure either.</summary>
    [Fact]
    public void Beyond_the_squares_the_width_is_one()
    {
        double[] start = new double[6], state = new double[6];
        ScatteredStart.Write<double>(3, start, [1e200, 0, 0, 0, 0, 0], state);
        Assert.All(state, value => Assert.InRange(value, -1, 1));
    }

    /// <summary>Where the best point is the start there is no distance to go by: 1.</summary>
    [Fact]
    public void Without_a_better_point_the_width_is_one()
    {
        double[] start = [5, 5, 5, 5, 5, 5], state = new double[6];
        ScatteredStart.Write<double>(3, start, start, state);
        Assert.All(state, value => Assert.InRange(value, 4, 6));
        Assert.Equal(6, state.Distinct().Count());
    }
}
