using System;

namespace FixedPointKernels.Tests.Support;

/// <summary>Asserts that a call leaves the thread's count of allocated bytes where it was, after one warm-up call that may make memory.</summary>
/// <remarks>
/// The runtime itself allocates now and then on the calling thread, once: a method is compiled anew while it runs and its types' static
/// fields are made (480 and 6,216 bytes were seen). What the call allocates, it allocates every time; so the least of some attempts counts.
/// </remarks>
internal static class ZeroBytes
{
    private const int Attempts = 5;

    internal static void Assert(string what, Action call)
    {
        call();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Xunit.Assert.True(least == 0, $"{what}: {least} bytes allocated by every call");
    }
}
