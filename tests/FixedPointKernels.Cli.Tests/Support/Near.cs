using System;
using System.Linq;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Support;

internal static class Near
{
    /// <summary>Asserts max|found − expected| ≤ tolerance · max|expected|; NaN fails.</summary>
    internal static void Relative(double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        double error = expected.Zip(found, (a, b) => Math.Abs(a - b)).Aggregate(0.0, Math.Max) / expected.Max(Math.Abs);
        Assert.True(error <= tolerance, $"relative error {error}, allowed {tolerance}");
    }
}
