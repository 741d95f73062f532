using System;
using System.Numerics;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Training;

/// <summary>(scale / B) leftᵀ right over the whole batch, one slice of the result's rows per thread: every entry is summed in one order.</summary>
internal sealed class OuterSlices<T> : IBlockGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int rows;
    private readonly int columns;
    private readonly AlignedBuffer<T> value;
    private readonly AlignedBuffer<T> left;
    private readonly AlignedBuffer<T> right;
    private readonly AlignedBuffer<T>[] scratch;
    private T scale;
    private int batch;

    /// <summary>For factors of at most <paramref name="maxBatch"/> samples, batch × rows and batch × columns.</summary>
    internal OuterSlices(int rows, int columns, AlignedBuffer<T> left, AlignedBuffer<T> right, int maxBatch, int members)
    {
        (this.rows, this.columns, this.left, this.right) = (rows, columns, left, right);
        value = new(rows * columns);
        scratch = new AlignedBuffer<T>[members];
        for (int i = 0; i < members; i++)
            scratch[i] = Gemm.MultiplyScratch<T>(Slice.LargestCount(rows, members), columns, maxBatch).Allocate<T>();
    }

    /// <inheritdoc/>
    public ReadOnlySpan<T> Value => value.Span;

    /// <inheritdoc/>
    public void Load(T factor, int samples) => (scale, batch) = (factor, samples);

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        (int from, int count) = Slice.Of(rows, member, members);
        if (count == 0) return;
        Gemm.Multiply(
            Transpose.Yes, Transpose.No, count, columns, batch, scale / T.CreateTruncating(batch), left.Span[from..], rows, right.Span, columns,
            T.Zero, value.Span[(from * columns)..], columns, scratch[member].Scratch);
    }
}
