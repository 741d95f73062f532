using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>One block of the product, cut into register tiles: panels of B outside, tiles of A inside, so that a panel is fetched once.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="a">A's first element.</param>
/// <param name="b">B's first element.</param>
internal readonly ref struct GemmBlock<T>(ref T a, ref T b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int TileRows = GemmBlocking.TileRows;
    private readonly ref T a = ref a;
    private readonly ref T b = ref b;

    internal required int Depth { get; init; }

    internal required T Alpha { get; init; }

    internal required T Beta { get; init; }

    /// <summary>From one tile of 6 rows of A to the next, from one row to the next, from one term to the next.</summary>
    internal required (nint Tile, nint Row, nint Term) StepA { get; init; }

    /// <summary>From one panel of B to the next, from one term to the next.</summary>
    internal required (nint Panel, nint Term) StepB { get; init; }

    /// <summary>Updates the rows × columns block of C that starts at <paramref name="c"/>.</summary>
    [SkipLocalsInit]
    internal unsafe void Run<S, V>(int rows, int columns, ref T c, nint ldc)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        // C tiles that reach over the last column are worked on here: 6 rows × 4 vectors or 1 row × 8.
        T* memory = stackalloc T[Math.Max(TileRows * 4, 8) * S.Count];
        ref T edge = ref *memory;
        int single = rows % TileRows == 1 ? 1 : 0;
        int tiled = rows - single;
        int width = GemmBlocking.PanelColumns<T>();
        for (int panel = 0; tiled > 0 && panel < columns; panel += width)
        {
            ref T panelOfB = ref Unsafe.Add(ref b, panel / width * StepB.Panel);
            int end = Math.Min(width, columns - panel);
            for (int row = 0; row < tiled; row += TileRows)
            {
                int height = Math.Min(TileRows, tiled - row);
                ref T tileOfA = ref Unsafe.Add(ref a, row / TileRows * StepA.Tile);
                ref T rowOfC = ref Unsafe.Add(ref c, (row * ldc) + panel);
                int group = GemmBlocking.TileVectors<S, V, T>(height) * S.Count;
                for (int column = 0; column < end; column += group)
                {
                    Tile<S, V>(
                        height, Math.Min(group, end - column), ref tileOfA, ref Unsafe.Add(ref panelOfB, column), ref Unsafe.Add(ref rowOfC, column),
                        ldc, ref edge);
                }
            }
        }

        if (single > 0) Row<S, V>(columns, ref Unsafe.Add(ref a, tiled / TileRows * StepA.Tile), ref Unsafe.Add(ref c, tiled * ldc), ref edge);
    }

    private void Tile<S, V>(int height, int columns, ref T tileOfA, ref T panelOfB, ref T target, nint ldc, ref T edge)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int vectors = GemmBlocking.CeilingDivide(columns, S.Count);
        if (vectors * S.Count == columns)
        {
            Tile<S, V>(height, vectors, ref tileOfA, ref panelOfB, ref target, ldc);
            return;
        }

        int stride = vectors * S.Count;
        for (int i = 0; i < height && Beta != T.Zero; i++) Copy(ref Unsafe.Add(ref target, i * ldc), ref Unsafe.Add(ref edge, i * stride), columns);
        Tile<S, V>(height, vectors, ref tileOfA, ref panelOfB, ref edge, stride);
        for (int i = 0; i < height; i++) Copy(ref Unsafe.Add(ref edge, i * stride), ref Unsafe.Add(ref target, i * ldc), columns);
    }

    private void Tile<S, V>(int height, int vectors, ref T tileOfA, ref T panelOfB, ref T target, nint ldc)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        switch (height)
        {
            case 6: Tile<S, V, GemmExtent.Six>(vectors, ref tileOfA, ref panelOfB, ref target, ldc); break;
            case 5: Tile<S, V, GemmExtent.Five>(vectors, ref tileOfA, ref panelOfB, ref target, ldc); break;
            case 4: Tile<S, V, GemmExtent.Four>(vectors, ref tileOfA, ref panelOfB, ref target, ldc); break;
            case 3: Tile<S, V, GemmExtent.Three>(vectors, ref tileOfA, ref panelOfB, ref target, ldc); break;
            case 2: Tile<S, V, GemmExtent.Two>(vectors, ref tileOfA, ref panelOfB, ref target, ldc); break;
            default: Tile<S, V, GemmExtent.One>(vectors, ref tileOfA, ref panelOfB, ref target, ldc); break;
        }
    }

    private void Tile<S, V, R>(int vectors, ref T tileOfA, ref T panelOfB, ref T target, nint ldc)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where R : struct, IGemmExtent
    {
        switch (vectors)
        {
            case 4: Tile<S, V, R, GemmExtent.Four>(ref tileOfA, ref panelOfB, ref target, ldc); break;
            case 3: Tile<S, V, R, GemmExtent.Three>(ref tileOfA, ref panelOfB, ref target, ldc); break;
            case 2: Tile<S, V, R, GemmExtent.Two>(ref tileOfA, ref panelOfB, ref target, ldc); break;
            default: Tile<S, V, R, GemmExtent.One>(ref tileOfA, ref panelOfB, ref target, ldc); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Tile<S, V, R, C>(ref T tileOfA, ref T panelOfB, ref T target, nint ldc)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where R : struct, IGemmExtent
        where C : struct, IGemmExtent =>
        GemmMicro.Tile<S, V, T, R, C>(Depth, Alpha, ref tileOfA, StepA.Row, StepA.Term, ref panelOfB, StepB.Term, Beta, ref target, ldc);

    // A lone row takes two groups of four vectors at a time: the groups of a panel are adjacent, or in the next panel at 512 bits.
    private void Row<S, V>(int columns, ref T row, ref T target, ref T edge)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int group = 4 * S.Count;
        int column = 0;
        for (; columns - column > group; column += 2 * group)
        {
            ref T first = ref GroupOfB(column);
            ref T second = ref GroupOfB(column + group);
            ref T place = ref Unsafe.Add(ref target, column);
            int count = Math.Min(2 * group, columns - column);
            bool inside = count == 2 * group;
            if (!inside && Beta != T.Zero) Copy(ref place, ref edge, count);
            GemmMicro.Row<S, V, T>(Depth, Alpha, ref row, StepA.Term, ref first, ref second, StepB.Term, Beta, ref inside ? ref place : ref edge);
            if (!inside) Copy(ref edge, ref place, count);
        }

        if (column < columns) Tile<S, V>(1, columns - column, ref row, ref GroupOfB(column), ref Unsafe.Add(ref target, column), 0, ref edge);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref T GroupOfB(int column)
    {
        int width = GemmBlocking.PanelColumns<T>();
        return ref Unsafe.Add(ref b, (column / width * StepB.Panel) + (column % width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref T from, ref T to, int count) =>
        Unsafe.CopyBlockUnaligned(ref Unsafe.As<T, byte>(ref to), in Unsafe.As<T, byte>(ref from), (uint)(count * Unsafe.SizeOf<T>()));
}
