using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

public static partial class BatchedLu
{
    /// <summary>x ← A⁻¹ x, or A⁻ᵀ x, for every system of the batch, with the factors of <see cref="Factor"/>.</summary>
    /// <param name="transpose">Which of the two.</param>
    /// <param name="n">The order of the systems.</param>
    /// <param name="count">Systems.</param>
    /// <param name="lu">The factors, interleaved.</param>
    /// <param name="pivots">The exchanges, interleaved.</param>
    /// <param name="x">The right-hand sides, interleaved; on return the solutions, meaningless for a singular system.</param>
    /// <remarks>
    /// <para>Aliasing: <paramref name="x"/> must not share memory with the factors. Scratch: none. Error bound and
    /// source: as <see cref="Lu.Solve"/>.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static void Solve<T>(Transpose transpose, int n, int count, ReadOnlySpan<T> lu, ReadOnlySpan<int> pivots, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        CheckOrder(n);
        Throw.IfNotLength(lu.Length, InterleavedLength(n * n, count), nameof(lu));
        Throw.IfNotLength(pivots.Length, InterleavedLength(n, count), nameof(pivots));
        Throw.IfNotLength(x.Length, InterleavedLength(n, count), nameof(x));
        if (n == 0) return;
        BatchedSolve<T> kernel = new(transpose, n, count, lu, pivots, x);
        Dispatch.Run<BatchedSolve<T>, T>(ref kernel);
    }
}

/// <summary>Substitution, one system per lane.</summary>
internal readonly ref struct BatchedSolve<T>(Transpose transpose, int n, int count, ReadOnlySpan<T> lu, ReadOnlySpan<int> pivots, Span<T> x)
    : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const nuint Group = BatchedLu.Group;
    private readonly ReadOnlySpan<T> lu = lu;
    private readonly ReadOnlySpan<int> pivots = pivots;
    private readonly Span<T> x = x;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int system = 0; system < count; system += S.Count)
        {
            int group = system / BatchedLu.Group;
            int lane = system % BatchedLu.Group;
            int vectorAt = (group * n * BatchedLu.Group) + lane;
            ref T factors = ref Unsafe.Add(ref MemoryMarshal.GetReference(lu), ((nuint)(group * n * n) * Group) + (nuint)lane);
            ref T unknowns = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), vectorAt);
            ref int exchanges = ref Unsafe.Add(ref MemoryMarshal.GetReference(pivots), vectorAt);

            // Entry (i, j) of the triangle in use stands at i·down + j·right.
            nuint down = transpose == Transpose.No ? (nuint)n * Group : Group;
            nuint right = transpose == Transpose.No ? Group : (nuint)n * Group;
            bool lowerIsUnit = transpose == Transpose.No;
            if (transpose == Transpose.No) Permute(ref unknowns, ref exchanges, S.Count, 0, 1);
            for (int i = 0; i < n; i++) Substitute<S, V>(ref factors, ref unknowns, i, 0, i, down, right, lowerIsUnit);
            for (int i = n - 1; i >= 0; i--) Substitute<S, V>(ref factors, ref unknowns, i, i + 1, n, down, right, !lowerIsUnit);
            if (transpose == Transpose.Yes) Permute(ref unknowns, ref exchanges, S.Count, n - 1, -1);
        }
    }

    private static void Substitute<S, V>(ref T factors, ref T unknowns, int i, int from, int to, nuint down, nuint right, bool unit)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T row = ref Unsafe.Add(ref factors, (nuint)i * down);
        V rest = S.Load(ref unknowns, (nuint)i * Group);
        for (int j = from; j < to; j++)
            rest = S.NegateMultiplyAdd(S.Load(ref row, (nuint)j * right), S.Load(ref unknowns, (nuint)j * Group), rest);
        if (!unit) rest = S.Divide(rest, S.Load(ref row, (nuint)i * right));
        S.Store(rest, ref unknowns, (nuint)i * Group);
    }

    private void Permute(ref T unknowns, ref int exchanges, int lanes, int first, int step)
    {
        for (int k = first; (uint)k < (uint)n; k += step)
        {
            for (int s = 0; s < lanes; s++)
            {
                int here = (k * BatchedLu.Group) + s;
                int there = (Unsafe.Add(ref exchanges, here) * BatchedLu.Group) + s;
                (Unsafe.Add(ref unknowns, here), Unsafe.Add(ref unknowns, there)) =
                    (Unsafe.Add(ref unknowns, there), Unsafe.Add(ref unknowns, here));
            }
        }
    }
}
