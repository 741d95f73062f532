using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>One block of the product, cut into register tiles: panels of B outside, tiles of A inside, so that a panel is fetched once.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="a">A's first element.</param>
/// <param name="b">B's first element.</param>
/// <remarks>The caller has A, B and C pinned, as the masked last vectors ask.</remarks>
internal readonly ref struct GemmBlock<T>(ref T a, ref T b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ref T a = ref a;
    private readonly ref T b = ref b;

    internal required int Depth { get; init; }

    internal required T Alpha { get; init; }

    internal required T Beta { get; init; }

    /// <summary>From one row of A to the next; not used if A is packed.</summary>
    internal required nint RowOfA { get; init; }

    /// <summary>From one term of A to the next. 0: packed, tiles one after the other, and within a tile of h rows the h elements of each term together.</summary>
    internal required nint TermOfA { get; init; }

    /// <summary>From one panel of B to the next.</summary>
    internal required nint PanelOfB { get; init; }

    /// <summary>From one term of B to the next.</summary>
    internal required nint TermOfB { get; init; }

    /// <summary>Updates the rows × columns block of C that starts at <paramref name="c"/>.</summary>
    internal void Run<S, V>(int rows, int columns, ref T c, nint ldc)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int start = rows == 1 ? Row<S, V>(columns, ref c) : 0;
        int group = GemmBlocking.TileVectors<S, V, T>(rows) * S.Count;
        for (int column = start; column < columns; column += group)
        {
            ref T groupOfB = ref GroupOfB(column);
            ref T target = ref Unsafe.Add(ref c, column);
            int taken = Math.Min(group, columns - column);
            int whole = taken / S.Count;
            int lanes = taken - (whole * S.Count);
            if (lanes == 0) Column<S, V, GemmEdge.Whole>(whole, rows, ref groupOfB, ref target, ldc, lanes);
            else Column<S, V, GemmEdge.Masked>(whole + 1, rows, ref groupOfB, ref target, ldc, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Column<S, V, E>(int vectors, int rows, ref T groupOfB, ref T target, nint ldc, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where E : struct, IGemmEdge
    {
        switch (vectors)
        {
            case 4: Column<S, V, GemmExtent.Four, E>(rows, ref groupOfB, ref target, ldc, lanes); break;
            case 3: Column<S, V, GemmExtent.Three, E>(rows, ref groupOfB, ref target, ldc, lanes); break;
            case 2: Column<S, V, GemmExtent.Two, E>(rows, ref groupOfB, ref target, ldc, lanes); break;
            default: Column<S, V, GemmExtent.One, E>(rows, ref groupOfB, ref target, ldc, lanes); break;
        }
    }

    // All rows of up to four vectors of C. The heights are those of GemmBlocking.TileHeight: 6, 6, … and what is left; of 7 first 4.
    private void Column<S, V, C, E>(int rows, ref T groupOfB, ref T target, nint ldc, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : struct, IGemmExtent
        where E : struct, IGemmEdge
    {
        int row = 0;
        while (GemmBlocking.TileHeight(rows - row) == GemmBlocking.TileRows)
        {
            Tile<S, V, GemmExtent.Six, C, E>(row, ref groupOfB, ref target, ldc, lanes);
            row += GemmBlocking.TileRows;
        }

        switch (rows - row)
        {
            case 7:
                Tile<S, V, GemmExtent.Four, C, E>(row, ref groupOfB, ref target, ldc, lanes);
                Tile<S, V, GemmExtent.Three, C, E>(row + 4, ref groupOfB, ref target, ldc, lanes);
                break;
            case 5: Tile<S, V, GemmExtent.Five, C, E>(row, ref groupOfB, ref target, ldc, lanes); break;
            case 4: Tile<S, V, GemmExtent.Four, C, E>(row, ref groupOfB, ref target, ldc, lanes); break;
            case 3: Tile<S, V, GemmExtent.Three, C, E>(row, ref groupOfB, ref target, ldc, lanes); break;
            case 2: Tile<S, V, GemmExtent.Two, C, E>(row, ref groupOfB, ref target, ldc, lanes); break;
            case 1: Tile<S, V, GemmExtent.One, C, E>(row, ref groupOfB, ref target, ldc, lanes); break;
            default: break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Tile<S, V, R, C, E>(int row, ref T groupOfB, ref T target, nint ldc, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where R : struct, IGemmExtent
        where C : struct, IGemmExtent
        where E : struct, IGemmEdge
    {
        bool packed = TermOfA == 0;
        ref T tileOfA = ref Unsafe.Add(ref a, row * (packed ? Depth : RowOfA));
        GemmMicro.Tile<S, V, T, R, C, E>(
            Depth, Alpha, ref tileOfA, packed ? 1 : RowOfA, packed ? R.Value : TermOfA, ref groupOfB, TermOfB, Beta, ref Unsafe.Add(ref target, row * ldc), ldc, lanes);
    }

    // A lone row takes up to two groups of four vectors at a time, for as long as there is more than one; returns the columns done.
    private int Row<S, V>(int columns, ref T target)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int group = 4 * S.Count;
        int column = 0;
        for (; columns - column > group; column += 2 * group)
        {
            int next = Math.Min(group, columns - column - group);
            int whole = next / S.Count;
            int lanes = next - (whole * S.Count);
            if (lanes == 0) Row<S, V, GemmEdge.Whole>(whole, column, ref target, lanes);
            else Row<S, V, GemmEdge.Masked>(whole + 1, column, ref target, lanes);
        }

        return column;
    }

    private void Row<S, V, E>(int vectors, int column, ref T target, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where E : struct, IGemmEdge
    {
        switch (vectors)
        {
            case 4: Row<S, V, GemmExtent.Four, E>(column, ref target, lanes); break;
            case 3: Row<S, V, GemmExtent.Three, E>(column, ref target, lanes); break;
            case 2: Row<S, V, GemmExtent.Two, E>(column, ref target, lanes); break;
            default: Row<S, V, GemmExtent.One, E>(column, ref target, lanes); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Row<S, V, C, E>(int column, ref T target, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : struct, IGemmExtent
        where E : struct, IGemmEdge
    {
        nint termOfA = TermOfA == 0 ? 1 : TermOfA;
        GemmMicro.Row<S, V, T, C, E>(
            Depth, Alpha, ref a, termOfA, ref GroupOfB(column), ref GroupOfB(column + (4 * S.Count)), TermOfB, Beta,
            ref Unsafe.Add(ref target, column), lanes);
    }

    // The groups of a panel are adjacent; at 512 bits a group is a panel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref T GroupOfB(int column)
    {
        int width = GemmBlocking.PanelColumns<T>();
        return ref Unsafe.Add(ref b, ((nint)((uint)column / (uint)width) * PanelOfB) + (nint)((uint)column % (uint)width));
    }
}
