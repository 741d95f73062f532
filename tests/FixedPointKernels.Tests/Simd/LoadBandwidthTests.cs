using System;
using FixedPointKernels.Simd;
using Xunit;

namespace FixedPointKernels.Tests.Simd;

/// <summary>The measured bandwidth is a positive rate at every width of this machine and for any working set,
/// and a refusal at any other width.</summary>
public sealed class LoadBandwidthTests
{
    [Fact]
    public void Every_width_is_measured_or_refused()
    {
        foreach (SimdWidth width in Enum.GetValues<SimdWidth>())
        {
            if (Dispatch.IsAvailable(width)) Assert.InRange(LoadBandwidth.Measure<float>(width, 1 << 14), 1e-6, 1e6);
            else Assert.Throws<PlatformNotSupportedException>(() => LoadBandwidth.Measure<double>(width, 1 << 14));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Small_working_sets_are_rounded_to_whole_steps(int bytes) =>
        Assert.InRange(LoadBandwidth.Measure<double>(Dispatch.Width, bytes), 1e-6, 1e6);
}
