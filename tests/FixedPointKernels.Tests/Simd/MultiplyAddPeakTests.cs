using System;
using FixedPointKernels.Simd;
using Xunit;

namespace FixedPointKernels.Tests.Simd;

/// <summary>The measured peak is a positive rate at every width of this machine, and a refusal at any other.</summary>
public sealed class MultiplyAddPeakTests
{
    [Fact]
    public void Every_width_is_measured_or_refused()
    {
        foreach (SimdWidth width in Enum.GetValues<SimdWidth>())
        {
            if (Dispatch.IsAvailable(width)) Assert.InRange(MultiplyAddPeak.Measure<float>(width), 1e-6, 1e6);
            else Assert.Throws<PlatformNotSupportedException>(() => MultiplyAddPeak.Measure<double>(width));
        }
    }
}
