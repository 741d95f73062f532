using System;
using System.Numerics;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Layers;

/// <summary>The gradient of a parameter that the network sees through a function: the gradient by what the network sees, then the
/// function's derivative.</summary>
/// <param name="inner">By what the network sees.</param>
/// <param name="chain">From it to the parameter's.</param>
internal sealed class ChainedGradient<T>(IParameterGradient<T> inner, Chain<T> chain) : IParameterGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> value = new(inner.Value.Length);

    public ReadOnlySpan<T> Value => value.Span;

    public void Load(T factor, int samples) => inner.Load(factor, samples);

    public void Run(int member, int members) => inner.Run(member, members);

    public void Complete()
    {
        inner.Complete();
        chain(inner.Value, value.Span);
    }
}

/// <summary>From the gradient by what the network sees to the parameter's.</summary>
internal delegate void Chain<T>(ReadOnlySpan<T> gradient, Span<T> chained);
