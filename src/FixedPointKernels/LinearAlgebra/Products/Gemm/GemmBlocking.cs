using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The block sizes of the matrix product, as data.</summary>
/// <remarks>
/// Only <see cref="DepthOf"/> enters the order of summation, and it depends on k alone: so the bits of a product do not depend on the
/// register width, on the number of rows, or on how the operands were blocked.
/// </remarks>
internal static class GemmBlocking
{
    /// <summary>Rows of the widest register tile, and of every tile of a packed A: 6 × 4 accumulators + 4 of B + 1 of A = 29 of 32
    /// registers; 6 × 2 + 2 + 1 = 15 of 16.</summary>
    internal const int TileRows = 6;

    /// <summary>Rows of A that stay in the second-level cache while a panel of B passes by (120 × 512 floats are 240 KiB).</summary>
    internal const int BlockRows = 120;

    /// <summary>
    /// The longest chain of multiply-adds (KC). A panel of B of this depth is 128 KiB and streams from the second-level cache
    /// at 21 of the 64 bytes a cycle that it gives; C is read and written once per 512 terms. 256 is 2 to 6 % slower at k = 300
    /// to 1024 (beside OpenBLAS in the same run).
    /// </summary>
    internal const int LongestDepth = 512;

    /// <summary>A tile of more terms asks for the lines of C at its start: 4 % at n = 1024, nothing at 256 to 512, and at
    /// n = 8 and 16 a loss of 3 to 10 %.</summary>
    internal const int ShallowDepth = 128;

    /// <summary>Columns of a packed panel of B at a register width: what a register tile reads of one term, 256 bytes for four 512-bit
    /// registers and 64 for two of 256.</summary>
    /// <remarks>
    /// A tile that took 64 bytes of every 256 would use a quarter of the sets of the first-level cache: at 256 bits such a panel of 300
    /// terms gave 81 GFLOP/s where its own gives 87 (Zen 3, 500 products of 64 rows).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int PanelColumns<S, V, T>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged => (IsWidest<S, V, T>() ? 256 : 64) / Unsafe.SizeOf<T>();

    /// <summary>Whether registers are of 512 bits: there are 32 of them then, and four vectors of a term are always adjacent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsWidest<S, V, T>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged => S.Count * Unsafe.SizeOf<T>() == 64;

    /// <summary>Columns of a packed panel at the width of this process, for code that is not itself a kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int PanelColumns<T>()
        where T : unmanaged
    {
        bool widest = Dispatch.Width == SimdWidth.Bits512 || (Dispatch.Width == SimdWidth.Native && Vector<byte>.Count == 64);
        return (widest ? 256 : 64) / Unsafe.SizeOf<T>();
    }

    /// <summary>Columns of the widest panel: rooms for packed matrices are made of these, so their
    /// size has no register width in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int WidestPanelColumns<T>()
        where T : unmanaged => 256 / Unsafe.SizeOf<T>();

    /// <summary>Columns of B that are packed at a time (NC): 512 × 2 KiB are 1 MiB.</summary>
    internal static int BlockColumns<T>()
        where T : unmanaged => 2048 / Unsafe.SizeOf<T>();

    /// <summary>Vectors of the register tile: 4 where there are 32 registers or the block has at most 2 rows
    /// (2 × 4 + 4 + 1 = 13 of 16), else 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int TileVectors<S, V, T>(int rows)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged => IsWidest<S, V, T>() || rows <= 2 ? 4 : 2;

    /// <summary>The depth of each block of k but the last: as few blocks as <see cref="LongestDepth"/>
    /// allows, of nearly equal depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int DepthOf(int k)
    {
        if (k <= LongestDepth) return k;
        int blocks = CeilingDivide(k, LongestDepth);
        return CeilingDivide(k, blocks);
    }

    /// <summary>Rows of the next register tile: of fewer than two highest tiles half, since a lone row costs a pass over B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int TileHeight(int rowsLeft, int highest) =>
        rowsLeft <= highest ? rowsLeft : rowsLeft >= 2 * highest ? highest : (rowsLeft + 1) / 2;

    /// <summary>Rows of the highest register tile of C vectors: as many accumulators as with
    /// <see cref="TileRows"/>, but 16 rows at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int HighestTile<S, V, T, C>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged
        where C : unmanaged, IGemmExtent => Math.Min(16, (IsWidest<S, V, T>() ? 4 : 2) * TileRows / C.Value);

    /// <summary>More rows than that no tile of C vectors has: <see cref="HighestTile"/>, or what <see cref="TileVectors"/> leaves to
    /// tiles of more than two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe int MostRows<S, V, T, C>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged
        where C : unmanaged, IGemmExtent => sizeof(C) > 2 && !IsWidest<S, V, T>() ? 2 : HighestTile<S, V, T, C>();

    /// <summary>Rows of each block of A but the last: whole tiles, as few blocks as <see cref="BlockRows"/>
    /// allows, of nearly equal height.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int RowsPerBlock(int rows)
    {
        if (rows <= BlockRows) return BlockRows;
        int blocks = CeilingDivide(rows, BlockRows);
        return CeilingDivide(CeilingDivide(rows, blocks), TileRows) * TileRows;
    }

    /// <summary>Whether an operand of across × k elements that is used for that many rows or columns of C is
    /// better read in place than packed.</summary>
    /// <remarks>
    /// Up to 1 MiB no size was faster packed (float and double, n = 48 to 512, in runs of their own: in place 1 to 30 % faster), and a copy
    /// that serves at most two tiles does not pay. Above, a panel's rows lie in more pages than the first translation cache holds.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsReadInPlace<T>(int across, int k, int uses)
        where T : unmanaged => uses <= 2 * TileRows || (long)across * k * Unsafe.SizeOf<T>() <= 1 << 20;

    /// <summary>Whether operands that are read in place are one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsOneBlock(int m, int k) => m <= BlockRows && k <= LongestDepth;

    internal static int CeilingDivide(int value, int by) => (int)(((uint)value + (uint)by - 1) / (uint)by);

    /// <summary>The number of columns rounded up to whole panels of the widest kind.</summary>
    internal static int Padded<T>(int columns)
        where T : unmanaged => checked(CeilingDivide(columns, WidestPanelColumns<T>()) * WidestPanelColumns<T>());
}
