using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Learning.Losses;

/// <summary>|x̂ − x|² of one sample and its scaled error, in blocks so that a sum does not depend on where a row lies in memory.</summary>
internal static class Reconstruction
{
    /// <summary>errors ← scale (x̂ − x).</summary>
    /// <returns>|x̂ − x|².</returns>
    internal static T Error<T>(ReadOnlySpan<T> input, ReadOnlySpan<T> made, T scale, Span<T> errors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        System.Numerics.Tensors.TensorPrimitives.Subtract(made, input, errors);
        T sum = Dot.Product<T>(errors, errors);
        System.Numerics.Tensors.TensorPrimitives.Multiply(errors, scale, errors);
        return sum;
    }
}
