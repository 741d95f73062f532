using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Bench.Gate.Statistics;

/// <summary>A bound on a mean by drawing the sample anew from itself, with put-back.</summary>
/// <remarks>Source: B. Efron, Bootstrap methods: another look at the jackknife, 1979; the percentile bound.</remarks>
internal static class Bootstrap
{
    private const int Draws = 10_000;

    /// <summary>The value that the mean exceeds with the given confidence.</summary>
    /// <param name="values">One per independent measurement.</param>
    /// <param name="confidence">0.99: one drawn mean in a hundred lies below.</param>
    /// <remarks>The draws come from a fixed seed: the same values give the same bound.</remarks>
    internal static double LowerBound(IReadOnlyList<double> values, double confidence)
    {
        Random random = new(1);
        double[] means = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
        {
            double sum = 0;
            for (int i = 0; i < values.Count; i++) sum += values[random.Next(values.Count)];
            means[draw] = sum / values.Count;
        }

        Array.Sort(means);
        return means[(int)((1 - confidence) * Draws)];
    }

    /// <summary>The middle value, or the mean of the middle two.</summary>
    internal static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
