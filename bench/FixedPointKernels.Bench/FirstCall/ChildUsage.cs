using System;
using System.Runtime.InteropServices;

namespace FixedPointKernels.Bench.FirstCall;

/// <summary>Processor time of the processes that this one has started and that have ended.</summary>
internal static partial class ChildUsage
{
    private const int Children = -1;

    /// <summary>In seconds, user and system; NaN where the system does not tell.</summary>
    internal static double Seconds()
    {
        // struct rusage of Linux on 64 bits: two timevals of seconds and microseconds, then fourteen numbers that nobody asks for here.
        Span<long> usage = stackalloc long[18];
        return OperatingSystem.IsLinux() && Usage(Children, ref usage[0]) == 0
            ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6)
            : double.NaN;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int Usage(int who, ref long usage);
}
