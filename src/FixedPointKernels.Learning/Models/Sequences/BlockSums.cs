using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>The gradient by what a cell sees of one part: the blocks' sums, added in the blocks' order.</summary>
/// <param name="stage">Whose blocks.</param>
/// <param name="shape">Where the part stands in a block's sums.</param>
/// <param name="part">Which.</param>
internal sealed class BlockSums<T>(SequenceStage<T> stage, SequentialShape shape, SequentialPart part) : IParameterGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> value = new(shape.Length(part));
    private T scale;

    public ReadOnlySpan<T> Value => value.Span;

    public void Load(T factor, int samples) => scale = factor / T.CreateTruncating(samples);

    public void Run(int member, int members)
    {
        // A part has some thousand numbers in a few blocks: one member adds it up in a microsecond.
        if (member != (int)part % members) return;
        Span<T> sum = value.Span;
        sum.Clear();
        for (int block = 0; block < stage.Blocks; block++)
            TensorPrimitives.Add(sum, shape.Of<T>(stage.BlockGradients[block].AsSpan(), part), sum);
        TensorPrimitives.Multiply(sum, scale, sum);
    }
}
