using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Native.Objects;

/// <summary>The caller's memory as spans: in place, at any alignment.</summary>
internal static unsafe class Buffers
{
    /// <summary>A rows × columns matrix.</summary>
    /// <exception cref="ArgumentException">NULL, a negative size, or one that no span or no address space holds.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Span<T> Matrix<T>(T* pointer, long rows, long columns, string name)
        where T : unmanaged
    {
        // Both below 2³¹ when the first test is passed, so that the product fits.
        if ((ulong)rows > int.MaxValue || (ulong)columns > int.MaxValue || rows * columns > int.MaxValue
            || (pointer == null && rows * columns > 0)
            || (ulong)pointer + ((ulong)(rows * columns) * (ulong)sizeof(T)) < (ulong)pointer)
        {
            Refuse((nint)pointer, rows, columns, name);
        }

        return new(pointer, (int)(rows * columns));
    }

    /// <summary>The same, or nothing where the caller has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Span<T> MatrixOrNone<T>(T* pointer, long rows, long columns, string name)
        where T : unmanaged => pointer == null ? default : Matrix(pointer, rows, columns, name);

    /// <summary>Throws unless the caller's N is the network's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ThrowUnlessNeurons(long batch, long neurons, int expected)
    {
        if (neurons != expected) Misfit(batch, neurons, expected);
    }

    [DoesNotReturn]
    private static void Misfit(long batch, long neurons, int expected) =>
        throw new ArgumentException($"The buffers are {batch}×{neurons}, but the network has {expected} neurons.");

    [DoesNotReturn]
    private static void Refuse(nint pointer, long rows, long columns, string name) => throw new ArgumentException(
        rows < 0 || columns < 0 ? $"{name} is {rows}×{columns}; a size is never negative."
        : pointer == 0 ? $"{name} is NULL, but {rows}×{columns} elements are needed."
        : $"{name} is {rows}×{columns}, more elements than a buffer can have ({int.MaxValue}).");
}
