using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

public static partial class BatchedLu
{
    /// <summary>P A = L U in place, for every system of the batch.</summary>
    /// <param name="n">The order of the systems, at most <see cref="MaxOrder"/>.</param>
    /// <param name="count">Systems.</param>
    /// <param name="a">The matrices, interleaved; on return their factors.</param>
    /// <param name="pivots">The exchanges, interleaved like a vector of n.</param>
    /// <param name="singular">count: −1, or the index of a system's first pivot that is exactly zero or not finite. The factors and solutions of
    /// such a system mean nothing, most are not finite; its neighbours are not affected.</param>
    /// <returns>How many systems are singular.</returns>
    /// <remarks>
    /// <para>Each system has its own pivots: the rows that some system wants are exchanged by selects in those systems only.</para>
    /// <para>Aliasing: no two arguments may share memory. Scratch: none. Error bound and source: as <see cref="Lu.Factor"/>.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static int Factor<T>(int n, int count, Span<T> a, Span<int> pivots, Span<int> singular)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckOrder(n);
        Throw.IfNotLength(a.Length, InterleavedLength(n * n, count), nameof(a));
        Throw.IfNotLength(pivots.Length, InterleavedLength(n, count), nameof(pivots));
        Throw.IfNotLength(singular.Length, count, nameof(singular));
        singular.Fill(-1);
        if (n == 0) return 0;
        BatchedFactor<T> kernel = new(n, count, a, pivots, singular);
        Dispatch.Run<BatchedFactor<T>, T>(ref kernel);
        return kernel.SingularCount;
    }
}

/// <summary>Elimination with partial pivoting, one system per lane.</summary>
internal ref struct BatchedFactor<T>(int n, int count, Span<T> a, Span<int> pivots, Span<int> singular) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const nuint Group = BatchedLu.Group;
    private readonly Span<T> a = a;
    private readonly Span<int> pivots = pivots;
    private readonly Span<int> singular = singular;

    internal int SingularCount { get; private set; }

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int system = 0; system < count; system += S.Count)
        {
            int group = system / BatchedLu.Group;
            int lane = system % BatchedLu.Group;
            V failed = FactorLanes<S, V>(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(a), ((nuint)(group * n * n) * Group) + (nuint)lane),
                pivots.Slice((group * n * BatchedLu.Group) + lane, ((n - 1) * BatchedLu.Group) + S.Count));
            for (int s = 0; s < S.Count && system + s < count; s++)
            {
                int index = int.CreateTruncating(LaneOf(failed, s));
                singular[system + s] = index < n ? index : -1;
                if (index < n) SingularCount++;
            }
        }
    }

    private static T LaneOf<V>(V value, int lane)
        where V : unmanaged => Unsafe.Add(ref Unsafe.As<V, T>(ref value), lane);

    // Returns, per lane, the index of the first bad pivot, or n.
    private readonly V FactorLanes<S, V>(ref T matrix, Span<int> exchanges)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint rowStride = (nuint)n * Group;
        V zero = S.Broadcast(T.Zero);
        V infinity = S.Broadcast(T.PositiveInfinity);
        V failed = S.Broadcast(T.CreateTruncating(n));
        for (int k = 0; k < n; k++)
        {
            ref T pivotRow = ref Unsafe.Add(ref matrix, (nuint)k * rowStride);
            nuint column = (nuint)k * Group;
            V step = S.Broadcast(T.CreateTruncating(k));
            V where = step;
            V largest = S.Abs(S.Load(ref pivotRow, column));
            largest = S.IfGreater(largest, zero, largest, zero);
            for (int i = k + 1; i < n; i++)
            {
                V magnitude = S.Abs(S.Load(ref Unsafe.Add(ref matrix, (nuint)i * rowStride), column));
                where = S.IfGreater(magnitude, largest, S.Broadcast(T.CreateTruncating(i)), where);
                largest = S.IfGreater(magnitude, largest, magnitude, largest);
            }

            ulong wanted = 0;
            for (int s = 0; s < S.Count; s++)
            {
                int row = int.CreateTruncating(LaneOf(where, s));
                exchanges[(k * BatchedLu.Group) + s] = row;
                wanted |= 1UL << row;
            }

            wanted &= ~(1UL << k);
            ExchangeRows<S, V>(wanted, ref pivotRow, ref matrix, where);

            V pivot = S.Load(ref pivotRow, column);
            V bad = S.Min(failed, step);
            V magnitudeOfPivot = S.Abs(pivot);
            failed = S.IfGreater(magnitudeOfPivot, zero, S.IfGreater(infinity, magnitudeOfPivot, failed, bad), bad);

            // Where 1 / pivot overflows (a denormal pivot), the column is scaled up by a power of two first; elsewhere by 1. Both are exact.
            V one = S.Broadcast(T.One);
            V scale = S.IfGreater(infinity, S.Divide(one, magnitudeOfPivot), one, S.Broadcast(T.ScaleB(T.One, 64)));
            V reciprocal = S.CopySign(S.Divide(one, S.Multiply(magnitudeOfPivot, scale)), pivot);
            for (int i = k + 1; i < n; i++)
            {
                ref T row = ref Unsafe.Add(ref matrix, (nuint)i * rowStride);
                V factor = S.Multiply(S.Multiply(S.Load(ref row, column), scale), reciprocal);
                S.Store(factor, ref row, column);
                for (nuint j = column + Group; j < rowStride; j += Group)
                    S.Store(S.NegateMultiplyAdd(factor, S.Load(ref pivotRow, j), S.Load(ref row, j)), ref row, j);
            }
        }

        return failed;
    }

    // Row k is exchanged with each row wanted, in the lanes whose pivot it is. Four rows at a time share the loads and stores of row k: 5 stores for 8.
    private readonly void ExchangeRows<S, V>(ulong wanted, ref T pivotRow, ref T matrix, V where)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        while (wanted != 0)
        {
            int row0 = Next(ref wanted), row1 = Next(ref wanted), row2 = Next(ref wanted), row3 = Next(ref wanted);
            ref T other0 = ref Row(ref matrix, row0);
            V distance0 = Distance<S, V>(where, row0);
            if (row3 < 0)
            {
                ExchangeOne<S, V>(ref pivotRow, ref other0, distance0);
                if (row1 >= 0) ExchangeOne<S, V>(ref pivotRow, ref Row(ref matrix, row1), Distance<S, V>(where, row1));
                if (row2 >= 0) ExchangeOne<S, V>(ref pivotRow, ref Row(ref matrix, row2), Distance<S, V>(where, row2));
                return;
            }

            ref T other1 = ref Row(ref matrix, row1);
            ref T other2 = ref Row(ref matrix, row2);
            ref T other3 = ref Row(ref matrix, row3);
            V distance1 = Distance<S, V>(where, row1), distance2 = Distance<S, V>(where, row2), distance3 = Distance<S, V>(where, row3);
            V half = S.Broadcast(T.CreateTruncating(0.5));
            for (nuint j = 0; j < (nuint)n * Group; j += Group)
            {
                V old = S.Load(ref pivotRow, j);
                V lower0 = S.Load(ref other0, j), lower1 = S.Load(ref other1, j), lower2 = S.Load(ref other2, j), lower3 = S.Load(ref other3, j);
                S.Store(S.IfGreater(half, distance0, old, lower0), ref other0, j);
                S.Store(S.IfGreater(half, distance1, old, lower1), ref other1, j);
                S.Store(S.IfGreater(half, distance2, old, lower2), ref other2, j);
                S.Store(S.IfGreater(half, distance3, old, lower3), ref other3, j);
                V fresh = S.IfGreater(half, distance0, lower0, S.IfGreater(half, distance1, lower1, old));
                S.Store(S.IfGreater(half, distance2, lower2, S.IfGreater(half, distance3, lower3, fresh)), ref pivotRow, j);
            }
        }
    }

    private readonly void ExchangeOne<S, V>(ref T one, ref T other, V distance)
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

    private readonly ref T Row(ref T matrix, int row) => ref Unsafe.Add(ref matrix, (nuint)row * (nuint)n * Group);

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
