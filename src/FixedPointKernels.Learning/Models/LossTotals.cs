using System;
using System.Numerics;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// Sums losses in the samples' own order, so that the sum does not depend on the number of threads; NaN marks a sample without a fixed
/// point.
/// </summary>
internal static class LossTotals
{
    internal static SampleTotals Of<T>(ReadOnlySpan<T> losses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        int solved = 0;
        foreach (T loss in losses)
        {
            if (T.IsNaN(loss)) continue;
            sum += double.CreateTruncating(loss);
            solved++;
        }

        return new(sum, solved, 0, 0, 0);
    }
}
