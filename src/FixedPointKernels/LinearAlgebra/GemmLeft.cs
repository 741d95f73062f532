using System.Runtime.CompilerServices;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Where the elements of op(A) lie: in place, plain or transposed, or packed tile by tile.</summary>
/// <param name="rowStride">From one row of op(A) to the next; not used if packed.</param>
/// <param name="termStride">From one term to the next; 0: packed.</param>
internal readonly struct GemmLeft(nint rowStride, nint termStride)
{
    /// <summary>Tiles one after the other; within a tile of h rows the h elements of each term together.</summary>
    internal static GemmLeft Packed => default;

    /// <summary>The tile of that height that starts at that row: its first element, from row to row, from term to term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal (nint Offset, nint Row, nint Term) Tile(int row, int height, int depth) =>
        termStride == 0 ? ((nint)row * depth, 1, height) : (row * rowStride, rowStride, termStride);
}
