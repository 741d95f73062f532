using System;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The block sizes of the LU routines, as data: the one place that holds them. Tests lower them to force the recursion.</summary>
/// <param name="Panel">Columns that <see cref="LuPanel{T}"/> factors without recursion. Its copy of n × Panel elements
/// should stay in the second-level cache.</param>
/// <param name="Triangle">Order up to which a triangular system is solved without recursion; its packed copy (order² elements)
/// should stay in the first-level cache.</param>
/// <param name="Corner">Order up to which the square that is left at the lower right is factored without recursion.</param>
/// <remarks>
/// Panels of 16 columns against 8 / 24 / 32, in time (Zen 5, 512 bits): float, n = 64: 1 against 1.9 / 1.4 / 1.2, n = 300:
/// 1.65 / 1.15 / 1.06; double within 6 % but for 32, 1.07 to 1.25. A panel narrower than a register is copied element by element. A last
/// square of up to 31 is not split: its right part would be narrower than a register (n = 24 in float: 2.0 against 2.5 µs). Triangles of 8,
/// 16 and 32 were within 5 % of each other.
/// </remarks>
internal readonly record struct LuTuning(int Panel, int Triangle, int Corner = 0)
{
    /// <summary>The sizes that the public methods use.</summary>
    internal static LuTuning Default => new(Panel: 16, Triangle: 16, Corner: 31);

    /// <summary>The most columns that are factored without recursion.</summary>
    internal int WidestPanel => Math.Max(Panel, Corner);

    /// <summary>Columns to factor first, of <paramref name="width"/>: half or less, and a multiple of the panel.</summary>
    internal int LeftOf(int width) => Math.Max(Panel, width / 2 / Panel * Panel);

    /// <summary>Where to split <paramref name="order"/> > <paramref name="block"/>: near the middle, at a multiple of the block,
    /// so that full blocks come first.</summary>
    internal static int Split(int order, int block) => ((order / 2) + block - 1) / block * block;
}
