using System;

namespace FixedPointKernels.Tests.Support;

/// <summary>Memory that ends at a page which may not be touched: one element read or written too far ends the process.</summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private const int Page = 4096, ReadWrite = 3, PrivateAnonymous = 0x22;
    private readonly nint block;
    private readonly nuint bytes;

    internal GuardedMemory(int length)
    {
        Length = length;
        nuint used = (((nuint)(length * sizeof(T)) + Page - 1) / Page) * Page;
        bytes = used + Page;
        block = PageCalls.mmap(0, bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (block == -1 || PageCalls.mprotect(block + (nint)used, Page, 0) != 0)
            throw new InvalidOperationException("No guarded memory here.");
        Start = (T*)(block + (nint)used) - length;
    }

    internal static bool IsAvailable => OperatingSystem.IsLinux() && Environment.SystemPageSize == Page;

    internal int Length { get; }

    internal Span<T> Span => new(Start, Length);

    private T* Start { get; }

    public void Dispose() => _ = PageCalls.munmap(block, bytes);
}
