using System.Runtime.InteropServices;

namespace FixedPointKernels.Tests.Support;

/// <summary>The system calls behind <see cref="GuardedMemory{T}"/>.</summary>
internal static partial class PageCalls
{
    [LibraryImport("libc")]
    internal static partial nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);
    [LibraryImport("libc")]
    internal static partial int mprotect(nint address, nuint length, int protection);

    [LibraryImport("libc")]
    internal static partial int munmap(nint address, nuint length);
}
