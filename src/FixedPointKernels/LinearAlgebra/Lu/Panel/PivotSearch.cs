using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The first row with the largest magnitude in a column, among the rows that are still live.</summary>
/// <remarks>
/// A table holds +∞ for every live row and −1 for every dead one: the lesser of it and the magnitude is what competes. The numbers of the
/// rows are integers in the bits of a floating-point element, which are only selected and read back, without a conversion. NaN never wins a
/// comparison: it sinks to the last pivots.
/// </remarks>
internal static class PivotSearch
{
    /// <summary>The integer in the bits of a floating-point element.</summary>
    internal static T AsBits<T>(int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.SizeOf<T>() == sizeof(int) ? Unsafe.BitCast<int, T>(row) : Unsafe.BitCast<long, T>(row);

    /// <summary>The integer that <see cref="AsBits{T}"/> put there.</summary>
    internal static int FromBits<T>(T bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.SizeOf<T>() == sizeof(int) ? Unsafe.BitCast<T, int>(bits) : (int)Unsafe.BitCast<T, long>(bits);

    /// <summary>The first row of one column.</summary>
    internal static int First<S, V, T>(int rows, ref T live, ref T numbers, ref T column, out V reciprocal)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V largest = S.Broadcast(-T.One);
        V where = largest;
        for (nuint r = 0; r < (nuint)rows; r += (nuint)S.Count)
        {
            V magnitude = S.Min(S.Load(ref live, r), S.Abs(S.Load(ref column, r)));
            where = S.IfGreater(magnitude, largest, S.Load(ref numbers, r), where);
            largest = S.Max(magnitude, largest);
        }

        return FirstOf<S, V, T>(rows, largest, where, out reciprocal);
    }

    /// <summary>The smallest row among the lanes that hold the largest magnitude; −1 if there is none, as every live row is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int FirstOf<S, V, T>(int rows, V largest, V where, out V reciprocal)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V found = S.LargestInAll(largest);
        reciprocal = S.Divide(S.Broadcast(T.One), found);
        if (S.EqualLanes(found, S.Broadcast(-T.One)) != 0) return -1;
        uint lanes = S.EqualLanes(largest, found);
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
}
