using System;
using System.Numerics;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Models;

/// <summary>(scale / B) Σ λₖ rₖᵀ at the entries of a sparse matrix, one slice of its rows per thread: every entry is summed in the samples'
/// order.</summary>
internal sealed class SparseGradient<T>(
    SparseWeights<T> weights, AlignedBuffer<T> left, AlignedBuffer<T> right, int maxBatch) : IParameterGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] value = new T[weights.Values.Length];
    private T scale;
    private int batch = maxBatch;

    /// <inheritdoc/>
    public ReadOnlySpan<T> Value => value;

    /// <inheritdoc/>
    public void Load(T factor, int samples) => (scale, batch) = (factor, samples);

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        (int from, int count) = Slice.Of(weights.Outputs, member, members);
        int first = weights.Starts[from], end = weights.Starts[from + count];
        value.AsSpan(first, end - first).Clear();
        weights.AddOuter(
            from, count, batch, scale / T.CreateTruncating(
                batch), left.Span[..(batch * weights.Outputs)], right.Span[..(batch * weights.Inputs)], value);
    }
}
