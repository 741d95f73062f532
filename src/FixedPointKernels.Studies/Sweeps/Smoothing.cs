using System;
using System.Linq;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>The moving mean of curves whose single values scatter: batches of 512 test images do so by ± 2 %.</summary>
internal static class Smoothing
{
    /// <summary>Over how many values.</summary>
    internal const int Width = 5;

    /// <summary>Each value's mean with its neighbors; of fewer at the ends.</summary>
    internal static double[] Of(double[] values) =>
        [.. Enumerable.Range(0, values.Length)
            .Select(k => values[Math.Max(0, k - (Width / 2))..Math.Min(values.Length, k + (Width / 2) + 1)].Average())];

    /// <summary>The places of so many values: 0, 1, 2 …</summary>
    internal static double[] Places(int count) => [.. Enumerable.Range(0, count).Select(place => (double)place)];
}
