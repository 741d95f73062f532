using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FixedPointKernels.Native.Objects;

/// <summary>A piece of the caller's memory, as addresses only.</summary>
internal readonly unsafe ref struct Region
{
    private readonly string name;
    private readonly ulong start;
    private readonly ulong end;

    /// <summary>From an address on; NULL is nowhere.</summary>
    internal Region(string name, void* start, long bytes)
    {
        this.name = name;
        this.start = (ulong)start;
        end = start == null ? 0 : (ulong)start + (ulong)bytes;
    }

    /// <summary>So many elements.</summary>
    internal static Region Of<T>(T* start, int count, string name)
        where T : unmanaged => new(name, start, (long)count * sizeof(T));

    /// <summary>A span of the caller's memory, which no collector moves.</summary>
    internal static Region Of<T>(ReadOnlySpan<T> memory, string name)
        where T : unmanaged => new(name, Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory)), (long)memory.Length * sizeof(T));

    /// <summary>Throws if two pieces share memory.</summary>
    /// <exception cref="ArgumentException">Which two.</exception>
    internal void ThrowIfOverlaps(Region other)
    {
        if (start < other.end && other.start < end) Refuse(name, other.name);
    }

    [DoesNotReturn]
    private static void Refuse(string one, string other) =>
        throw new ArgumentException($"{one} and {other} share memory; they must not.");
}
