using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The first row with the largest magnitude in a column, among the rows that are still live.</summary>
/// <remarks>
/// A table holds, for every row, its number as the bits of an integer while it is live and −1 when it is dead. Those bits are a denormal's, so above
/// −1; they are only compared and selected, and read back without a conversion. NaN never wins a comparison: it sinks to the last pivots.
/// </remarks>
internal static class PivotSearch
{
    /// <summary>Elements of the spike: a single 1 among zeros. Read from where its lane is a row's, it marks the row without a store of one element.</summary>
    internal const int SpikeLength = 2 * ScratchSize.Grain;

    internal static void MakeSpike<T>(ref T spike)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < SpikeLength; i++) Unsafe.Add(ref spike, i) = T.Zero;
        Unsafe.Add(ref spike, ScratchSize.Grain - 1) = T.One;
    }

    /// <summary>The integer in the bits of a floating-point element.</summary>
    internal static T AsBits<T>(int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.SizeOf<T>() == sizeof(int) ? Unsafe.BitCast<int, T>(row) : Unsafe.BitCast<long, T>(row);

    /// <summary>The integer that <see cref="AsBits{T}"/> put there.</summary>
    internal static int FromBits<T>(T bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.SizeOf<T>() == sizeof(int) ? Unsafe.BitCast<T, int>(bits) : (int)Unsafe.BitCast<T, long>(bits);

    /// <summary>The first row of one column.</summary>
    internal static int First<S, V, T>(int rows, ref T live, ref T column, out T most)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V dead = S.Broadcast(-T.One);
        V largest = dead;
        V where = dead;
        for (nuint r = 0; r < (nuint)rows; r += (nuint)S.Count)
        {
            V row = S.Load(ref live, r);
            V magnitude = S.IfGreater(row, dead, S.Abs(S.Load(ref column, r)), dead);
            where = S.IfGreater(magnitude, largest, row, where);
            largest = S.IfGreater(magnitude, largest, magnitude, largest);
        }

        return FirstOf<S, V, T>(rows, largest, where, out most);
    }

    /// <summary>The smallest row among the lanes that hold the largest magnitude; −1 if there is none, as every live row is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int FirstOf<S, V, T>(int rows, V largest, V where, out T most)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T found = S.Largest(largest);
        most = found;
        if (found < T.Zero) return -1;
        uint lanes = S.EqualLanes(largest, S.Broadcast(found));
        if (rows <= S.Count) return BitOperations.TrailingZeroCount(lanes);
        int row = int.MaxValue;
        do
        {
            row = Math.Min(row, FromBits(Unsafe.Add(ref Unsafe.As<V, T>(ref where), BitOperations.TrailingZeroCount(lanes))));
            lanes &= lanes - 1;
        }
        while (lanes != 0);
        return row;
    }

    /// <summary>Marks a row: one register is loaded and stored whole.</summary>
    internal static void MarkDead<S, V, T>(int row, ref T live, ref T spike)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lane = row & (S.Count - 1);
        V here = S.Load(ref spike, (nuint)(ScratchSize.Grain - 1 - lane));
        V old = S.Load(ref live, (nuint)(row - lane));
        S.Store(S.IfGreater(here, S.Broadcast(T.Zero), S.Broadcast(-T.One), old), ref live, (nuint)(row - lane));
    }
}
