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

    // Two steps at a time: the second column is brought up to date and its pivot found before the rest sees either, which is then loaded and stored once
    // for both. Returns, per lane, the index of the first bad pivot, or n.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly V FactorLanes<S, V>(ref T matrix, Span<int> exchanges)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V failed = S.Broadcast(T.CreateTruncating(n));
        for (int k = 0; k < n; k += 2)
        {
            failed = Pivot<S, V>(ref matrix, k, exchanges, failed);
            if (k + 1 == n) break;
            nuint next = (nuint)(k + 1) * Group;
            V above = S.Load(ref Row(ref matrix, k), next);
            for (int i = k + 1; i < n; i++)
            {
                ref T row = ref Row(ref matrix, i);
                S.Store(S.NegateMultiplyAdd(S.Load(ref row, next - Group), above, S.Load(ref row, next)), ref row, next);
            }

            failed = Pivot<S, V>(ref matrix, k + 1, exchanges, failed);
            Eliminate<S, V>(ref matrix, k);
        }

        return failed;
    }

    // Finds the pivots of column k, exchanges the rows, and turns the column below into factors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly V Pivot<S, V>(ref T matrix, int k, Span<int> exchanges, V failed)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T pivotRow = ref Row(ref matrix, k);
        nuint column = (nuint)k * Group;
        V zero = S.Broadcast(T.Zero);
        V one = S.Broadcast(T.One);
        V infinity = S.Broadcast(T.PositiveInfinity);
        V step = S.Broadcast(T.CreateTruncating(k));
        V where = step;
        V largest = S.Abs(S.Load(ref pivotRow, column));
        largest = S.IfGreater(largest, zero, largest, zero);
        V number = step;
        for (int i = k + 1; i < n; i++)
        {
            number = S.Add(number, one);
            V magnitude = S.Abs(S.Load(ref Row(ref matrix, i), column));
            where = S.IfGreater(magnitude, largest, number, where);
            largest = S.IfGreater(magnitude, largest, magnitude, largest);
        }

        ulong wanted = 0;
        Span<int> rows = exchanges.Slice(k * BatchedLu.Group, S.Count);
        ref T lanes = ref Unsafe.As<V, T>(ref where);
        for (int s = 0; s < rows.Length; s++)
        {
            int row = T.ConvertToIntegerNative<int>(Unsafe.Add(ref lanes, s));
            rows[s] = row;
            wanted |= 1UL << row;
        }

        BatchedExchange<T>.Run<S, V>(n, wanted & ~(1UL << k), ref pivotRow, ref matrix, where);

        V pivot = S.Load(ref pivotRow, column);
        V size = S.Abs(pivot);
        V bad = S.Min(failed, step);
        failed = S.IfGreater(size, zero, S.IfGreater(infinity, size, failed, bad), bad);

        // Where 1 / pivot overflows (a denormal pivot), the column is scaled up by a power of two first; elsewhere by 1. Both are exact.
        V scale = S.IfGreater(infinity, S.Divide(one, size), one, S.Broadcast(T.ScaleB(T.One, 64)));
        V reciprocal = S.CopySign(S.Divide(one, S.Multiply(size, scale)), pivot);
        for (int i = k + 1; i < n; i++)
        {
            ref T row = ref Row(ref matrix, i);
            S.Store(S.Multiply(S.Multiply(S.Load(ref row, column), scale), reciprocal), ref row, column);
        }

        return failed;
    }

    // Row k + 1 sees step k, the rows below both, from column k + 2 on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Eliminate<S, V>(ref T matrix, int k)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint from = (nuint)(k + 2) * Group;
        nuint end = (nuint)n * Group;
        ref T first = ref Row(ref matrix, k);
        ref T second = ref Row(ref matrix, k + 1);
        V factor = S.Load(ref second, from - (2 * Group));
        for (nuint j = from; j < end; j += Group)
            S.Store(S.NegateMultiplyAdd(factor, S.Load(ref first, j), S.Load(ref second, j)), ref second, j);
        for (int i = k + 2; i < n; i++)
        {
            ref T row = ref Row(ref matrix, i);
            V factor0 = S.Load(ref row, from - (2 * Group));
            V factor1 = S.Load(ref row, from - Group);
            for (nuint j = from; j < end; j += Group)
            {
                V once = S.NegateMultiplyAdd(factor0, S.Load(ref first, j), S.Load(ref row, j));
                S.Store(S.NegateMultiplyAdd(factor1, S.Load(ref second, j), once), ref row, j);
            }
        }
    }

    private readonly ref T Row(ref T matrix, int row) => ref Unsafe.Add(ref matrix, (nuint)row * (nuint)n * Group);
}
