using System;

namespace FixedPointKernels.Cli.Verification;

/// <summary>max|found − expected| / max|expected|; where all that is expected is 0, max|found|. NaN in either is NaN.</summary>
internal static class RelativeError
{
    internal static double Of(ReadOnlySpan<double> found, ReadOnlySpan<double> expected)
    {
        if (found.Length != expected.Length)
            throw new ArgumentException($"{found.Length} values are found, but {expected.Length} are expected.", nameof(found));
        (double error, double scale) = (0, 0);
        for (int i = 0; i < found.Length; i++)
        {
            // Math.Max hands a NaN on.
            error = Math.Max(error, Math.Abs(found[i] - expected[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        return scale == 0 ? error : error / scale;
    }
}
