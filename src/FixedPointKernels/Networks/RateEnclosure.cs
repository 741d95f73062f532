using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Networks;

/// <summary>What a residual f(W r + x) − r, and one of the adjoint e + Wᵀ(g∘u) − u, is in exact arithmetic: a cheap bound of its error, and an enclosure.</summary>
/// <remarks>
/// f is within 2 ulp (3 for a power), which counts as 3 ε |f|; an argument's error is carried over by the slope, and by f itself where it turns sharply. Sums are bounded as <see cref="ProductRounding{T}"/> and
/// <see cref="CompensatedDot{T}"/> say.
/// </remarks>
internal static class RateEnclosure<TActivation, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private static readonly T Three = T.CreateTruncating(3);

    // The slope at z says nothing of f beside it where f turns sharply: at a kink, and at the threshold of a power below 1.
    private static bool TurnsSharply => TActivation.IsPiecewiseLinear || double.IsPositiveInfinity(TActivation.SteepestSlope);

    internal static ScratchSize Scratch(int size) => Twice(Twice(ScratchSize.Of(size) + ScratchSize.Of(size)));

    private static ScratchSize Twice(ScratchSize size) => size + size;

    /// <summary>ε (ρ + max g|x| + 4 max|r|), ρ the rounding of W r carried over by the steepest slope or the largest gain (<see cref="ProductRounding{T}"/>).</summary>
    internal static T ResidualError(
        PackedWeights<T> weights, TActivation activation, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive, ReadOnlySpan<T> gains, Scratch<T> scratch)
    {
        T slope = T.CreateTruncating(TActivation.SteepestSlope), beside = T.Zero;
        if (T.IsPositiveInfinity(slope))
        {
            if (gains.IsEmpty) return T.PositiveInfinity;
            slope = MaxNorm.Of(gains);
            if (!T.IsFinite(slope)) return T.PositiveInfinity;
            if (!TActivation.IsPiecewiseLinear) beside = BesideThreshold(weights, activation, rates, drive, scratch);
        }

        // At a kink the gain may be that of the wrong side.
        if (gains.IsEmpty || TActivation.IsPiecewiseLinear) return ResidualError(weights, slope, rates, slope * MaxNorm.Of(drive));

        // A large drive mostly meets a small gain.
        scratch.Take(drive.Length, out Span<T> gained);
        TensorPrimitives.Multiply(gains, drive, gained);
        return T.Max(ResidualError(weights, slope, rates, MaxNorm.Of<T>(gained)), beside);
    }

    /// <summary>The same without the gains, from r and max|x|; not finite where the slope has no bound of its own.</summary>
    internal static T ResidualError(PackedWeights<T> weights, ReadOnlySpan<T> rates, T drive)
    {
        T slope = T.CreateTruncating(TActivation.SteepestSlope);
        return ResidualError(weights, slope, rates, slope * drive);
    }

    // W r is z − x, and g |z| about |r|: where f bends down, the slope that carries the error over is the smaller for it. The drive comes as max g|x|.
    private static T ResidualError(PackedWeights<T> weights, T slope, ReadOnlySpan<T> rates, T drive)
    {
        T rate = MaxNorm.Of(rates);
        return Precision<T>.Epsilon * (weights.Rounding.Bound(rates, slope, rate + drive) + drive + ((Three + T.One) * rate));
    }

    // f(δ) − f(0), δ the error of an argument: what a gain of 0 hides of a neuron whose current is 0 as computed. With p < 1 it is more than any gain beside it tells.
    private static T BesideThreshold(PackedWeights<T> weights, TActivation activation, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive, Scratch<T> scratch)
    {
        scratch.Take(2, out Span<T> ends);
        ProductRounding<T> rounding = weights.Rounding;
        T current = rounding.Size * T.CreateTruncating(rounding.Terms) * MaxNorm.Of(rates), given = MaxNorm.Of(drive);
        (ends[0], ends[1]) = (T.Zero, Precision<T>.Epsilon * (rounding.Bound(rates, T.One, current) + given));
        Activation.Apply(activation, ends, ends);
        return T.Abs(ends[1] - ends[0]) + (Precision<T>.Epsilon * (Three + T.One) * MaxNorm.Of(rates));
    }

    /// <summary>Residuals over <paramref name="trusted"/> anew: (f(z) − r) + f′(z) δ at z + δ = (W r)ᵢ + xᵢ with twice the digits, moved outward by what is left of errors.</summary>
    internal static void Enclose(
        PackedWeights<T> weights, TActivation activation, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive, Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch)
    {
        int n = rates.Length;
        scratch.Take(n, out Span<T> z).Take(n, out Span<T> rest).Take(n, out Span<T> error).Take(n, out Span<T> magnitudes)
            .Take(n, out Span<T> values).Take(n, out Span<T> slopes).Take(n, out Span<T> below).Take(n, out Span<T> above);
        TensorPrimitives.Abs(rates, scales);
        T underflow = ProductEnclosure.Underflow(rates);
        int open = 0;
        for (int i = 0; i < n; i++)
        {
            if (T.Abs(residuals[i]) <= trusted) continue;
            CompensatedDot<T> product = ProductEnclosure.Row(weights, i, rates), current = product.Plus(drive[i]);
            (z[open], rest[open], magnitudes[open], error[open]) = (current.Sum, current.Correction, current.Magnitude, current.Error(n) + underflow);
            open++;
        }

        Activation.Apply(activation, z[..open], values[..open], slopes[..open]);
        if (TurnsSharply)
        {
            for (int k = 0; k < open; k++) (below[k], above[k]) = (z[k] + (rest[k] - error[k]), z[k] + (rest[k] + error[k]));
            Activation.Apply(activation, below[..open], below[..open]);
            Activation.Apply(activation, above[..open], above[..open]);
        }

        for (int i = 0, k = 0; i < n; i++)
        {
            if (T.Abs(residuals[i]) <= trusted) continue;

            // Between kinks f is f′ z, and what the product's rounding lost is known; elsewhere it is within 3 ε |f|.
            T value = values[k], slope = T.Abs(slopes[k]), difference = value - rates[i];
            T lost = TActivation.IsPiecewiseLinear ? T.FusedMultiplyAdd(slopes[k], z[k], -value) : T.Zero;
            T residual = difference + ((slopes[k] * rest[k]) + lost);
            T predicted = slope * error[k];
            if (TurnsSharply) predicted = T.Max(predicted, T.Max(T.Abs(below[k] - rates[i] - residual), T.Abs(above[k] - rates[i] - residual)));
            T bound = predicted + (Precision<T>.Epsilon * (T.Abs(residual) + T.Abs(slopes[k] * rest[k]) + T.Abs(lost)));
            if (!TActivation.IsPiecewiseLinear) bound += Precision<T>.Epsilon * Three * T.Abs(value);
            residuals[i] = ProductEnclosure.Outward(residual, bound);

            // A silent neuron of a network in Hz holds what rounding left of a Newton step: it is measured by its current like the others.
            bool silent = TActivation.IsPiecewiseLinear && slope == T.Zero && double.IsFinite(TActivation.SteepestSlope);
            scales[i] += (silent ? T.CreateTruncating(TActivation.SteepestSlope) : slope) * magnitudes[k];
            k++;
        }
    }

    /// <summary>ε (1.5 ρ + max|e| + 2 max|u|), ρ the rounding of Wᵀ(g∘u) = u − e, and half as much for that of g u.</summary>
    internal static T TransposedError(PackedWeights<T> weights, ReadOnlySpan<T> gains, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch)
    {
        scratch.Take(vector.Length, out Span<T> gained).Take(vector.Length, out Span<T> rest);
        TensorPrimitives.Multiply(gains, vector, gained);
        TensorPrimitives.Subtract(vector, addend, rest);
        T rounding = weights.RoundingTransposed.Bound(gained, T.One, MaxNorm.Of<T>(rest));
        return Precision<T>.Epsilon * ((T.CreateTruncating(1.5) * rounding) + MaxNorm.Of(addend) + ((T.One + T.One) * MaxNorm.Of(vector)));
    }

    /// <summary>e + Wᵀ(g∘u) − u over <paramref name="trusted"/> anew: g u by its rounded value and what that lost, the sums with twice the digits.</summary>
    internal static void EncloseTransposed(
        PackedWeights<T> weights, ReadOnlySpan<T> gains, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals, T trusted, Span<T> scales,
        Scratch<T> scratch)
    {
        int n = vector.Length;
        scratch.Take(n, out Span<T> gained).Take(n, out Span<T> lost).Take(n, out Span<T> column);
        TensorPrimitives.Multiply(gains, vector, gained);
        TensorPrimitives.Negate<T>(gained, lost);
        TensorPrimitives.FusedMultiplyAdd(gains, vector, lost, lost);
        TensorPrimitives.Abs(vector, scales);
        T lostSum = TensorPrimitives.SumOfMagnitudes<T>(lost), underflow = ProductEnclosure.Underflow(vector);
        for (int i = 0; i < n; i++)
        {
            if (T.Abs(residuals[i]) <= trusted) continue;
            ProductEnclosure.Column(weights, i, column);
            CompensatedDot<T> product = CompensatedDot<T>.Of(column, gained);
            T correction = Dot.Product<T>(column, lost);
            CompensatedDot<T> sum = new CompensatedDot<T>(product.Sum, product.Correction + correction, product.Magnitude, product.Lost + T.Abs(correction)).Plus(addend[i]).Plus(-vector[i]);

            // The products with what g u lost are summed plainly: n roundings of ½ε each of at most max|w| Σ|lost|. Below the normal numbers g u loses a unit too.
            T second = (MaxNorm.Of<T>(column) * ((T.CreateTruncating(n) * Precision<T>.Epsilon * lostSum) + underflow)) + underflow;
            residuals[i] = ProductEnclosure.Outward(sum.Sum, sum.Error(n) + second + T.Abs(sum.Correction));
            scales[i] = sum.Magnitude;
        }
    }
}
