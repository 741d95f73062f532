using System;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Memory;

/// <summary>Lent working memory. Passed by value: what a callee takes is given back when it returns.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="free">The memory that may be taken from.</param>
/// <remarks>Contents are undefined; a callee writes before it reads. Pieces are rounded as
/// <see cref="ScratchSize.Of(int)"/> rounds them.</remarks>
public readonly ref struct Scratch<T>(Span<T> free)
    where T : unmanaged
{
    private readonly Span<T> free = free;

    /// <summary>Elements still free.</summary>
    public int Length => free.Length;

    /// <summary>Takes <paramref name="count"/> elements; what is left is returned.</summary>
    /// <exception cref="ArgumentException">Less than that is free: the caller lent less than the callee's scratch size says.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scratch<T> Take(int count, out Span<T> taken)
    {
        int rounded = (count + (ScratchSize.Grain - 1)) & ~(ScratchSize.Grain - 1);
        if ((uint)rounded > (uint)free.Length) Throw.ScratchTooSmall(rounded, free.Length);
        taken = free[..count];
        return new Scratch<T>(free[rounded..]);
    }

    /// <summary>Takes rows × columns elements; what is left is returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scratch<T> Take(int rows, int columns, out Span<T> taken) => Take(rows * columns, out taken);
}
