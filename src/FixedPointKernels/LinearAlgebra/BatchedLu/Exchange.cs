using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Row k is exchanged with each row that some system wants, in the lanes of those systems only.</summary>
/// <remarks>Four rows at a time share the loads and stores of row k: 5 stores instead of 8; two that are left, 3 instead of 4.</remarks>
internal static class BatchedExchange<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const nuint Group = BatchedLu.Group;

    /// <summary>Exchanges.</summary>
    /// <param name="n">The order of the systems.</param>
    /// <param name="wanted">The rows, as bits.</param>
    /// <param name="pivotRow">Row k.</param>
    /// <param name="matrix">Row 0.</param>
    /// <param name="where">Per lane, the row it wants.</param>
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run<S, V>(int n, ulong wanted, ref T pivotRow, ref T matrix, V where)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        while (wanted != 0)
        {
            int row0 = Next(ref wanted), row1 = Next(ref wanted), row2 = Next(ref wanted), row3 = Next(ref wanted);
            ref T other0 = ref Row(n, ref matrix, row0);
            V distance0 = Distance<S, V>(where, row0);
            if (row1 < 0)
            {
                ExchangeOne<S, V>(n, ref pivotRow, ref other0, distance0);
                return;
            }

            ref T other1 = ref Row(n, ref matrix, row1);
            if (row2 < 0)
            {
                ExchangeTwo<S, V>(n, ref pivotRow, ref other0, ref other1, distance0, Distance<S, V>(where, row1));
                return;
            }

            // Row k stands in for a row that is missing: no lane wants it, and what is stored there last is the exchanged row k.
            ref T other2 = ref Row(n, ref matrix, row2);
            ref T other3 = ref row3 < 0 ? ref pivotRow : ref Row(n, ref matrix, row3);
            V distance1 = Distance<S, V>(where, row1), distance2 = Distance<S, V>(where, row2), distance3 = Distance<S, V>(where, row3);
            ExchangeFour<S, V>(n, ref pivotRow, ref other0, ref other1, ref other2, ref other3, distance0, distance1, distance2, distance3);
        }
    }

    // A method of its own: inside the loop above the compiler leaves the comparisons in the loop over the columns, twice each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ExchangeFour<S, V>(
        int n, ref T pivotRow, ref T other0, ref T other1, ref T other2, ref T other3, V distance0, V distance1, V distance2, V distance3)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V half = S.Broadcast(T.CreateTruncating(0.5));
        for (nuint j = 0; j < (nuint)n * Group; j += Group)
        {
            V old = S.Load(ref pivotRow, j);
            V lower0 = S.Load(ref other0, j);
            S.Store(S.IfGreater(half, distance0, old, lower0), ref other0, j);
            V fresh = S.IfGreater(half, distance0, lower0, old);
            V lower1 = S.Load(ref other1, j);
            S.Store(S.IfGreater(half, distance1, old, lower1), ref other1, j);
            fresh = S.IfGreater(half, distance1, lower1, fresh);
            V lower2 = S.Load(ref other2, j);
            S.Store(S.IfGreater(half, distance2, old, lower2), ref other2, j);
            fresh = S.IfGreater(half, distance2, lower2, fresh);
            V lower3 = S.Load(ref other3, j);
            S.Store(S.IfGreater(half, distance3, old, lower3), ref other3, j);
            S.Store(S.IfGreater(half, distance3, lower3, fresh), ref pivotRow, j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ExchangeTwo<S, V>(int n, ref T pivotRow, ref T other0, ref T other1, V distance0, V distance1)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V half = S.Broadcast(T.CreateTruncating(0.5));
        for (nuint j = 0; j < (nuint)n * Group; j += Group)
        {
            V old = S.Load(ref pivotRow, j);
            V lower0 = S.Load(ref other0, j);
            S.Store(S.IfGreater(half, distance0, old, lower0), ref other0, j);
            V fresh = S.IfGreater(half, distance0, lower0, old);
            V lower1 = S.Load(ref other1, j);
            S.Store(S.IfGreater(half, distance1, old, lower1), ref other1, j);
            S.Store(S.IfGreater(half, distance1, lower1, fresh), ref pivotRow, j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ExchangeOne<S, V>(int n, ref T one, ref T other, V distance)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V half = S.Broadcast(T.CreateTruncating(0.5));
        for (nuint j = 0; j < (nuint)n * Group; j += Group)
        {
            V upper = S.Load(ref one, j);
            V lower = S.Load(ref other, j);
            S.Store(S.IfGreater(half, distance, lower, upper), ref one, j);
            S.Store(S.IfGreater(half, distance, upper, lower), ref other, j);
        }
    }

    private static ref T Row(int n, ref T matrix, int row) => ref Unsafe.Add(ref matrix, (nuint)row * (nuint)n * Group);

    // 0 in the lanes whose pivot is this row, at least 1 elsewhere.
    private static V Distance<S, V>(V where, int row)
        where S : struct, ILanes<V, T>
        where V : unmanaged => S.Abs(S.Subtract(where, S.Broadcast(T.CreateTruncating(row))));

    // The lowest bit's index, which is cleared; −1 if none is left.
    private static int Next(ref ulong bits)
    {
        if (bits == 0) return -1;
        int lowest = BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        return lowest;
    }
}
