using System.Numerics;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>One tall matrix with everything that its factorization and the pullback need, by us and by OpenBLAS.</summary>
internal sealed class QrSubject<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int n;
    private readonly int k;
    private readonly AlignedBuffer<T> matrix;
    private readonly AlignedBuffer<T> bar;
    private readonly AlignedBuffer<T> logs;
    private readonly AlignedBuffer<T> q;
    private readonly AlignedBuffer<T> r;
    private readonly AlignedBuffer<T> kept;
    private readonly AlignedBuffer<T> gradient;
    private readonly AlignedBuffer<T> scratch;
    private readonly AlignedBuffer<T> scales;
    private readonly AlignedBuffer<T> room;

    internal QrSubject(int n, int k)
    {
        (this.n, this.k) = (n, k);
        matrix = BenchData.Aligned<T>(n * k, 1);
        bar = BenchData.Aligned<T>(n * k, 2);
        logs = BenchData.Aligned<T>(k, 3);
        (q, kept, gradient, r, scales) = (new(n * k), new(n * k), new(n * k), new(k * k), new(k));
        scratch = ScratchSize.Max(Qr.FactorScratch<T>(n, k), Qr.PullbackScratch<T>(n, k)).Allocate<T>();
        room = new(64 * k);
        Factor();
        q.Span.CopyTo(kept.Span);
    }

    /// <summary>Multiply-adds and others that must be done: R 2Nk² − ⅔k³, Q as much.</summary>
    internal double FactorOperations => (4.0 * n * k * k) - (4.0 / 3 * k * k * k);

    /// <summary>One triangle of Q̄ᵀQ, Q C, and back-substitution.</summary>
    internal double PullbackOperations => 4.0 * n * k * k;

    /// <summary>The columns of Q.</summary>
    internal T[] Columns => q.Span.ToArray();

    /// <summary>The copy that comes before every factorization, of either side, and before the pullback.</summary>
    internal void Restore() => matrix.Span.CopyTo(q.Span);

    internal void Factor()
    {
        Restore();
        Qr.Factor(n, k, q.Span, n, r.Span, k, scratch.Scratch);
    }

    internal void FactorByOpenBlas()
    {
        Restore();
        OpenBlas.FactorQr(n, k, q, scales, room);
    }

    internal void Pullback()
    {
        bar.Span.CopyTo(gradient.Span);
        Qr.Pullback<T>(n, k, kept.Span, n, r.Span, k, logs.Span, gradient.Span, n, scratch.Scratch);
    }

    internal void PullbackOfLogs() =>
        Qr.PullbackOfLogs<T>(n, k, kept.Span, n, r.Span, k, logs.Span, gradient.Span, n, scratch.Scratch);
}
