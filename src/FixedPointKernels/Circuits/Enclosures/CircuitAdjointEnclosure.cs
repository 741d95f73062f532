using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Circuits;

/// <summary>What the residuals e + DFᵀ(p, q) − (p, q) of a circuit's adjoint are in exact arithmetic: a bound of their error, and an
/// enclosure.</summary>
/// <remarks>The linearization (y, a, R) and the weights count as the numbers that they are stored as; the gate 1 − √a, its slope −R/2√a and
/// the slopes 2 a y and y² of the pool are functions of them, each known by its rounded value and what that lost.</remarks>
internal static class CircuitAdjointEnclosure<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Two = T.One + T.One;

    /// <summary>Of one row: three vectors of n and a column.</summary>
    internal static ScratchSize Scratch(Circuit<T> circuit)
    {
        ScratchSize n = ScratchSize.Of(circuit.Units);
        return n + n + n + n;
    }

    /// <summary>ε times, of y: three times the rounding of Wrᵀ over |p| (1 + 1.5√a), in which a gate's own errors are, and 2 a |y| times
    /// that of h = Wᵀ q and Wᵀ|q| itself; of a: 2 |R p| / 2√a and y² times the same; of both 2 (|vector| + |e|).</summary>
    /// <remarks>One product with W for the sizes of h, which nothing else bounds. Near a solution, where e + DFᵀu is about u.</remarks>
    internal static T ResidualError(
        Circuit<T> circuit, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch)
    {
        int n = circuit.Units;
        CircuitPoint<T> point = new(circuit, linearization);
        scratch.Take(n, out Span<T> gated).Take(n, out Span<T> sizes).Take(n, out Span<T> pooled);
        ReadOnlySpan<T> a = linearization.Slice(n, n), p = vector[..n], q = vector[n..];
        T rest = T.Zero;
        for (int i = 0; i < n; i++)
        {
            gated[i] = T.Abs(p[i]) * (T.One + (T.CreateTruncating(1.5) * T.Sqrt(a[i])));
            sizes[i] = T.Abs(q[i]);
        }

        circuit.Pool.MultiplyTransposed(1, sizes, T.Zero, pooled);
        T ofH = RoundingOf(circuit.Pool, q, MaxNorm.Of<T>(pooled)), largest = T.Zero;
        for (int j = 0; j < n; j++) rest = T.Max(rest, T.Abs(p[j]) + T.Abs(addend[j]) + (T.Abs(point.PoolSlope(j)) * pooled[j]));
        T ofWr = circuit.Recurrent is { } recurrent
            ? T.CreateTruncating(3) * RoundingOf(recurrent, gated, rest) : T.CreateTruncating(3) * MaxNorm.Of<T>(gated);
        for (int j = 0; j < n; j++)
        {
            T met = ofH + pooled[j];
            T ofY = ofWr + (T.Abs(point.PoolSlope(j)) * met) + (Two * (T.Abs(p[j]) + T.Abs(addend[j])));
            T ofA = (Two * T.Abs(point.GateSlope(j) * p[j])) + (point.Energy(j) * met) + (Two * (T.Abs(q[j]) + T.Abs(addend[n + j])));
            largest = T.Max(largest, T.Max(ofY, ofA));
        }

        return Precision<T>.Epsilon * largest;
    }

    /// <summary>Residuals over <paramref name="trusted"/> anew, moved outward by what is left.</summary>
    internal static void Enclose(
        Circuit<T> circuit, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals, T trusted,
        Span<T> scales, Scratch<T> scratch)
    {
        int n = circuit.Units;
        CircuitPoint<T> point = new(circuit, linearization);
        ReadOnlySpan<T> a = linearization.Slice(n, n), p = vector[..n], q = vector[n..];
        scratch = scratch.Take(n, out Span<T> gated).Take(n, out Span<T> lost);
        T lostSum = T.Zero;
        for (int i = 0; i < n; i++)
        {
            (T root, T rootLost) = Root(a[i]);
            T gate = T.One - root, gateLost = ((T.One - gate) - root) - rootLost, open = point.OpenOutput(i);
            gated[i] = open * (gate * p[i]);
            T first = T.FusedMultiplyAdd(gate, p[i], -(gate * p[i])), second = gateLost * p[i];
            lost[i] = open * (first + second);
            lostSum += open * (T.Abs(first) + T.Abs(second));
        }

        T ofQ = ProductEnclosure.Underflow(q), ofGated = ProductEnclosure.Underflow<T>(gated) + ProductEnclosure.Underflow<T>(lost);
        for (int j = 0; j < n; j++)
        {
            bool wantsY = !(T.Abs(residuals[j]) <= trusted), wantsA = !(T.Abs(residuals[n + j]) <= trusted);
            if (!wantsY) scales[j] = T.Abs(p[j]);
            if (!wantsA) scales[n + j] = T.Abs(q[j]);
            if (!wantsY && !wantsA) continue;
            CompensatedDot<T> h = Entry<Dense<T>>(circuit.Pool, j, q, default, scratch, out _, out _);
            Part pooled = new(h.Sum, h.Correction, h.Error(n) + ofQ, h.Magnitude);
            if (wantsY)
            {
                Part through = circuit.Kind == CircuitKind.RectifiedInput && point.Open(j) == T.Zero
                    ? default : Through(circuit, j, gated, lost, lostSum, ofGated, scratch);
                T twice = Two * a[j], signal = circuit.Kind == CircuitKind.Main || linearization[j] > T.Zero ? linearization[j] : T.Zero;
                T slope = twice * signal;
                (residuals[j], scales[j]) = Sum(
                    through, Product(slope, T.FusedMultiplyAdd(twice, signal, -slope), pooled), addend[j], p[j]);
            }

            if (wantsA)
            {
                (T root, T rootLost) = Root(a[j]);
                T over = Two * root, recurrent = linearization[(2 * n) + j], slope = -recurrent / over;
                T slopeLost = (T.FusedMultiplyAdd(-slope, over, -recurrent) - (Two * slope * rootLost)) / over;
                T signal = circuit.Kind == CircuitKind.Main || linearization[j] > T.Zero ? linearization[j] : T.Zero;
                T energy = signal * signal;
                Part held = Product(slope, slopeLost, new(p[j], T.Zero, T.Zero, T.Abs(p[j])));
                (residuals[n + j], scales[n + j]) = Sum(
                    held, Product(energy, T.FusedMultiplyAdd(signal, signal, -energy), pooled), addend[n + j], q[j]);
            }
        }
    }

    // Entry j of Wrᵀ (gated + lost).
    private static Part Through(
        Circuit<T> circuit, int j, ReadOnlySpan<T> gated, ReadOnlySpan<T> lost, T lostSum, T underflow, Scratch<T> scratch)
    {
        int n = circuit.Units;
        T twice = T.CreateTruncating(n + 8) * Precision<T>.Epsilon * lostSum;
        if (circuit.Recurrent is not { } recurrent) return new(gated[j], lost[j], twice, T.Abs(gated[j]));
        CompensatedDot<T> dot = Entry<Dense<T>>(recurrent, j, gated, lost, scratch, out T correction, out T largest);
        T rest = dot.Correction + correction;
        T error = dot.Error(n) + (largest * (twice + underflow)) + underflow + (Precision<T>.Epsilon * T.Abs(rest));
        return new(dot.Sum, rest, error, dot.Magnitude);
    }

    // (factor + factorLost) times a part.
    private static Part Product(T factor, T factorLost, Part part)
    {
        T high = factor * part.High;
        T low = T.FusedMultiplyAdd(factor, part.High, -high) + (factor * part.Low) + (factorLost * part.High);
        return new(high, low, (T.Abs(factor) * part.Error) + T.Epsilon, T.Abs(factor) * part.Magnitude);
    }

    // one + other + addend − own, moved outward; second parts are some ε of what they belong to, and themselves rounded some times.
    private static (T Residual, T Scale) Sum(Part one, Part other, T addend, T own)
    {
        CompensatedDot<T> total = new CompensatedDot<T>(one.High, T.Zero, T.Abs(one.High), T.Zero)
            .Plus(other.High).Plus(addend).Plus(-own).Plus(one.Low + other.Low);
        T scale = one.Magnitude + other.Magnitude + T.Abs(addend) + T.Abs(own);
        T left = total.Error(5) + T.Abs(total.Correction) + one.Error + other.Error
            + (T.CreateTruncating(16) * Precision<T>.Epsilon * Precision<T>.Epsilon * scale) + T.Epsilon;
        return (ProductEnclosure.Outward(total.Sum, left), scale);
    }

    private static (T Root, T Lost) Root(T value)
    {
        T root = T.Sqrt(value);
        return (root, root > T.Zero ? T.FusedMultiplyAdd(-root, root, value) / (Two * root) : T.Zero);
    }

    private static T Rounding<TWeights>(TWeights weights, ReadOnlySpan<T> vector, T product)
        where TWeights : struct, IWeights<TWeights, T> => TWeights.Rounding(weights, Transpose.Yes, vector, T.One, product);

    private static T RoundingOf(PackedWeights<T> weights, ReadOnlySpan<T> vector, T product) =>
        Rounding<Dense<T>>(weights, vector, product);

    private static CompensatedDot<T> Entry<TWeights>(
        TWeights weights, int i, ReadOnlySpan<T> vector, ReadOnlySpan<T> low, Scratch<T> scratch, out T correction, out T largest)
        where TWeights : struct, IWeights<TWeights, T> =>
        TWeights.Entry(weights, Transpose.Yes, i, vector, low, default, scratch, out correction, out largest);

    // A number of twice the digits, how far off it may be, and the magnitudes that met in it.
    private readonly record struct Part(T High, T Low, T Error, T Magnitude);
}
