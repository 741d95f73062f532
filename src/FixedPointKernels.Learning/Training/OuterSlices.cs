using System;
using System.Numerics;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Training;

/// <summary>(scale / B) leftᵀ right over the whole batch, one slice of the result's rows per thread: every entry is summed in one
/// order.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class OuterSlices<T> : IParameterGradient<T>
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

    /// <summary>Makes the result and the scratch.</summary>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="left">maxBatch × rows: what the samples leave, a row each.</param>
    /// <param name="right">maxBatch × columns.</param>
    /// <param name="maxBatch">The most samples.</param>
    /// <param name="members">The team's size.</param>
    public OuterSlices(int rows, int columns, AlignedBuffer<T> left, AlignedBuffer<T> right, int maxBatch, int members)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        Misuse.IfNotShape(left.Length, maxBatch, rows, nameof(left));
        Misuse.IfNotShape(right.Length, maxBatch, columns, nameof(right));
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
            Transpose.Yes, Transpose.No, count, columns, batch, scale / T.CreateTruncating(batch), left.Span[from..], rows,
            right.Span, columns, T.Zero, value.Span[(from * columns)..], columns, scratch[member].Scratch);
    }
}
