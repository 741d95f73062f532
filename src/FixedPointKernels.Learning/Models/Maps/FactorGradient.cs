using System;
using System.Numerics;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Models;

/// <summary>The gradient of a factor of W = U V: (scale / B) Σ λₖ (V rₖ)ᵀ of U, (scale / B) Σ (Uᵀ λₖ) rₖᵀ of V, a slice of the N-long side
/// per thread.</summary>
/// <remarks>Every member makes the products with the other factor for itself: B · N · rank multiply-adds, as many as all slices
/// together.</remarks>
internal sealed class FactorGradient<T> : IParameterGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LowRankWeights<T> weights;
    private readonly bool isLeft;
    private readonly AlignedBuffer<T> left;
    private readonly AlignedBuffer<T> right;
    private readonly AlignedBuffer<T> value;
    private readonly AlignedBuffer<T>[] inner;
    private readonly AlignedBuffer<T>[] scratch;
    private T scale;
    private int batch;

    /// <summary>For λ and r of at most so many samples, B × N each.</summary>
    internal FactorGradient(
        LowRankWeights<T> weights, bool isLeft, AlignedBuffer<T> left, AlignedBuffer<T> right, int maxBatch, int members)
    {
        (this.weights, this.isLeft, this.left, this.right) = (weights, isLeft, left, right);
        int length = isLeft ? weights.Outputs : weights.Inputs, rank = weights.Rank;
        value = new(length * rank);
        (inner, scratch) = (new AlignedBuffer<T>[members], new AlignedBuffer<T>[members]);
        for (int i = 0; i < members; i++)
        {
            inner[i] = new(maxBatch * rank);
            int most = Slice.LargestCount(length, members);
            (int rows, int columns) = isLeft ? (most, rank) : (rank, most);
            scratch[i] = Gemm.MultiplyScratch<T>(rows, columns, maxBatch).Allocate<T>();
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<T> Value => value.Span;

    /// <inheritdoc/>
    public void Load(T factor, int samples) => (scale, batch) = (factor, samples);

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        int length = isLeft ? weights.Outputs : weights.Inputs, rank = weights.Rank;
        (int from, int count) = Slice.Of(length, member, members);
        if (count == 0) return;
        Span<T> y = inner[member].Span[..(batch * rank)];
        T mean = scale / T.CreateTruncating(batch);
        Scratch<T> lent = scratch[member].Scratch;
        if (isLeft)
        {
            weights.Right.Multiply(batch, right.Span[..(batch * length)], T.Zero, y);
            Gemm.Multiply(
                Transpose.Yes, Transpose.No, count, rank, batch, mean, left.Span[from..], length, y, rank, T.Zero,
                value.Span[(from * rank)..], rank, lent);
        }
        else
        {
            weights.Left.MultiplyTransposed(batch, left.Span[..(batch * length)], T.Zero, y);
            Gemm.Multiply(
                Transpose.Yes, Transpose.No, rank, count, batch, mean, y, rank, right.Span[from..], length, T.Zero, value.Span[from..],
                length, lent);
        }
    }
}
