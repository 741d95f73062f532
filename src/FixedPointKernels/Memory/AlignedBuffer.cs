using System;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Memory;

/// <summary>A zeroed block that starts on a 64-byte boundary and never moves: one cache line, one 512-bit register.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>It lies in the collector's pinned heap, so nothing needs disposing; the offset to the
/// boundary is fixed at construction.</remarks>
public sealed class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private readonly T[] block;
    private readonly int offset;

    /// <summary>A block of <paramref name="length"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public unsafe AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        block = GC.AllocateArray<T>(checked(length + (Alignment / sizeof(T))), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref block[0]);
        offset = (int)((Alignment - (address % Alignment)) % Alignment / (nuint)sizeof(T));
    }

    /// <summary>Elements in the block.</summary>
    public int Length { get; }

    /// <summary>The block.</summary>
    public Span<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => block.AsSpan(offset, Length);
    }

    /// <summary>The block's first element, for passes that read many blocks at once.</summary>
    internal unsafe T* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (T*)Unsafe.AsPointer(ref block[offset]);
    }

    /// <summary>The whole block as scratch.</summary>
    public Scratch<T> Scratch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Span);
    }
}
