using System;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>Asserts that a call allocates nothing on any thread of the process.</summary>
internal static class ZeroBytes
{
    /// <summary>
    /// The runtime and the test host allocate now and then on threads of their own, and the runtime on ours where a solver's rarer path runs for the
    /// first time in the process; so the least of several attempts counts.
    /// </summary>
    /// <param name="what">What is called, for the message.</param>
    /// <param name="call">The call; returns the bytes that it says it has allocated, 0 where it says nothing.</param>
    internal static void InAllThreads(string what, Func<long> call)
    {
        (long Counted, long Said) least = (long.MaxValue, 0);
        for (int attempt = 0; attempt < 40 && least != (0, 0); attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long said = call();
            long counted = GC.GetTotalAllocatedBytes(precise: true) - before;
            if (counted + said < least.Counted + least.Said) least = (counted, said);
        }

        Xunit.Assert.True(least == (0, 0), $"{what}: {least.Counted} bytes allocated, and {least.Said} said to be");
    }
}
