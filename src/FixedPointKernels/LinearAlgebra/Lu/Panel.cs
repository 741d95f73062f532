using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>
/// A few columns of A factored at once: they are copied column by column into scratch, so that pivot search, division and elimination run down
/// contiguous columns, and copied back.
/// </summary>
/// <remarks>
/// Each column is padded with zeros to whole registers and one more, so no loop has a tail: a zero below the matrix never becomes a pivot and stays zero.
/// Registers always start at a multiple of their length (the first one of a step keeps the finished rows by a select): a load then never straddles
/// two stores of the step before, which would wait for both to leave the store buffer.
/// Rows are exchanged over the whole width of A at once; in row-major order that is contiguous, so no exchange is deferred.
/// The columns' bits do not depend on the register width: every element sees the same operations.
/// </remarks>
internal ref struct LuPanel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int n;
    private readonly int lda;
    private readonly int first;
    private readonly int width;
    private readonly int rows;
    private readonly nuint stride;
    private readonly ref T matrix;
    private readonly ref T panel;
    private readonly ref T rowNumbers;
    private readonly Span<int> pivots;

    internal LuPanel(int n, Span<T> a, int lda, Span<int> pivots, int first, int width, Span<T> scratch)
    {
        this.n = n;
        this.lda = lda;
        this.first = first;
        this.width = width;
        this.pivots = pivots;
        rows = n - first;
        stride = (nuint)Padded(rows);
        matrix = ref MemoryMarshal.GetReference(a);
        rowNumbers = ref MemoryMarshal.GetReference(scratch);
        panel = ref Unsafe.Add(ref rowNumbers, Padded(n));
    }

    /// <summary>−1, or the index of the first pivot that is zero or not finite.</summary>
    internal int Singular { get; private set; } = -1;

    internal static int ScratchLength(int n, int width) => checked(Padded(n) * (width + 1));

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        CopyIn();
        for (int k = 0; k < width; k++)
        {
            ref T column = ref Unsafe.Add(ref panel, (nuint)k * stride);
            int best = LargestFrom<S, V>(ref column, k);
            T pivot = Unsafe.Add(ref column, best);
            pivots[first + k] = first + best;
            if (pivot == T.Zero || !T.IsFinite(pivot))
            {
                Singular = first + k;
                break;
            }

            if (best != k) Exchange<S, V>(k, best);
            Eliminate<S, V>(ref column, k, pivot);
        }

        CopyOut();
    }

    // Whole registers of the widest kind (16 floats), and one more for a register that starts inside the last one.
    private static int Padded(int rows) => ((rows + (ScratchSize.Grain - 1)) & ~(ScratchSize.Grain - 1)) + ScratchSize.Grain;

    private readonly void CopyIn()
    {
        for (int r = 0; r < (int)stride; r++) Unsafe.Add(ref rowNumbers, r) = T.CreateTruncating(r);
        for (int c = 0; c < width; c++) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref panel, ((nuint)c * stride) + (nuint)rows), (int)stride - rows).Clear();
        for (int r = 0; r < rows; r++)
        {
            ref T from = ref Unsafe.Add(ref matrix, ((nuint)(first + r) * (nuint)lda) + (nuint)first);
            ref T to = ref Unsafe.Add(ref panel, r);
            for (int c = 0; c < width; c++) Unsafe.Add(ref to, (nuint)c * stride) = Unsafe.Add(ref from, c);
        }
    }

    private readonly void CopyOut()
    {
        for (int r = 0; r < rows; r++)
        {
            ref T to = ref Unsafe.Add(ref matrix, ((nuint)(first + r) * (nuint)lda) + (nuint)first);
            ref T from = ref Unsafe.Add(ref panel, r);
            for (int c = 0; c < width; c++) Unsafe.Add(ref to, c) = Unsafe.Add(ref from, (nuint)c * stride);
        }
    }

    // The first row ≥ k with the largest magnitude. NaN never wins a comparison: it sinks to the last pivot, where it is reported.
    private readonly int LargestFrom<S, V>(ref T column, int k)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint count = (nuint)S.Count;
        nuint start = (nuint)k & ~(count - 1);
        V before = S.Broadcast(T.CreateTruncating(k) - T.One);
        V row = S.Load(ref rowNumbers, start);
        V largest = S.IfGreater(row, before, S.Abs(S.Load(ref column, start)), S.Broadcast(-T.One));
        largest = S.IfGreater(largest, S.Broadcast(-T.One), largest, S.Broadcast(-T.One));
        V where = row;
        for (nuint r = start + count; r < (nuint)rows; r += count)
        {
            V magnitude = S.Abs(S.Load(ref column, r));
            where = S.IfGreater(magnitude, largest, S.Load(ref rowNumbers, r), where);
            largest = S.IfGreater(magnitude, largest, magnitude, largest);
        }

        T most = S.Largest(largest);
        if (most < T.Zero) return k;

        // The smallest row among the lanes that hold the largest magnitude; Largest of the negated rows finds it.
        V candidates = S.IfGreater(S.Broadcast(most), largest, S.Broadcast(T.CreateTruncating(rows)), where);
        return int.CreateTruncating(-S.Largest(S.Subtract(S.Broadcast(T.Zero), candidates)));
    }

    private readonly void Exchange<S, V>(int k, int best)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int c = 0; c < width; c++)
        {
            ref T column = ref Unsafe.Add(ref panel, (nuint)c * stride);
            (Unsafe.Add(ref column, k), Unsafe.Add(ref column, best)) = (Unsafe.Add(ref column, best), Unsafe.Add(ref column, k));
        }

        Rows.Exchange<S, V, T>(
            ref Unsafe.Add(ref matrix, (nuint)(first + k) * (nuint)lda), ref Unsafe.Add(ref matrix, (nuint)(first + best) * (nuint)lda), (nuint)n);
    }

    // column k ← column k / pivot, column j ← column j − column k · u_kj, in the rows below k.
    private readonly void Eliminate<S, V>(ref T column, int k, T pivot)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint count = (nuint)S.Count;
        nuint start = (nuint)(k + 1) & ~(count - 1);
        nuint toNext = stride;
        int columns = width;
        V divisor = S.Broadcast(pivot);
        V done = S.Broadcast(T.CreateTruncating(k));
        V row = S.Load(ref rowNumbers, start);
        V factor = S.Load(ref column, start);
        factor = S.IfGreater(row, done, S.Divide(factor, divisor), factor);
        S.Store(factor, ref column, start);
        ref T other = ref column;
        for (int c = k + 1; c < columns; c++)
        {
            other = ref Unsafe.Add(ref other, toNext);
            V old = S.Load(ref other, start);
            V updated = S.NegateMultiplyAdd(factor, S.Broadcast(Unsafe.Add(ref other, k)), old);
            S.Store(S.IfGreater(row, done, updated, old), ref other, start);
        }

        for (nuint r = start + count; r < (nuint)rows; r += count)
        {
            factor = S.Divide(S.Load(ref column, r), divisor);
            S.Store(factor, ref column, r);
            other = ref column;
            for (int c = k + 1; c < columns; c++)
            {
                other = ref Unsafe.Add(ref other, toNext);
                S.Store(S.NegateMultiplyAdd(factor, S.Broadcast(Unsafe.Add(ref other, k)), S.Load(ref other, r)), ref other, r);
            }
        }
    }
}
