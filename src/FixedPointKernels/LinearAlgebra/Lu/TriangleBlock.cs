using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>
/// A small triangular system with many right-hand sides. The triangle is copied so that all four kinds read alike: row i of the copy holds
/// the negated coefficients of the unknowns already found, in the order in which they were found.
/// </summary>
/// <remarks>Every column of B sees the same operations in the same order, whatever its place and whatever the register width.</remarks>
internal ref struct TriangleBlock<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int n;
    private readonly int columns;
    private readonly bool unit;
    private readonly ref T coefficients;
    private readonly ref T diagonal;
    private readonly ref T firstRow;
    private readonly nint step;

    internal TriangleBlock(Triangle triangle, int n, ReadOnlySpan<T> t, int ldt, int columns, Span<T> b, int ldb, Span<T> scratch)
    {
        this.n = n;
        this.columns = columns;
        unit = triangle is Triangle.LowerUnit or Triangle.LowerUnitTransposed;
        bool forward = triangle is Triangle.LowerUnit or Triangle.UpperTransposed;
        bool transposed = triangle is Triangle.UpperTransposed or Triangle.LowerUnitTransposed;
        for (int i = 0; i < n; i++)
        {
            int row = forward ? i : n - 1 - i;
            for (int p = 0; p < i; p++)
            {
                int column = forward ? p : n - 1 - p;
                scratch[(i * n) + p] = -(transposed ? t[(column * ldt) + row] : t[(row * ldt) + column]);
            }

            scratch[(n * n) + i] = t[(row * ldt) + row];
        }

        coefficients = ref MemoryMarshal.GetReference(scratch);
        diagonal = ref Unsafe.Add(ref coefficients, n * n);
        firstRow = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), forward ? 0 : (nint)(n - 1) * ldb);
        step = forward ? ldb : -(nint)ldb;
    }

    internal static int ScratchLength(int n) => (n * n) + n;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int count = S.Count;
        int j = 0;
        for (; j + (4 * count) <= columns; j += 4 * count) SolveFour<S, V>((nuint)j);
        for (; j + count <= columns; j += count) SolveOne<S, V>((nuint)j);
        for (; j < columns; j++) SolveOne<Lane1<T>, T>((nuint)j);
    }

    // Four registers side by side: four independent chains hide the latency of the multiply-add (4 cycles on current cores).
    private readonly void SolveFour<S, V>(nuint j)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint count = (nuint)S.Count;
        nuint j1 = j + count;
        nuint j2 = j1 + count;
        nuint j3 = j2 + count;
        ref T target = ref firstRow;
        ref T row = ref coefficients;
        nint toNext = step;
        int order = n;
        for (int i = 0; i < order; i++)
        {
            V x0 = S.Load(ref target, j);
            V x1 = S.Load(ref target, j1);
            V x2 = S.Load(ref target, j2);
            V x3 = S.Load(ref target, j3);
            ref T found = ref firstRow;
            for (int p = 0; p < i; p++)
            {
                V coefficient = S.Broadcast(Unsafe.Add(ref row, p));
                x0 = S.MultiplyAdd(coefficient, S.Load(ref found, j), x0);
                x1 = S.MultiplyAdd(coefficient, S.Load(ref found, j1), x1);
                x2 = S.MultiplyAdd(coefficient, S.Load(ref found, j2), x2);
                x3 = S.MultiplyAdd(coefficient, S.Load(ref found, j3), x3);
                found = ref Unsafe.Add(ref found, toNext);
            }

            if (!unit)
            {
                V divisor = S.Broadcast(Unsafe.Add(ref diagonal, i));
                x0 = S.Divide(x0, divisor);
                x1 = S.Divide(x1, divisor);
                x2 = S.Divide(x2, divisor);
                x3 = S.Divide(x3, divisor);
            }

            S.Store(x0, ref target, j);
            S.Store(x1, ref target, j1);
            S.Store(x2, ref target, j2);
            S.Store(x3, ref target, j3);
            target = ref Unsafe.Add(ref target, toNext);
            row = ref Unsafe.Add(ref row, order);
        }
    }

    private readonly void SolveOne<S, V>(nuint j)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T target = ref firstRow;
        ref T row = ref coefficients;
        nint toNext = step;
        int order = n;
        for (int i = 0; i < order; i++)
        {
            V x = S.Load(ref target, j);
            ref T found = ref firstRow;
            for (int p = 0; p < i; p++)
            {
                x = S.MultiplyAdd(S.Broadcast(Unsafe.Add(ref row, p)), S.Load(ref found, j), x);
                found = ref Unsafe.Add(ref found, toNext);
            }

            if (!unit) x = S.Divide(x, S.Broadcast(Unsafe.Add(ref diagonal, i)));
            S.Store(x, ref target, j);
            target = ref Unsafe.Add(ref target, toNext);
            row = ref Unsafe.Add(ref row, order);
        }
    }
}
