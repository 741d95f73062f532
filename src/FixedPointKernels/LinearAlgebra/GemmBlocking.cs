using System;
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
    /// <summary>Rows of the register tile: 6 × 4 accumulators + 4 of B + 1 of A = 29 of 32 registers; 6 × 2 + 2 + 1 = 15 of 16.</summary>
    internal const int TileRows = 6;

    /// <summary>Rows of A that stay in the second-level cache while a panel of B passes by (120 × 256 floats are 120 KiB).</summary>
    internal const int BlockRows = 120;

    /// <summary>The longest chain of multiply-adds (KC): a panel of B of this depth is 64 KiB.</summary>
    internal const int LongestDepth = 256;

    /// <summary>Columns of a packed panel of B: 256 bytes, four 512-bit registers, at every width, so the packed layout has no width in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int PanelColumns<T>()
        where T : unmanaged => 256 / Unsafe.SizeOf<T>();

    /// <summary>Columns of B that are packed at a time (NC): 256 × 2 KiB are 512 KiB.</summary>
    internal static int BlockColumns<T>()
        where T : unmanaged => 2048 / Unsafe.SizeOf<T>();

    /// <summary>Vectors of the register tile: 4 where there are 32 registers or at most 2 rows (2 × 4 + 4 + 1 = 13 of 16), else 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int TileVectors<S, V, T>(int rows)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged => S.Count * Unsafe.SizeOf<T>() == 64 || rows <= 2 ? 4 : 2;

    /// <summary>The depth of each block of k but the last: as few blocks as <see cref="LongestDepth"/> allows, of nearly equal depth.</summary>
    internal static int DepthOf(int k)
    {
        int blocks = Math.Max(1, CeilingDivide(k, LongestDepth));
        return CeilingDivide(k, blocks);
    }

    internal static int CeilingDivide(int value, int by) => (int)(((uint)value + (uint)by - 1) / (uint)by);

    /// <summary>The number of columns rounded up to whole panels.</summary>
    internal static int Padded<T>(int columns)
        where T : unmanaged => checked(CeilingDivide(columns, PanelColumns<T>()) * PanelColumns<T>());
}
