using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>x</summary>
public static class Dot
{
    /// <summary>x</summary>
    public static T Product<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Dot(x, y);
}

/// <summary>x</summary>
public static class Axpy
{
    /// <summary>x</summary>
    public static void Add<T>(T alpha, ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.MultiplyAdd(x, alpha, y, y);
}
