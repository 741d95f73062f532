using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>What the residual e + Wᵀ(g∘u) − u of the rate form's adjoint is in exact arithmetic: a cheap bound
/// of its error, and an enclosure.</summary>
internal static class AdjointEnclosure<TWeights, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TWeights : struct, IWeights<TWeights, T>
{
    internal static ScratchSize Scratch(in TWeights weights, int size) =>
        ScratchSize.Of(size) + ScratchSize.Of(size) + TWeights.EntryScratch(weights);

    /// <summary>ε (1.5 ρ + max|e| + 2 max|u|), ρ the rounding of Wᵀ(g∘u) = u − e, and half as much for that of g u.</summary>
    internal static T ResidualError(
        in TWeights weights, ReadOnlySpan<T> gains, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch)
    {
        scratch.Take(vector.Length, out Span<T> gained).Take(vector.Length, out Span<T> rest);
        TensorPrimitives.Multiply(gains, vector, gained);
        TensorPrimitives.Subtract(vector, addend, rest);
        T rounding = TWeights.Rounding(weights, Transpose.Yes, gained, T.One, MaxNorm.Of<T>(rest));
        return Precision<T>.Epsilon * ((T.CreateTruncating(1.5) * rounding) + MaxNorm.Of(addend) + ((T.One + T.One) * MaxNorm.Of(vector)));
    }

    /// <summary>e + Wᵀ(g∘u) − u over <paramref name="trusted"/> anew: g u by its rounded value and what that lost,
    /// the sums with twice the digits.</summary>
    internal static void Enclose(
        in TWeights weights, ReadOnlySpan<T> gains, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals,
        T trusted, Span<T> scales,
        Scratch<T> scratch)
    {
        int n = vector.Length;
        scratch =
            scratch.Take(n, out Span<T> gained).Take(n, out Span<T> lost).Take(TWeights.PreparedLength(weights), out Span<T> prepared);
        TensorPrimitives.Multiply(gains, vector, gained);
        TensorPrimitives.Negate<T>(gained, lost);
        TensorPrimitives.FusedMultiplyAdd(gains, vector, lost, lost);
        TensorPrimitives.Abs(vector, scales);
        TWeights.Prepare(weights, Transpose.Yes, gained, lost, prepared, scratch);
        T lostSum = TensorPrimitives.SumOfMagnitudes<T>(lost), underflow = ProductEnclosure.Underflow(vector);
        for (int i = 0; i < n; i++)
        {
            if (T.Abs(residuals[i]) <= trusted) continue;
            CompensatedDot<T> product =
                TWeights.Entry(weights, Transpose.Yes, i, gained, lost, prepared, scratch, out T correction, out T largest);
            CompensatedDot<T> sum = new CompensatedDot<T>(
                product.Sum, product.Correction + correction, product.Magnitude,
                product.Lost + T.Abs(correction)).Plus(addend[i]).Plus(-vector[i]);

            // The products with what g u lost are summed plainly: n roundings of ½ε each of at most max|w| Σ|lost|. Below
            // the normal numbers g u loses a unit too.
            T second = (largest * ((T.CreateTruncating(n) * Precision<T>.Epsilon * lostSum) + underflow)) + underflow;
            residuals[i] = ProductEnclosure.Outward(sum.Sum, sum.Error(n) + second + T.Abs(sum.Correction));
            scales[i] = sum.Magnitude;
        }
    }
}
