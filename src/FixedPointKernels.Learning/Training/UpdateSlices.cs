using System;
using System.Numerics;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Training;

/// <summary>(scale / B) leftᵀ right over the whole batch, one slice of the result's rows per thread: every entry is summed in one order.</summary>
internal sealed class UpdateSlices<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int neurons;
    private readonly AlignedBuffer<T> change;
    private readonly AlignedBuffer<T> left;
    private readonly AlignedBuffer<T> right;
    private readonly AlignedBuffer<T>[] scratch;
    private T scale;
    private int batch;

    internal UpdateSlices(int neurons, int maxBatch, int members)
    {
        this.neurons = neurons;
        change = new(neurons * neurons);
        left = new(maxBatch * neurons);
        right = new(maxBatch * neurons);
        scratch = new AlignedBuffer<T>[members];
        for (int i = 0; i < members; i++)
            scratch[i] = Gemm.MultiplyScratch<T>(Slice.LargestCount(neurons, members), neurons, maxBatch).Allocate<T>();
    }

    /// <summary>The result, N × N.</summary>
    internal ReadOnlySpan<T> Change => change.Span;

    /// <summary>Room for the factors of a batch, B × N each.</summary>
    internal Span<T> Left => left.Span;

    /// <summary>Room for the factors of a batch, B × N each.</summary>
    internal Span<T> Right => right.Span;

    internal void Load(T factor, int samples)
    {
        scale = factor;
        batch = samples;
    }

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        (int from, int count) = Slice.Of(neurons, member, members);
        if (count == 0) return;
        T factor = scale / T.CreateTruncating(batch);
        Gemm.Multiply(
            Transpose.Yes, Transpose.No, count, neurons, batch, factor, left.Span[from..], neurons, right.Span, neurons,
            T.Zero, change.Span[(from * neurons)..], neurons, scratch[member].Scratch);
    }
}
