using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>One matrix with everything that its factorization and solution need, by us and by OpenBLAS.</summary>
internal sealed class LuSubject<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int n;
    private readonly AlignedBuffer<T> rows;
    private readonly AlignedBuffer<T> columns;
    private readonly AlignedBuffer<T> factors;
    private readonly AlignedBuffer<T> inverse;
    private readonly AlignedBuffer<T> scratch;
    private readonly AlignedBuffer<T> x;
    private readonly int[] pivots;

    internal LuSubject(int n)
    {
        this.n = n;
        rows = BenchData.Aligned<T>(n * n, 1);
        columns = new(n * n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) columns.Span[(j * n) + i] = rows.Span[(i * n) + j];
        }

        factors = new(n * n);
        inverse = new(n * n);
        scratch = ScratchSize.Max(Lu.FactorScratch<T>(n), Lu.InvertScratch<T>(n)).Allocate<T>();
        x = new(n);
        pivots = new int[n];
        Factor();
    }

    /// <summary>A, row-major.</summary>
    internal T[] A => rows.Span.ToArray();

    /// <summary>A as the twin wants it.</summary>
    internal double[][] Rows()
    {
        double[][] all = new double[n][];
        for (int i = 0; i < n; i++) all[i] = [.. rows.Span.Slice(i * n, n).ToArray().Select(double.CreateTruncating)];
        return all;
    }

    /// <summary>The copy that comes before every factorization, of either side.</summary>
    internal void Restore() => rows.Span.CopyTo(factors.Span);

    internal void Factor()
    {
        Restore();
        Lu.Factor(n, factors.Span, n, pivots, scratch.Scratch);
    }

    internal void FactorByOpenBlas()
    {
        columns.Span.CopyTo(factors.Span);
        OpenBlas.Factor(n, factors, 0, pivots);
    }

    internal void FactorAndSolve()
    {
        Factor();
        x.Span.Fill(T.One);
        Lu.Solve<T>(Transpose.No, n, factors.Span, n, pivots, x.Span);
    }

    internal void FactorAndSolveByOpenBlas()
    {
        FactorByOpenBlas();
        x.Span.Fill(T.One);
        OpenBlas.Solve(n, factors, pivots, x);
    }

    /// <summary>x after the work: two ways of solving must agree.</summary>
    internal T[] Solution(Action work)
    {
        work();
        return x.Span.ToArray();
    }

    internal void SolveTransposed()
    {
        x.Span.Fill(T.One);
        Lu.Solve<T>(Transpose.Yes, n, factors.Span, n, pivots, x.Span);
    }

    internal void Invert() => Lu.Invert<T>(n, factors.Span, n, pivots, inverse.Span, n, scratch.Scratch);
}
