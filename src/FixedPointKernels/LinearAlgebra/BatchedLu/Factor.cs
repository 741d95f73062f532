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
    /// <param name="singular">count: −1, or the index of a system's first pivot that is exactly zero or not finite. The factors and
    /// solutions of such a system mean nothing, most are not finite; its neighbours are not affected.</param>
    /// <returns>How many systems are singular.</returns>
    /// <remarks>
    /// <para>Each system has its own pivots: the rows that some system wants are exchanged by selects in those systems only.</para>
    /// <para>Aliasing: no two arguments may share memory. Scratch: none. Error bound and source: as <see cref="Lu.Factor"/>.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static int Factor<T>(int n, int count, Span<T> a, Span<int> pivots, Span<int> singular)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
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

    // Two steps at a time: the second column is brought up to date and its pivot found before the rest sees either step, which is then
    // loaded and stored once for both. Compiled fully at once and never inlined: tiered up with profiles, n = 16 and 32 took about one and
    // a half times as long. Returns, per lane, the index of the first bad pivot, or n.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly V FactorLanes<S, V>(ref T matrix, Span<int> exchanges)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V failed = S.Broadcast(T.CreateTruncating(n));
        V where = FirstPivot<S, V>(ref matrix, out V largest);
        for (int k = 0; k < n; k += 2)
        {
            failed = Exchange<S, V>(ref matrix, k, exchanges, where, largest, failed);
            if (k + 1 == n) break;
            where = BatchedElimination<T>.Advance<S, V>(n, ref Row(ref matrix, k), k, ref largest);
            failed = Exchange<S, V>(ref matrix, k + 1, exchanges, where, largest, failed);
            where = BatchedElimination<T>.Twice<S, V>(n, ref Row(ref matrix, k), k, ref largest);
        }

        return failed;
    }

    // Per lane, the first row with the largest magnitude in column 0, and that magnitude. NaN never wins; 0 is left where nothing else is.
    private readonly V FirstPivot<S, V>(ref T matrix, out V most)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V one = S.Broadcast(T.One);
        V number = S.Broadcast(T.Zero);
        V where = number;
        V largest = number;
        nuint rowLength = (nuint)n * Group;
        nuint end = (nuint)n * rowLength;
        for (nuint row = 0; row < end; row += rowLength)
        {
            V magnitude = S.Abs(S.Load(ref matrix, row));
            where = S.IfGreater(magnitude, largest, number, where);
            largest = S.Max(magnitude, largest);
            number = S.Add(number, one);
        }

        most = largest;
        return where;
    }

    // Takes row k's pivots: writes their rows down, exchanges, and notes the bad ones.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly V Exchange<S, V>(ref T matrix, int k, Span<int> exchanges, V where, V largest, V failed)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ulong wanted = 0;
        Span<int> rows = exchanges.Slice(k * BatchedLu.Group, S.Count);
        V found = where;
        ref T lanes = ref Unsafe.As<V, T>(ref found);
        for (int s = 0; s < rows.Length; s++)
        {
            int row = T.ConvertToIntegerNative<int>(Unsafe.Add(ref lanes, s));
            rows[s] = row;
            wanted |= 1UL << row;
        }

        BatchedExchange<T>.Run<S, V>(n, wanted & ~(1UL << k), ref Row(ref matrix, k), ref matrix, where);
        V bad = S.Min(failed, S.Broadcast(T.CreateTruncating(k)));
        return S.IfGreater(largest, S.Broadcast(T.Zero), S.IfGreater(S.Broadcast(T.PositiveInfinity), largest, failed, bad), bad);
    }

    private readonly ref T Row(ref T matrix, int row) => ref Unsafe.Add(ref matrix, (nuint)row * (nuint)n * Group);
}
