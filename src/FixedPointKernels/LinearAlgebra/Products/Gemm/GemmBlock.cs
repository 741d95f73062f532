using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>One block of the product, cut into register tiles: panels of B outside, tiles of A inside,
/// so that a panel is fetched once.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The caller has A, B and C pinned: masked loads and stores go by address, and a struct of
/// references is cleared before each use.</remarks>
internal unsafe struct GemmBlock<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of this block of C.</summary>
    internal required int Rows;

    /// <summary>Columns of this block of C.</summary>
    internal required int Columns;

    /// <summary>Terms of the sums, at most <see cref="GemmBlocking.LongestDepth"/>.</summary>
    internal required int Depth;
    internal required T Alpha;
    internal required T Beta;
    internal required T* A;

    /// <summary>From one row of A to the next; not used if A is packed.</summary>
    internal required nint RowOfA;

    /// <summary>From one term of A to the next. 0: packed, tiles one after the other, and within a tile of h rows the h
    /// elements of each term together.</summary>
    internal required nint TermOfA;
    internal required T* B;

    /// <summary>From one panel of B to the next.</summary>
    internal required nint PanelOfB;

    /// <summary>From one term of B to the next.</summary>
    internal required nint TermOfB;
    internal required T* C;
    internal required nint Ldc;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int start = Rows == 1 ? Row<S, V>() : 0;
        int group = GemmBlocking.TileVectors<S, V, T>(Rows) * S.Count;
        for (int column = start; column < Columns; column += group)
        {
            int taken = Math.Min(group, Columns - column);
            int whole = taken / S.Count;
            int lanes = taken - (whole * S.Count);
            if (lanes == 0) Column<S, V, GemmEdge.Whole>(whole, column, lanes);
            else Column<S, V, GemmEdge.Masked>(whole + 1, column, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Column<S, V, E>(int vectors, int column, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where E : struct, IGemmEdge
    {
        switch (vectors)
        {
            case 4: Column<S, V, GemmExtent.Four, E>(column, lanes); break;
            case 3: Column<S, V, GemmExtent.Three, E>(column, lanes); break;
            case 2: Column<S, V, GemmExtent.Two, E>(column, lanes); break;
            default: Column<S, V, GemmExtent.One, E>(column, lanes); break;
        }
    }

    // All rows of up to four vectors of C. A packed A is cut into tiles already, whatever the vectors.
    private readonly void Column<S, V, C, E>(int column, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : unmanaged, IGemmExtent
        where E : struct, IGemmEdge
    {
        T* b = GroupOfB<S, V>(column);
        nint third = Third<S, V>(column);
        T* c = this.C + column;
        int highest = TermOfA == 0 ? GemmBlocking.TileRows : GemmBlocking.HighestTile<S, V, T, C>();
        int height;
        for (int row = 0; row < Rows; row += height)
        {
            height = GemmBlocking.TileHeight(Rows - row, highest);
            switch (height)
            {
                case 16: Tile<S, V, GemmExtent.Sixteen, C, E>(row, b, third, c, lanes); break;
                case 15: Tile<S, V, GemmExtent.Fifteen, C, E>(row, b, third, c, lanes); break;
                case 14: Tile<S, V, GemmExtent.Fourteen, C, E>(row, b, third, c, lanes); break;
                case 13: Tile<S, V, GemmExtent.Thirteen, C, E>(row, b, third, c, lanes); break;
                case 12: Tile<S, V, GemmExtent.Twelve, C, E>(row, b, third, c, lanes); break;
                case 11: Tile<S, V, GemmExtent.Eleven, C, E>(row, b, third, c, lanes); break;
                case 10: Tile<S, V, GemmExtent.Ten, C, E>(row, b, third, c, lanes); break;
                case 9: Tile<S, V, GemmExtent.Nine, C, E>(row, b, third, c, lanes); break;
                case 8: Tile<S, V, GemmExtent.Eight, C, E>(row, b, third, c, lanes); break;
                case 7: Tile<S, V, GemmExtent.Seven, C, E>(row, b, third, c, lanes); break;
                case 6: Tile<S, V, GemmExtent.Six, C, E>(row, b, third, c, lanes); break;
                case 5: Tile<S, V, GemmExtent.Five, C, E>(row, b, third, c, lanes); break;
                case 4: Tile<S, V, GemmExtent.Four, C, E>(row, b, third, c, lanes); break;
                case 3: Tile<S, V, GemmExtent.Three, C, E>(row, b, third, c, lanes); break;
                case 2: Tile<S, V, GemmExtent.Two, C, E>(row, b, third, c, lanes); break;
                default: Tile<S, V, GemmExtent.One, C, E>(row, b, third, c, lanes); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Tile<S, V, R, C, E>(int row, T* b, nint third, T* c, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where R : unmanaged, IGemmExtent
        where C : unmanaged, IGemmExtent
        where E : struct, IGemmEdge
    {
        // Column asks for no such tile. Said here where sizes are known it keeps 160 tiles out of a program compiled ahead of time.
        if (sizeof(R) > GemmBlocking.MostRows<S, V, T, C>()) return;
        bool packed = TermOfA == 0;
        T* a = A + (row * (packed ? Depth : RowOfA));
        if (sizeof(R) is 4 or 5 or GemmBlocking.TileRows && sizeof(C) == 2 && !E.IsMasked && !GemmBlocking.IsWidest<S, V, T>())
        {
            if (packed) MainTile<S, V, R, GemmOrder.Packed>(a, b, c + (row * Ldc), RowOfA);
            else if (TermOfA == 1) MainTile<S, V, R, GemmOrder.InPlace>(a, b, c + (row * Ldc), RowOfA);
            else MainTile<S, V, R, GemmOrder.Transposed>(a, b, c + (row * Ldc), TermOfA);
            return;
        }

        GemmMicro.Tile<S, V, T, R, C, E>(
            Depth, Alpha, ref *a, packed ? 1 : RowOfA, packed ? sizeof(R) : TermOfA, ref *b, third, TermOfB, Beta,
            ref *(c + (row * Ldc)), Ldc, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void MainTile<S, V, R, TOrder>(T* a, T* b, T* c, nint stride)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where R : unmanaged, IGemmExtent
        where TOrder : struct, IGemmOrder
    {
        if (TermOfB == GemmBlocking.PanelColumns<S, V, T>())
            GemmMicro.MainTile<S, V, T, R, TOrder, GemmOrder.Packed>(Depth, Alpha, a, stride, b, TermOfB, Beta, c, Ldc);
        else GemmMicro.MainTile<S, V, T, R, TOrder, GemmOrder.InPlace>(Depth, Alpha, a, stride, b, TermOfB, Beta, c, Ldc);
    }

    // A lone row takes up to two groups of four vectors at a time, for as long as there is more than one; returns the columns done.
    private readonly int Row<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int group = 4 * S.Count;
        int column = 0;
        for (; Columns - column > group; column += 2 * group)
        {
            int next = Math.Min(group, Columns - column - group);
            int whole = next / S.Count;
            int lanes = next - (whole * S.Count);
            if (lanes == 0) Row<S, V, GemmEdge.Whole>(whole, column, lanes);
            else Row<S, V, GemmEdge.Masked>(whole + 1, column, lanes);
        }

        return column;
    }

    private readonly void Row<S, V, E>(int vectors, int column, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where E : struct, IGemmEdge
    {
        switch (vectors)
        {
            case 4: Row<S, V, GemmExtent.Four, E>(column, lanes); break;
            case 3: Row<S, V, GemmExtent.Three, E>(column, lanes); break;
            case 2: Row<S, V, GemmExtent.Two, E>(column, lanes); break;
            default: Row<S, V, GemmExtent.One, E>(column, lanes); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Row<S, V, C, E>(int column, int lanes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : unmanaged, IGemmExtent
        where E : struct, IGemmEdge
    {
        nint termOfA = TermOfA == 0 ? 1 : TermOfA;
        GemmMicro.Row<S, V, T, C, E>(
            Depth, Alpha, ref *A, termOfA, ref *GroupOfB<S, V>(column), ref *GroupOfB<S, V>(column + (4 * S.Count)), Third<S, V>(column),
            TermOfB, Beta, ref this.C[column], lanes);
    }

    // From the first vector of a group to the third.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly nint Third<S, V>(int column)
        where S : struct, ILanes<V, T>
        where V : unmanaged => GemmBlocking.IsWidest<S, V, T>()
            ? 2 * S.Count
            : (nint)(GroupOfB<S, V>(column + (2 * S.Count)) - GroupOfB<S, V>(column));

    // At 128 bits the groups of a panel are adjacent; at 512 a group of four vectors is a panel, at 256 a group of
    // two, and one of four lies in two panels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly T* GroupOfB<S, V>(int column)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int width = GemmBlocking.PanelColumns<S, V, T>();
        return B + ((nint)((uint)column / (uint)width) * PanelOfB) + (nint)((uint)column % (uint)width);
    }
}
