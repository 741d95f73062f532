using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Rows of A to contiguous columns and back, by squares of one register each way.</summary>
/// <remarks>
/// A square of C × C elements is transposed by log₂C rounds that zip rows i and i + C/2: each round moves the top bit of the row number to the
/// bottom of the lane number. 64 shuffles and 128 moves for 256 floats, against 512 moves one by one. What does not fill a square is covered by one
/// that overlaps the last, or moved one by one where there is no whole square.
/// </remarks>
internal static class PanelCopy
{
    /// <summary>Elements of lent memory: three squares of the widest register.</summary>
    internal const int ScratchLength = 3 * ScratchSize.Grain * ScratchSize.Grain;

    /// <summary>columns[c, r] = matrix[r, c].</summary>
    internal static void In<S, V, T>(ref T matrix, nint ld, int rows, int width, ref T columns, nint stride, ref T scratch)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (S.Count == 1 || rows < S.Count || width < S.Count)
        {
            for (int r = 0; r < rows; r++)
            {
                ref T from = ref Unsafe.Add(ref matrix, r * ld);
                ref T to = ref Unsafe.Add(ref columns, r);
                for (int c = 0; c < width; c++) Unsafe.Add(ref to, c * stride) = Unsafe.Add(ref from, c);
            }

            return;
        }

        for (int c = 0; c < width; c = Next(c, width, S.Count))
        {
            for (int r = 0; r < rows; r = Next(r, rows, S.Count))
            {
                Transpose<S, V, T>(
                    ref Unsafe.Add(ref matrix, (r * ld) + c), ld, ref Unsafe.Add(ref columns, (c * stride) + r), stride, ref scratch);
            }
        }
    }

    /// <summary>matrix[places[r], c] = columns[c, r].</summary>
    internal static void Out<S, V, T>(ref T columns, nint stride, int rows, int width, ref int places, ref T matrix, nint ld, ref T scratch)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (S.Count == 1 || rows < S.Count || width < S.Count)
        {
            for (int r = 0; r < rows; r++)
            {
                ref T from = ref Unsafe.Add(ref columns, r);
                ref T to = ref Unsafe.Add(ref matrix, Unsafe.Add(ref places, r) * ld);
                for (int c = 0; c < width; c++) Unsafe.Add(ref to, c) = Unsafe.Add(ref from, c * stride);
            }

            return;
        }

        ref T square = ref Unsafe.Add(ref scratch, 2 * S.Count * S.Count);
        for (int c = 0; c < width; c = Next(c, width, S.Count))
        {
            for (int r = 0; r < rows; r = Next(r, rows, S.Count))
            {
                Transpose<S, V, T>(ref Unsafe.Add(ref columns, (c * stride) + r), stride, ref square, S.Count, ref scratch);
                for (int i = 0; i < S.Count; i++)
                {
                    V row = S.Load(ref square, (nuint)(i * S.Count));
                    S.Store(row, ref Unsafe.Add(ref matrix, (Unsafe.Add(ref places, r + i) * ld) + c), 0);
                }
            }
        }
    }

    // The start of the next square: the last one ends where the rows end.
    private static int Next(int at, int length, int count) => at + (2 * count) <= length || at + count >= length ? at + count : length - count;

    private static void Transpose<S, V, T>(ref T from, nint fromStride, ref T to, nint toStride, ref T scratch)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint count = S.Count;
        ref T other = ref Unsafe.Add(ref scratch, count * count);
        if (S.Count == 2)
        {
            Zip<S, V, T>(ref from, fromStride, ref to, toStride);
        }
        else if (S.Count == 4)
        {
            Zip<S, V, T>(ref from, fromStride, ref scratch, count);
            Zip<S, V, T>(ref scratch, count, ref to, toStride);
        }
        else if (S.Count == 8)
        {
            Zip<S, V, T>(ref from, fromStride, ref scratch, count);
            Zip<S, V, T>(ref scratch, count, ref other, count);
            Zip<S, V, T>(ref other, count, ref to, toStride);
        }
        else
        {
            Zip<S, V, T>(ref from, fromStride, ref scratch, count);
            Zip<S, V, T>(ref scratch, count, ref other, count);
            Zip<S, V, T>(ref other, count, ref scratch, count);
            Zip<S, V, T>(ref scratch, count, ref to, toStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zip<S, V, T>(ref T from, nint fromStride, ref T to, nint toStride)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T half = ref Unsafe.Add(ref from, S.Count / 2 * fromStride);
        for (int i = 0; i < S.Count / 2; i++)
        {
            V upper = S.Load(ref from, 0);
            V lower = S.Load(ref half, 0);
            S.Store(S.ZipLower(upper, lower), ref to, 0);
            S.Store(S.ZipUpper(upper, lower), ref Unsafe.Add(ref to, toStride), 0);
            from = ref Unsafe.Add(ref from, fromStride);
            half = ref Unsafe.Add(ref half, fromStride);
            to = ref Unsafe.Add(ref to, 2 * toStride);
        }
    }
}
