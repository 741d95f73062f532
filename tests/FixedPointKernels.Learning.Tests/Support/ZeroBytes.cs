using System;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>Asserts that a call allocates nothing on any thread of the process.</summary>
internal static class ZeroBytes
{
    /// <summary>The runtime and the test host allocate now and then on threads of their own, so the least of several attempts counts.</summary>
    internal static void InAllThreads(string what, Action call)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 40 && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            call();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Xunit.Assert.True(least == 0, $"{what}: {least} bytes allocated");
    }
}
