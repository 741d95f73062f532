using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>The gradient by what a cell sees of one part: the blocks' sums, added in the blocks' order.</summary>
/// <param name="stage">Whose blocks.</param>
/// <param name="offset">Where the part begins in a block's sums.</param>
/// <param name="count">Its numbers.</param>
internal sealed class BlockSums<T>(BlockedStage<T> stage, int offset, int count) : IParameterGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> value = new(count);
    private T scale;

    public ReadOnlySpan<T> Value => value.Span;

    public void Load(T factor, int samples) => scale = factor / T.CreateTruncating(samples);

    public void Run(int member, int members)
    {
        int from = (int)((long)count * member / members), to = (int)((long)count * (member + 1) / members);
        Span<T> sum = value.Span[from..to];
        sum.Clear();
        for (int block = 0; block < stage.Blocks; block++)
            TensorPrimitives.Add(sum, stage.BlockGradients[block].AsSpan(offset + from, to - from), sum);
        if (stage.Beside is { } beside) TensorPrimitives.Add(sum, beside.AsSpan(offset + from, to - from), sum);
        TensorPrimitives.Multiply(sum, scale, sum);
    }
}
