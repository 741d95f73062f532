using System;

namespace FixedPointKernels.Tests.Support;

/// <summary>Asserts that a call leaves the thread's count of allocated bytes where it was, after one warm-up call that may make memory.</summary>
internal static class ZeroBytes
{
    internal static void Assert(string what, Action call)
    {
        call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        call();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Xunit.Assert.True(allocated == 0, $"{what}: {allocated} bytes allocated");
    }
}
