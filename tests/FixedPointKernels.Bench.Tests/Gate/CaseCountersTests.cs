using System;
using FixedPointKernels.Bench.Gate;
using Xunit;

namespace FixedPointKernels.Bench.Tests.Gate;

/// <summary>The exact counters: every call's bytes are seen, the runtime's own are not, and any difference is named.</summary>
public sealed class CaseCountersTests
{
    private static byte[] kept = [];

    [Fact]
    public void A_call_that_allocates_is_counted_exactly()
    {
        // An array of 8-byte words: 16 bytes of header and length, and the elements.
        long bytes = CaseCounters.Of(() =>
        {
            kept = GC.AllocateUninitializedArray<byte>(1000);
            return default;
        }).Bytes;
        Assert.Equal(24 + 1000, bytes);
    }

    [Fact]
    public void Bytes_of_one_call_in_seven_are_not_the_calls_own()
    {
        int calls = 0;
        Assert.Equal(0, CaseCounters.Of(() =>
        {
            if (calls++ % 7 == 0) kept = new byte[100];
            return default;
        }).Bytes);
    }

    [Fact]
    public void A_call_that_never_settles_is_refused()
    {
        int calls = 0;
        Assert.Throws<InvalidOperationException>(() => CaseCounters.Of(() => new(calls++, 0)));
    }

    [Theory]
    [InlineData(0, 10, 1, null)]
    [InlineData(1, 10, 1, "1 bytes allocated instead of 0")]
    [InlineData(0, 11, 1, "11 residual evaluations instead of 10")]
    [InlineData(0, 9, 1, "9 residual evaluations instead of 10")]
    [InlineData(0, 10, 0, "0 factorizations instead of 1")]
    [InlineData(8, 9, 2, "8 bytes allocated instead of 0, 9 residual evaluations instead of 10, 2 factorizations instead of 1")]
    public void Any_difference_is_named_fewer_too(long bytes, long evaluations, long factorizations, string? expected) =>
        Assert.Equal(expected, new CaseCounters(bytes, evaluations, factorizations).DifferenceFrom(new(0, 10, 1)));
}
