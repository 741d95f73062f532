using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Whether two row-major matrices share an element. Blocks of one larger matrix interleave
/// in memory without sharing any.</summary>
internal static class MatrixOverlap
{
    /// <summary>Exact where both have the same leading dimension; else true if their memory ranges intersect.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Exists<T>(
        ReadOnlySpan<T> one, int rowsOne, int columnsOne, int ldOne, ReadOnlySpan<T> other, int rowsOther, int columnsOther, int ldOther)
        where T : unmanaged
    {
        // Memory that does not meet at all, the usual case, is settled in a few instructions; the rest stays out of line.
        return one.Overlaps(other) && Meets(one, rowsOne, columnsOne, ldOne, other, rowsOther, columnsOther, ldOther);
    }

    private static bool Meets<T>(
        ReadOnlySpan<T> one, int rowsOne, int columnsOne, int ldOne, ReadOnlySpan<T> other, int rowsOther, int columnsOther, int ldOther)
        where T : unmanaged
    {
        if (rowsOne == 0 || columnsOne == 0 || rowsOther == 0 || columnsOther == 0) return false;
        one = one[..(((rowsOne - 1) * ldOne) + columnsOne)];
        other = other[..(((rowsOther - 1) * ldOther) + columnsOther)];
        if (!one.Overlaps(other)) return false;
        if (ldOne != ldOther) return true;

        long bytes = Unsafe.ByteOffset(ref MemoryMarshal.GetReference(one), ref MemoryMarshal.GetReference(other));
        if (bytes % Unsafe.SizeOf<T>() != 0) return true;
        long offset = bytes / Unsafe.SizeOf<T>();
        long down = Math.DivRem(offset, ldOne, out long right);
        if (right < 0) (down, right) = (down - 1, right + ldOne);

        // In one's rows of ld elements the other starts `down` rows below and `right` columns to the right, and may wrap into the next row.
        bool meetsBefore = right < columnsOne && down < rowsOne && down + rowsOther > 0;
        bool meetsWrapped = right + columnsOther > ldOne && down + 1 < rowsOne && down + 1 + rowsOther > 0;
        return meetsBefore || meetsWrapped;
    }
}
