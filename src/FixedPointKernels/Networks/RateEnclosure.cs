using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Networks;

/// <summary>What a residual f(W r + x) − r, and one of the adjoint e + Wᵀ(g∘u) − u, is in exact arithmetic: a cheap bound of its error, and an enclosure.</summary>
/// <remarks>
/// f is within 2 ulp (3 for a power), which counts as 3 ε |f|; an argument's error is carried over by the slope. Sums are bounded as <see cref="ProductRounding{T}"/> and
/// <see cref="CompensatedDot{T}"/> say.
/// </remarks>
internal static class RateEnclosure<TActivation, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private static readonly T Epsilon = ProductEnclosure.Epsilon<T>();
    private static readonly T Three = T.CreateTruncating(3);

    internal static ScratchSize Scratch(int size) =>
        ScratchSize.Of(size) + ScratchSize.Of(size) + ScratchSize.Of(size) + ScratchSize.Of(size) + ScratchSize.Of(size);

    /// <summary>ε (s (κ max|r| + max|x|) + 4 max|r|), s the steepest slope or the largest gain.</summary>
    internal static T ResidualError(PackedWeights<T> weights, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive, ReadOnlySpan<T> gains)
    {
        T slope = T.CreateTruncating(TActivation.SteepestSlope);
        if (T.IsPositiveInfinity(slope))
        {
            if (gains.IsEmpty) return T.PositiveInfinity;
            slope = Largest(gains);
        }

        T rate = Largest(rates);
        return Epsilon * ((slope * ((T.CreateTruncating(weights.ForwardRounding) * rate) + Largest(drive))) + ((Three + T.One) * rate));
    }

    /// <summary>The same for every point with |rᵢ| and |xᵢ| of at most one; +∞ where the slope has no bound of its own.</summary>
    internal static T UnitError(PackedWeights<T> weights)
    {
        T slope = T.CreateTruncating(TActivation.SteepestSlope);
        return Epsilon * ((slope * (T.CreateTruncating(weights.ForwardRounding) + T.One)) + Three + T.One);
    }

    /// <summary>Residuals over <paramref name="trusted"/> anew: (f(z) − r) + f′(z) δ at z + δ = (W r)ᵢ + xᵢ with twice the digits, moved outward by what is left of errors.</summary>
    internal static void Enclose(
        PackedWeights<T> weights, TActivation activation, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive, Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch)
    {
        int n = rates.Length;
        scratch.Take(n, out Span<T> z).Take(n, out Span<T> rest).Take(n, out Span<T> error).Take(n, out Span<T> values).Take(n, out Span<T> slopes);
        z.Clear();
        for (int i = 0; i < n; i++)
        {
            if (T.Abs(residuals[i]) <= trusted) continue;
            CompensatedDot<T> product = ProductEnclosure.Row(weights, i, rates), current = product.Plus(drive[i]);
            (z[i], rest[i], scales[i]) = (current.Sum, current.Correction, current.Magnitude);
            error[i] = current.Error(n);
        }

        Activation.Apply(activation, z, values, slopes);
        for (int i = 0; i < n; i++)
        {
            T rate = T.Abs(rates[i]);
            if (T.Abs(residuals[i]) <= trusted)
            {
                scales[i] = rate;
                continue;
            }

            // Between kinks f is f′ z, and what the product's rounding lost is known; elsewhere it is within 3 ε |f|.
            T value = values[i], slope = T.Abs(slopes[i]), difference = value - rates[i];
            T lost = TActivation.IsPiecewiseLinear ? T.FusedMultiplyAdd(slopes[i], z[i], -value) : T.Zero;
            T residual = difference + ((slopes[i] * rest[i]) + lost);
            T bound = (slope * error[i]) + (Epsilon * (T.Abs(residual) + T.Abs(slopes[i] * rest[i]) + T.Abs(lost)));
            if (!TActivation.IsPiecewiseLinear) bound += Epsilon * Three * T.Abs(value);
            residuals[i] = ProductEnclosure.Outward(residual, bound);
            scales[i] = rate + (slope * scales[i]);
        }
    }

    /// <summary>ε (κ max|g u| + max|e| + 2 max|u|), κ of the columns and one for the rounding of g u.</summary>
    internal static T TransposedError(PackedWeights<T> weights, ReadOnlySpan<T> gains, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch)
    {
        scratch.Take(vector.Length, out Span<T> gained);
        TensorPrimitives.Multiply(gains, vector, gained);
        T kappa = T.CreateTruncating(1.5 * weights.BackwardRounding);
        return Epsilon * ((kappa * Largest(gained)) + Largest(addend) + ((T.One + T.One) * Largest(vector)));
    }

    /// <summary>e + Wᵀ(g∘u) − u over <paramref name="trusted"/> anew: g u by its rounded value and what that lost, the sums with twice the digits.</summary>
    internal static void EncloseTransposed(
        PackedWeights<T> weights, ReadOnlySpan<T> gains, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals, T trusted, Span<T> scales,
        Scratch<T> scratch)
    {
        int n = vector.Length;
        scratch.Take(n, out Span<T> gained).Take(n, out Span<T> lost).Take(n, out Span<T> column);
        for (int j = 0; j < n; j++)
        {
            gained[j] = gains[j] * vector[j];
            lost[j] = T.FusedMultiplyAdd(gains[j], vector[j], -gained[j]);
        }

        T lostSum = TensorPrimitives.SumOfMagnitudes<T>(lost);
        for (int i = 0; i < n; i++)
        {
            scales[i] = T.Abs(vector[i]);
            if (T.Abs(residuals[i]) <= trusted) continue;
            ProductEnclosure.Column(weights, i, column);
            CompensatedDot<T> product = CompensatedDot<T>.Of(column, gained);
            T correction = Dot.Product<T>(column, lost);
            CompensatedDot<T> sum = new CompensatedDot<T>(product.Sum, product.Correction + correction, product.Magnitude, product.Lost + T.Abs(correction)).Plus(addend[i]).Plus(-vector[i]);

            // The products with what g u lost are summed plainly: n roundings of ½ε each of at most max|w| Σ|lost|.
            T second = T.CreateTruncating(n) * Epsilon * Largest(column) * lostSum;
            residuals[i] = ProductEnclosure.Outward(sum.Sum, sum.Error(n) + second + T.Abs(sum.Correction));
            scales[i] = sum.Magnitude;
        }
    }

    private static T Largest(ReadOnlySpan<T> values) => T.Abs(TensorPrimitives.MaxMagnitude(values));
}
