using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Copies of operands in the order in which the register tile reads them.</summary>
/// <remarks>
/// B: panels of columns (<see cref="GemmBlocking.PanelColumns{S, V, T}"/>) one after the other; within a panel the rows k one after the
/// other, the last panel filled up with zeros. A (where it enters transposed, or is used many times): tiles one after the other; within a
/// tile of h rows the h elements of each k together.
/// <code>
/// op(B), k×n:   | panel 0 | panel 1 | 2 00|     packed: panel 0: row 0, row 1, … row k−1; panel 1: row 0, …
/// </code>
/// </remarks>
internal static class GemmPacking
{
    /// <summary>Packs the block of op(B) that starts at row <paramref name="row"/> and column <paramref name="column"/>.</summary>
    internal static void Right<S, V, T>(
        Transpose transpose, ReadOnlySpan<T> b, int ldb, int row, int column, int depth, int columns, Span<T> packed)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = GemmBlocking.PanelColumns<S, V, T>();
        for (int from = 0; from < columns; from += width)
        {
            int taken = Math.Min(width, columns - from);
            Span<T> panel = packed.Slice(from * depth, width * depth);
            if (taken < width) panel.Clear();
            if (transpose == Transpose.No) CopyPanel<S, V, T>(b, ldb, row, column + from, depth, taken, width, panel);
            else TransposePanel(b, ldb, row, column + from, depth, taken, width, panel);
        }
    }

    /// <summary>Packs rows <paramref name="row"/>… of Aᵀ, terms <paramref name="term"/>…, from A as stored (k×m).</summary>
    internal static void LeftTransposed<T>(ReadOnlySpan<T> a, int lda, int row, int term, int rows, int depth, Span<T> packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int height;
        for (int from = 0; from < rows; from += height)
        {
            height = GemmBlocking.TileHeight(rows - from, GemmBlocking.TileRows);
            Span<T> tile = packed.Slice(from * depth, height * depth);
            ref readonly T source = ref a[(term * lda) + row + from];
            if (height == GemmBlocking.TileRows)
            {
                // Six elements are 24 or 48 bytes: a copy of constant size is two or three moves.
                ref T target = ref tile[0];
                for (int p = 0; p < depth; p++)
                {
                    Unsafe.CopyBlockUnaligned(
                        ref Unsafe.As<T, byte>(ref Unsafe.Add(ref target, p * GemmBlocking.TileRows)),
                        in Unsafe.As<T, byte>(ref Unsafe.Add(ref Unsafe.AsRef(in source), (nint)p * lda)),
                        (uint)(GemmBlocking.TileRows * Unsafe.SizeOf<T>()));
                }
            }
            else
            {
                for (int p = 0; p < depth; p++) a.Slice(((term + p) * lda) + row + from, height).CopyTo(tile[(p * height)..]);
            }
        }
    }

    /// <summary>Packs A, rows × depth, as <see cref="LeftTransposed"/> does its transpose.</summary>
    internal static void Left<T>(ReadOnlySpan<T> a, int lda, int rows, int depth, Span<T> packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int height;
        for (int from = 0; from < rows; from += height)
        {
            height = GemmBlocking.TileHeight(rows - from, GemmBlocking.TileRows);
            Span<T> tile = packed.Slice(from * depth, height * depth);
            for (int row = 0; row < height; row++)
            {
                ReadOnlySpan<T> source = a.Slice((from + row) * lda, depth);
                for (int p = 0; p < source.Length; p++) tile[(p * height) + row] = source[p];
            }
        }
    }

    /// <summary>The rows of a packed panel of columns, as many as there is room for: rows[j] ← column j, depth elements each.</summary>
    internal static void RowsOfPanel<T>(ReadOnlySpan<T> panel, int width, int depth, Span<T> rows)
        where T : unmanaged
    {
        for (int j = 0; j < rows.Length / depth; j++)
        {
            Span<T> row = rows.Slice(j * depth, depth);
            for (int p = 0; p < row.Length; p++) row[p] = panel[(p * width) + j];
        }
    }

    // Whole panels by vectors: a call of the runtime's copy for each 256 bytes would take three times as long.
    private static void CopyPanel<S, V, T>(ReadOnlySpan<T> b, int ldb, int row, int column, int depth, int taken, int width, Span<T> panel)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (taken < width)
        {
            for (int p = 0; p < depth; p++) b.Slice(((row + p) * ldb) + column, taken).CopyTo(panel[(p * width)..]);
            return;
        }

        ref T from = ref Unsafe.AsRef(in b[(row * ldb) + column]);
        ref T to = ref panel[0];
        for (int p = 0; p < depth; p++)
        {
            for (int j = 0; j < width; j += S.Count) S.Store(S.Load(ref from, (nuint)j), ref to, (nuint)j);
            from = ref Unsafe.Add(ref from, ldb);
            to = ref Unsafe.Add(ref to, width);
        }
    }

    // Eight stored rows at a time: each step reads one element of each and writes 32 or 64 adjacent bytes.
    private static void TransposePanel<T>(ReadOnlySpan<T> b, int ldb, int row, int column, int depth, int taken, int width, Span<T> panel)
        where T : unmanaged
    {
        int j = 0;
        for (; j <= taken - 8; j += 8)
        {
            ReadOnlySpan<T> b0 = b.Slice((column + j) * ldb + row, depth), b1 = b.Slice((column + j + 1) * ldb + row, depth);
            ReadOnlySpan<T> b2 = b.Slice((column + j + 2) * ldb + row, depth), b3 = b.Slice((column + j + 3) * ldb + row, depth);
            ReadOnlySpan<T> b4 = b.Slice((column + j + 4) * ldb + row, depth), b5 = b.Slice((column + j + 5) * ldb + row, depth);
            ReadOnlySpan<T> b6 = b.Slice((column + j + 6) * ldb + row, depth), b7 = b.Slice((column + j + 7) * ldb + row, depth);
            for (int p = 0; p < depth; p++)
            {
                Span<T> target = panel.Slice((p * width) + j, 8);
                target[0] = b0[p];
                target[1] = b1[p];
                target[2] = b2[p];
                target[3] = b3[p];
                target[4] = b4[p];
                target[5] = b5[p];
                target[6] = b6[p];
                target[7] = b7[p];
            }
        }

        for (; j < taken; j++)
        {
            ReadOnlySpan<T> source = b.Slice(((column + j) * ldb) + row, depth);
            for (int p = 0; p < depth; p++) panel[(p * width) + j] = source[p];
        }
    }
}
