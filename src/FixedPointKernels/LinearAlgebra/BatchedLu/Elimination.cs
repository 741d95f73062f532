using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The elimination of one and of two columns, and the search of the next pivots on the way, one system per lane.</summary>
/// <remarks>Compiled fully at once and never inlined: tiered up with profiles, n = 16 and 32 took
/// about one and a half times as long.</remarks>
internal static class BatchedElimination<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const nuint Group = BatchedLu.Group;

    /// <summary>The factors of column k, the update of column k + 1 and the search of its pivot, in one pass.</summary>
    /// <returns>Per lane, the row of the next pivot, whose magnitude replaces <paramref name="most"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static V Advance<S, V>(int n, ref T pivots, int k, ref V most)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint column = (nuint)k * Group;
        nuint next = column + Group;
        V reciprocal = Reciprocal<S, V>(most, S.Load(ref pivots, column), out V scale);
        V above = S.Load(ref pivots, next);
        V number = S.Broadcast(T.CreateTruncating(k + 1));
        V where = number;
        V largest = S.Broadcast(T.Zero);
        ref T row = ref pivots;
        nint rowLength = (nint)n * (nint)Group;
        for (int left = n - 1 - k; left > 0; left--)
        {
            row = ref Unsafe.Add(ref row, rowLength);
            V updated = S.NegateMultiplyAdd(Factor<S, V>(ref row, column, scale, reciprocal), above, S.Load(ref row, next));
            S.Store(updated, ref row, next);
            Search<S, V>(updated, ref largest, ref where, ref number);
        }

        most = largest;
        return where;
    }

    /// <summary>Row k + 1 sees step k, the rows below both, from column k + 2 on; the factors of column k + 1 and the
    /// search in column k + 2 on the way.</summary>
    /// <returns>As <see cref="Advance{S, V}"/>.</returns>
    /// <remarks>Two rows at a time share the loads of the rows of U: 4 loads for 4 multiply-adds and 2 stores; one at a time, 6.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static V Twice<S, V>(int n, ref T first, int k, ref V most)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint from = (nuint)(k + 2) * Group;
        nuint end = (nuint)n * Group;
        ref T second = ref Unsafe.Add(ref first, end);
        V reciprocal = Reciprocal<S, V>(most, S.Load(ref second, from - Group), out V scale);
        V factor = S.Load(ref second, from - (2 * Group));
        for (nuint j = from; j < end; j += Group)
            S.Store(S.NegateMultiplyAdd(factor, S.Load(ref first, j), S.Load(ref second, j)), ref second, j);
        V number = S.Broadcast(T.CreateTruncating(k + 2));
        V where = number;
        V largest = S.Broadcast(T.Zero);
        ref T row = ref Unsafe.Add(ref second, end);
        int left = n - 2 - k;
        for (; left >= 2; left -= 2)
        {
            ref T next = ref Unsafe.Add(ref row, end);
            V factor0 = S.Load(ref row, from - (2 * Group)), next0 = S.Load(ref next, from - (2 * Group));
            V factor1 = Factor<S, V>(ref row, from - Group, scale, reciprocal),
                next1 = Factor<S, V>(ref next, from - Group, scale, reciprocal);
            for (nuint j = from; j < end; j += Group)
            {
                V above0 = S.Load(ref first, j), above1 = S.Load(ref second, j);
                S.Store(S.NegateMultiplyAdd(factor1, above1, S.NegateMultiplyAdd(factor0, above0, S.Load(ref row, j))), ref row, j);
                S.Store(S.NegateMultiplyAdd(next1, above1, S.NegateMultiplyAdd(next0, above0, S.Load(ref next, j))), ref next, j);
            }

            Search<S, V>(S.Load(ref row, from), ref largest, ref where, ref number);
            Search<S, V>(S.Load(ref next, from), ref largest, ref where, ref number);
            row = ref Unsafe.Add(ref next, end);
        }

        if (left > 0)
        {
            V factor0 = S.Load(ref row, from - (2 * Group));
            V factor1 = Factor<S, V>(ref row, from - Group, scale, reciprocal);
            for (nuint j = from; j < end; j += Group)
            {
                V once = S.NegateMultiplyAdd(factor0, S.Load(ref first, j), S.Load(ref row, j));
                S.Store(S.NegateMultiplyAdd(factor1, S.Load(ref second, j), once), ref row, j);
            }

            Search<S, V>(S.Load(ref row, from), ref largest, ref where, ref number);
        }

        most = largest;
        return where;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Factor<S, V>(ref T row, nuint column, V scale, V reciprocal)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V factor = S.Multiply(S.Multiply(S.Load(ref row, column), scale), reciprocal);
        S.Store(factor, ref row, column);
        return factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Search<S, V>(V x, ref V largest, ref V where, ref V number)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V magnitude = S.Abs(x);
        where = S.IfGreater(magnitude, largest, number, where);
        largest = S.Max(magnitude, largest);
        number = S.Add(number, S.Broadcast(T.One));
    }

    // Where 1 / pivot overflows (a denormal pivot), the column is scaled up by a power of two first; elsewhere by 1. Both are exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reciprocal<S, V>(V size, V pivot, out V scale)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V one = S.Broadcast(T.One);
        scale = S.IfGreater(S.Broadcast(T.PositiveInfinity), S.Divide(one, size), one, S.Broadcast(T.ScaleB(T.One, 64)));
        return S.CopySign(S.Divide(one, S.Multiply(size, scale)), pivot);
    }
}
