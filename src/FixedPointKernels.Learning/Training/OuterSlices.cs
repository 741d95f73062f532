using System;
using System.Numerics;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Training;

/// <summary>(scale / B) leftᵀ right over the rows of the whole batch, one slice of the result's rows per thread: every entry is summed in
/// one order.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class OuterSlices<T> : IParameterGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int rows;
    private readonly int columns;
    private readonly int each;
    private readonly AlignedBuffer<T> value;
    private readonly AlignedBuffer<T> left;
    private readonly AlignedBuffer<T> right;
    private readonly AlignedBuffer<T>[] scratch;
    private T scale;
    private int batch;

    /// <summary>Makes the result and the scratch.</summary>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="left">maxBatch·each × rows: what the samples leave.</param>
    /// <param name="right">maxBatch·each × columns.</param>
    /// <param name="maxBatch">The most samples.</param>
    /// <param name="members">The team's size.</param>
    /// <param name="each">Rows that a sample leaves: 1, or a row for each step of a sequence.</param>
    public OuterSlices(
        int rows, int columns, AlignedBuffer<T> left, AlignedBuffer<T> right, int maxBatch, int members, int each = 1)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        int most = Misuse.Size(maxBatch, each, nameof(each));
        Misuse.IfNotShape(left.Length, most, rows, nameof(left));
        Misuse.IfNotShape(right.Length, most, columns, nameof(right));
        (this.rows, this.columns, this.each, this.left, this.right) = (rows, columns, each, left, right);
        value = new(rows * columns);
        scratch = new AlignedBuffer<T>[members];
        for (int i = 0; i < members; i++)
            scratch[i] = Gemm.MultiplyScratch<T>(Slice.LargestCount(rows, members), columns, most).Allocate<T>();
    }

    /// <summary>The same with ones on the left: (scale / B) times the sum of the rows.</summary>
    /// <param name="right">maxBatch·each × columns.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="maxBatch">The most samples.</param>
    /// <param name="members">The team's size.</param>
    /// <param name="each">Rows that a sample leaves.</param>
    public static OuterSlices<T> MeanOf(AlignedBuffer<T> right, int columns, int maxBatch, int members, int each = 1)
    {
        AlignedBuffer<T> ones = new(Misuse.Size(maxBatch, each, nameof(each)));
        ones.Span.Fill(T.One);
        return new(1, columns, ones, right, maxBatch, members, each);
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
            Transpose.Yes, Transpose.No, count, columns, batch * each, scale / T.CreateTruncating(batch), left.Span[from..], rows,
            right.Span, columns, T.Zero, value.Span[(from * columns)..], columns, scratch[member].Scratch);
    }
}
