using System;
using System.Numerics;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>Euclidean norms with sums in double for both element types; a NaN among the entries shows.</summary>
internal static class Norms
{
    /// <summary>‖a − b‖.</summary>
    internal static double OfDifference<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = double.CreateTruncating(a[i]) - double.CreateTruncating(b[i]);
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>The largest norm of a row; NaN where one is.</summary>
    internal static double OfLargestRow<T>(ReadOnlySpan<T> rows, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        for (int from = 0; from < rows.Length; from += width)
        {
            double sum = 0;
            foreach (T entry in rows.Slice(from, width))
            {
                double value = double.CreateTruncating(entry);
                sum += value * value;
            }

            largest = Math.Max(largest, Math.Sqrt(sum));
        }

        return largest;
    }
}
