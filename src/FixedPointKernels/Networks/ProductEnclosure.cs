using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Networks;

/// <summary>Single entries of W v and Wᵀ v with twice the digits: what a residual is held against where plain rounding could decide.</summary>
internal static class ProductEnclosure
{
    /// <summary>(W v)ᵢ.</summary>
    internal static CompensatedDot<T> Row<T>(PackedWeights<T> weights, int i, ReadOnlySpan<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CompensatedDot<T>.Of(weights.Values.Slice(i * weights.Inputs, weights.Inputs), v);

    /// <summary>Column i of W: pieces of a row of the packed Wᵀ, a panel's columns each, where W itself would give one element of every cache line.</summary>
    internal static void Column<T>(PackedWeights<T> weights, int i, Span<T> column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = GemmBlocking.PanelColumns<T>();
        for (int from = 0; from < column.Length; from += width)
        {
            ReadOnlySpan<T> piece = weights.Forward.Slice((from * weights.Inputs) + (i * width), Math.Min(width, column.Length - from));
            piece.CopyTo(column[from..]);
        }
    }

    /// <summary>What n products with v can lose below the smallest number, where no rounding error is seen: a unit of it each, nothing of v = 0.</summary>
    internal static T Underflow<T>(ReadOnlySpan<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => MaxNorm.Of(v) == T.Zero ? T.Zero : T.CreateTruncating(v.Length) * T.Epsilon;

    /// <summary>A value moved away from zero by an error that it may have.</summary>
    internal static T Outward<T>(T value, T error)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CopySign(T.Abs(value) + error, value);
}
