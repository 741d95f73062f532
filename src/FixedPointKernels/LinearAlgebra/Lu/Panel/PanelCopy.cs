using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Rows of A to contiguous columns and back, by squares of one register each way.</summary>
/// <remarks>
/// A square of C × C elements is transposed by log₂C rounds that zip rows i and i + C/2: each round moves the top bit of the row number to
/// the bottom of the lane number. Two rounds go in registers: 64 shuffles and 64 moves for 256 floats, against 512 moves one by one. What
/// does not fill a square is covered by one that overlaps the last, or moved one by one where there is no whole square.
/// </remarks>
internal static class PanelCopy
{
    /// <summary>Elements of lent memory: one square of the widest register.</summary>
    internal const int ScratchLength = ScratchSize.Grain * ScratchSize.Grain;

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
                Transpose<S, V, T, EvenRows<T>>(
                    ref Unsafe.Add(ref matrix, (r * ld) + c), ld,
                    new EvenRows<T>(ref Unsafe.Add(ref columns, (c * stride) + r), stride), ref scratch);
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

        for (int c = 0; c < width; c = Next(c, width, S.Count))
        {
            ref T to = ref Unsafe.Add(ref matrix, c);
            for (int r = 0; r < rows; r = Next(r, rows, S.Count))
            {
                Transpose<S, V, T, PlacedRows<T>>(
                    ref Unsafe.Add(ref columns, (c * stride) + r), stride,
                    new PlacedRows<T>(ref to, ld, ref Unsafe.Add(ref places, r)), ref scratch);
            }
        }
    }

    // The start of the next square: the last one ends where the rows end.
    private static int Next(int at, int length, int count) =>
        at + (2 * count) <= length || at + count >= length ? at + count : length - count;

    private static void Transpose<S, V, T, TRows>(ref T from, nint stride, TRows to, ref T scratch)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRowsToFill<T>, allows ref struct
    {
        if (S.Count == 2)
        {
            Zip<S, V, T, TRows>(ref from, stride, to);
        }
        else if (S.Count == 4)
        {
            ZipTwice<S, V, T, TRows>(ref from, stride, to);
        }
        else
        {
            ZipTwice<S, V, T, EvenRows<T>>(ref from, stride, new EvenRows<T>(ref scratch, S.Count));
            if (S.Count == 8) Zip<S, V, T, TRows>(ref scratch, S.Count, to);
            else ZipTwice<S, V, T, TRows>(ref scratch, S.Count, to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zip<S, V, T, TRows>(ref T from, nint stride, TRows to)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRowsToFill<T>, allows ref struct
    {
        nint half = S.Count / 2 * stride;
        for (int i = 0; i < S.Count / 2; i++)
        {
            V upper = S.Load(ref from, 0);
            V lower = S.Load(ref Unsafe.Add(ref from, half), 0);
            S.Store(S.ZipLower(upper, lower), ref to.Row(2 * i), 0);
            S.Store(S.ZipUpper(upper, lower), ref to.Row((2 * i) + 1), 0);
            from = ref Unsafe.Add(ref from, stride);
        }
    }

    // Two rounds in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ZipTwice<S, V, T, TRows>(ref T from, nint stride, TRows to)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRowsToFill<T>, allows ref struct
    {
        nint quarter = S.Count / 4 * stride;
        for (int i = 0; i < S.Count / 4; i++)
        {
            V row0 = S.Load(ref from, 0);
            V row1 = S.Load(ref Unsafe.Add(ref from, quarter), 0);
            V row2 = S.Load(ref Unsafe.Add(ref from, 2 * quarter), 0);
            V row3 = S.Load(ref Unsafe.Add(ref from, 3 * quarter), 0);
            V lower02 = S.ZipLower(row0, row2);
            V lower13 = S.ZipLower(row1, row3);
            V upper02 = S.ZipUpper(row0, row2);
            V upper13 = S.ZipUpper(row1, row3);
            S.Store(S.ZipLower(lower02, lower13), ref to.Row(4 * i), 0);
            S.Store(S.ZipUpper(lower02, lower13), ref to.Row((4 * i) + 1), 0);
            S.Store(S.ZipLower(upper02, upper13), ref to.Row((4 * i) + 2), 0);
            S.Store(S.ZipUpper(upper02, upper13), ref to.Row((4 * i) + 3), 0);
            from = ref Unsafe.Add(ref from, stride);
        }
    }
}

/// <summary>Where the rows of a transposed square go.</summary>
internal interface IRowsToFill<T>
{
    /// <summary>The first element of row <paramref name="i"/>.</summary>
    ref T Row(int i);
}

/// <summary>Rows one distance apart.</summary>
internal readonly ref struct EvenRows<T>(ref T first, nint stride) : IRowsToFill<T>
{
    private readonly ref T first = ref first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Row(int i) => ref Unsafe.Add(ref first, i * stride);
}

/// <summary>Rows at places of a table.</summary>
internal readonly ref struct PlacedRows<T>(ref T first, nint stride, ref int places) : IRowsToFill<T>
{
    private readonly ref T first = ref first;
    private readonly ref int places = ref places;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Row(int i) => ref Unsafe.Add(ref first, Unsafe.Add(ref places, i) * stride);
}
