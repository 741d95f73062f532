using System;
using System.Numerics;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>Many different small matrices with everything that three ways of factoring them need.</summary>
internal sealed class BatchedLuSubject<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const int Systems = 256;
    private readonly int n;
    private readonly AlignedBuffer<T> matrices;
    private readonly AlignedBuffer<T> interleaved;
    private readonly AlignedBuffer<T> work;
    private readonly AlignedBuffer<T> scratch;
    private readonly int[] pivots;
    private readonly int[] singular = new int[Systems];

    internal BatchedLuSubject(int n)
    {
        this.n = n;
        matrices = BenchData.Aligned<T>(Systems * n * n, 1);
        interleaved = new(BatchedLu.InterleavedLength(n * n, Systems));
        work = new(interleaved.Length);
        scratch = Lu.FactorScratch<T>(n).Allocate<T>();
        pivots = new int[BatchedLu.InterleavedLength(n, Systems)];
        BatchedLu.Interleave<T>(n * n, Systems, matrices.Span, interleaved.Span);
    }

    /// <summary>The copy that comes before every factorization; 256 systems fill whole groups, so it has the same length for all.</summary>
    internal void Restore() => matrices.Span.CopyTo(work.Span);

    internal void FactorInterleaved()
    {
        interleaved.Span.CopyTo(work.Span);
        BatchedLu.Factor(n, Systems, work.Span, pivots, singular);
    }

    internal void FactorInTurn()
    {
        Restore();
        Span<T> all = work.Span;
        for (int s = 0; s < Systems; s++)
            singular[s] = Lu.Factor(n, all.Slice(s * n * n, n * n), n, pivots.AsSpan(s * n, n), scratch.Scratch);
    }

    // The matrices are taken as columns: other matrices, no harder ones.
    internal void FactorInTurnByOpenBlas()
    {
        Restore();
        for (int s = 0; s < Systems; s++) singular[s] = OpenBlas.Factor(n, work, s * n * n, pivots.AsSpan(s * n, n));
    }
}
