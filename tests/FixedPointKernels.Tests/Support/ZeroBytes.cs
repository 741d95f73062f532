using System;

namespace FixedPointKernels.Tests.Support;

/// <summary>Asserts that a call allocates nothing, after one warm-up call that may make memory.</summary>
/// <remarks>
/// The runtime itself allocates now and then, once, on the calling thread too: a method is compiled anew while it runs and its types'
/// static fields are made (144 to 6,216 bytes were seen). What a call allocates, it allocates every time; so the least of some attempts
/// counts, and a count of bytes that a test takes by itself, from one call, fails one run in some hundred.
/// </remarks>
internal static class ZeroBytes
{
    /// <summary>Asserts it of the calling thread.</summary>
    /// <param name="what">What is called, for the message.</param>
    /// <param name="call">The call.</param>
    internal static void Assert(string what, Action call) => OfFirst(what, () => what, _ => call());

    /// <summary>Asserts it of the first call on something new, made outside the count.</summary>
    /// <param name="what">What is called, for the message.</param>
    /// <param name="make">Makes it, once for each attempt.</param>
    /// <param name="call">The call.</param>
    internal static void OfFirst<T>(string what, Func<T> make, Action<T> call)
    {
        call(make());
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            T made = make();
            long before = GC.GetAllocatedBytesForCurrentThread();
            call(made);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Xunit.Assert.True(least == 0, $"{what}: {least} bytes allocated by every call");
    }

    /// <summary>Asserts it of all threads of the process. The test host allocates on threads of its
    /// own, so there are more attempts.</summary>
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
