using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>What residuals f(W r + x) − r of a range of neurons are in exact arithmetic: a cheap bound of
/// their error, and an enclosure.</summary>
/// <remarks>
/// f is within 2 ulp (3 for a power), which counts as 3 ε |f|; an argument's error is carried over by the slope, and by f itself where it
/// turns sharply. Sums are bounded as the weights say (<see cref="ProductRounding{T}"/>, <see cref="CompensatedDot{T}"/>).
/// </remarks>
internal static class RateEnclosure<TActivation, TWeights, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
    where TWeights : struct, IWeights<TWeights, T>
{
    private static readonly T Three = T.CreateTruncating(3);

    // Where f turns sharply, at a kink or at the threshold of a power below 1, the slope at z says nothing about f next to it.
    private static bool TurnsSharply => TActivation.IsPiecewiseLinear || double.IsPositiveInfinity(TActivation.SteepestSlope);

    internal static ScratchSize Scratch(in TWeights weights, int size) =>
        Twice(Twice(ScratchSize.Of(size) + ScratchSize.Of(size))) + TWeights.EntryScratch(weights);

    private static ScratchSize Twice(ScratchSize size) => size + size;

    /// <summary>ε (ρ + max g|x| + 4 max|r|), ρ the rounding of W r carried over by the steepest slope or the largest gain.</summary>
    /// <param name="weights">W.</param>
    /// <param name="activation">f of the range.</param>
    /// <param name="rates">r, all of it.</param>
    /// <param name="drive">x of the range.</param>
    /// <param name="gains">g of the range, or empty.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    internal static T ResidualError(
        in TWeights weights, TActivation activation, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive,
        ReadOnlySpan<T> gains, Scratch<T> scratch)
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
        StateUpdates.Multiply(gains, drive, gained);
        return T.Max(ResidualError(weights, slope, rates, MaxNorm.Of<T>(gained)), beside);
    }

    /// <summary>The same without the gains, from r and max|x|; not finite where the slope has no bound of its own.</summary>
    internal static T ResidualError(in TWeights weights, ReadOnlySpan<T> rates, T drive)
    {
        T slope = T.CreateTruncating(TActivation.SteepestSlope);
        return ResidualError(weights, slope, rates, slope * drive);
    }

    // W r is z − x, and g |z| about |r|: where f bends down, the slope that carries the error over is the
    // smaller for it. The drive comes as max g|x|.
    private static T ResidualError(in TWeights weights, T slope, ReadOnlySpan<T> rates, T drive)
    {
        T rate = MaxNorm.Of(rates);
        return Precision<T>.Epsilon
            * (TWeights.Rounding(weights, Transpose.No, rates, slope, rate + drive) + drive + ((Three + T.One) * rate));
    }

    // f(δ) − f(0), δ the error of an argument: an error that a gain of 0 hides, where the computed current is 0. For p < 1 it is larger
    // than the gains near the threshold suggest.
    private static T BesideThreshold(
        in TWeights weights, TActivation activation, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive, Scratch<T> scratch)
    {
        T sum = TWeights.LargestRowSum(weights);
        if (!T.IsFinite(sum)) return T.PositiveInfinity;
        scratch.Take(2, out Span<T> ends);
        T current = sum * MaxNorm.Of(rates), given = MaxNorm.Of(drive);
        (ends[0], ends[1]) = (T.Zero, Precision<T>.Epsilon * (TWeights.Rounding(weights, Transpose.No, rates, T.One, current) + given));
        Activation.Apply(activation, ends, ends);
        return T.Abs(ends[1] - ends[0]) + (Precision<T>.Epsilon * (Three + T.One) * MaxNorm.Of(rates));
    }

    /// <summary>
    /// Residuals over <paramref name="trusted"/> anew: (f(z) − r) + f′(z) δ at z + δ = (W r)ᵢ + xᵢ with twice the digits,
    /// moved outward by what is left of errors.
    /// </summary>
    /// <param name="weights">W.</param>
    /// <param name="activation">f of the range.</param>
    /// <param name="first">The first neuron of the range.</param>
    /// <param name="all">r, all of it.</param>
    /// <param name="drive">x of the range.</param>
    /// <param name="residuals">Of the range.</param>
    /// <param name="trusted">What is good enough as it is.</param>
    /// <param name="scales">Of the range.</param>
    /// <param name="prepared">As the weights left it.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    internal static void Enclose(
        in TWeights weights, TActivation activation, int first, ReadOnlySpan<T> all, ReadOnlySpan<T> drive, Span<T> residuals,
        T trusted, Span<T> scales,
        ReadOnlySpan<T> prepared, Scratch<T> scratch)
    {
        int n = drive.Length;
        ReadOnlySpan<T> rates = all.Slice(first, n);
        scratch = scratch.Take(n, out Span<T> z).Take(n, out Span<T> rest).Take(n, out Span<T> error).Take(n, out Span<T> magnitudes)
            .Take(n, out Span<T> values).Take(n, out Span<T> slopes).Take(n, out Span<T> below).Take(n, out Span<T> above);
        T underflow = ProductEnclosure.Underflow(all);
        int open = 0;
        for (int i = 0; i < n; i++)
        {
            scales[i] = T.Abs(rates[i]);
            if (T.Abs(residuals[i]) <= trusted) continue;
            CompensatedDot<T> product = TWeights.Entry(weights, Transpose.No, first + i, all, default, prepared, scratch, out _, out _);
            CompensatedDot<T> current = product.Plus(drive[i]);
            (z[open], rest[open], magnitudes[open], error[open]) =
                (current.Sum, current.Correction, current.Magnitude, current.Error(all.Length) + underflow);
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
            if (TurnsSharply)
                predicted = T.Max(predicted, T.Max(T.Abs(below[k] - rates[i] - residual), T.Abs(above[k] - rates[i] - residual)));
            T bound = predicted + (Precision<T>.Epsilon * (T.Abs(residual) + T.Abs(slopes[k] * rest[k]) + T.Abs(lost)));
            if (!TActivation.IsPiecewiseLinear) bound += Precision<T>.Epsilon * Three * T.Abs(value);
            residuals[i] = ProductEnclosure.Outward(residual, bound);

            // The rate of a silent neuron is the rounding error of the last Newton step; like those of the
            // others, its scale is taken from its current.
            bool silent = TActivation.IsPiecewiseLinear && slope == T.Zero && double.IsFinite(TActivation.SteepestSlope);
            scales[i] += (silent ? T.CreateTruncating(TActivation.SteepestSlope) : slope) * magnitudes[k];
            k++;
        }
    }
}
