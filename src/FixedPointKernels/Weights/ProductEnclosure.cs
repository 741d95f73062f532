using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Weights;

/// <summary>What a residual is moved by that was held against products with twice the digits.</summary>
internal static class ProductEnclosure
{
    /// <summary>What n products with v can lose below the smallest number, where no rounding error is seen: a
    /// unit of it each, nothing of v = 0.</summary>
    internal static T Underflow<T>(ReadOnlySpan<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => MaxNorm.Of(v) == T.Zero ? T.Zero : T.CreateTruncating(v.Length) * T.Epsilon;

    /// <summary>A value moved away from zero by an error that it may have.</summary>
    internal static T Outward<T>(T value, T error)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CopySign(T.Abs(value) + error, value);
}
