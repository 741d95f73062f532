using System;
using System.Numerics;

namespace FixedPointKernels.Memory;

/// <summary>How much scratch a method needs: each hot method has a sibling that returns one of these.</summary>
/// <param name="Elements">Elements of the method's own type, each piece rounded up to a multiple of 16.</param>
public readonly record struct ScratchSize(int Elements)
{
    /// <summary>Every piece is rounded up to this many elements: 64 bytes of float, 128 of double, so
    /// pieces stay cache-line aligned.</summary>
    internal const int Grain = 16;

    /// <summary>Nothing.</summary>
    public static ScratchSize None => default;

    /// <summary>One piece of <paramref name="count"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or over 2³¹ − 17.</exception>
    public static ScratchSize Of(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new ScratchSize(checked(count + (Grain - 1)) / Grain * Grain);
    }

    /// <summary>One piece of rows × columns elements.</summary>
    public static ScratchSize Of(int rows, int columns) => Of(checked(rows * columns));

    /// <summary>Both alive at once.</summary>
    public static ScratchSize operator +(ScratchSize left, ScratchSize right) => new(checked(left.Elements + right.Elements));

    /// <summary>Both alive at once.</summary>
    public static ScratchSize Add(ScratchSize left, ScratchSize right) => left + right;

    /// <summary>One after the other.</summary>
    public static ScratchSize Max(ScratchSize left, ScratchSize right) => new(Math.Max(left.Elements, right.Elements));

    /// <summary>A fresh aligned block of this size, as scratch.</summary>
    public AlignedBuffer<T> Allocate<T>()
        where T : unmanaged, INumberBase<T> => new(Elements);
}
