using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Circuits;

/// <summary>What the residuals of a circuit are in exact arithmetic: a cheap bound of their error, and an enclosure.</summary>
/// <remarks>b, (b₀σ)² and the weights count as the numbers that they are stored as. A computed √a is within ½ε √a.</remarks>
internal static class CircuitEnclosure<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Two = T.One + T.One;

    internal static ScratchSize Scratch(Circuit<T> circuit)
    {
        ScratchSize n = ScratchSize.Of(circuit.Units);
        return n + n + n + n;
    }

    /// <summary>ε times, of y: the rounding of Wr y carried over by |1 − √a|, |b z|, 2 (1 + 2√a) |Wr y| and |y|; of a: that of W (y²∘a),
    /// which has no signs, and 6 a. Near a fixed point, where F(s) is about s.</summary>
    internal static T ResidualError(
        Circuit<T> circuit, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch)
    {
        if (linearization.IsEmpty) return T.PositiveInfinity;
        int n = circuit.Units;
        CircuitPoint<T> point = new(circuit, linearization);
        ReadOnlySpan<T> recurrent = linearization[(2 * n)..];
        scratch.Take(n, out Span<T> pool).Take(n, out Span<T> signal);
        PoolPass<T>.Run(n, circuit.Kind != CircuitKind.Main, state, pool, signal);
        T gate = T.Zero, gated = T.Zero, others = T.Zero, held = MaxNorm.Of(state[n..]);
        for (int i = 0; i < n; i++)
        {
            gate = T.Max(gate, T.Abs(point.Gate(i)));
            gated = T.Max(gated, T.Abs(point.Gate(i) * recurrent[i]));
            T given = T.Abs(circuit.Gains[i] * drive[i]), root = T.Sqrt(state[n + i]);
            others = T.Max(others, given + (Two * (T.One + (Two * root)) * T.Abs(recurrent[i])) + T.Abs(state[i]));
        }

        ReadOnlySpan<T> source = circuit.Kind == CircuitKind.RectifiedInput ? signal : state[..n];
        T ofY = circuit.Recurrent is { } weights ? Rounding<Dense<T>>(weights, source, gate, gated) : T.Zero;
        T ofA = Rounding<Dense<T>>(circuit.Pool, pool, T.One, held) + (T.CreateTruncating(6) * held);
        return Precision<T>.Epsilon * T.Max(ofY + others, ofA);
    }

    /// <summary>Residuals over <paramref name="trusted"/> anew: products, squares and roots with what their roundings lost, moved outward
    /// by what is left.</summary>
    internal static void Enclose(
        Circuit<T> circuit, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch)
    {
        int n = circuit.Units;
        bool rectified = circuit.Kind != CircuitKind.Main;
        scratch = scratch.Take(n, out Span<T> pool).Take(n, out Span<T> signal).Take(n, out Span<T> lost);
        PoolPass<T>.Run(n, rectified, state, pool, signal);
        for (int j = 0; j < n; j++)
        {
            T square = signal[j] * signal[j], a = state[n + j];
            lost[j] = T.FusedMultiplyAdd(square, a, -pool[j]) + (T.FusedMultiplyAdd(signal[j], signal[j], -square) * a);
        }

        ReadOnlySpan<T> source = circuit.Kind == CircuitKind.RectifiedInput ? signal : state[..n];
        T ofY = ProductEnclosure.Underflow(source), ofA = ProductEnclosure.Underflow<T>(pool) + ProductEnclosure.Underflow<T>(lost);
        for (int i = 0; i < n; i++)
        {
            if (T.Abs(residuals[i]) <= trusted) scales[i] = T.Abs(state[i]);
            else (residuals[i], scales[i]) = Principal(circuit, i, state, source, drive[i], ofY, scratch);
            if (T.Abs(residuals[n + i]) <= trusted) scales[n + i] = T.Abs(state[n + i]);
            else (residuals[n + i], scales[n + i]) = Normalizing(circuit, i, state[n + i], pool, lost, ofA, scratch);
        }
    }

    // b z + (1 − √a) R − y.
    private static (T Residual, T Scale) Principal(
        Circuit<T> circuit, int i, ReadOnlySpan<T> state, ReadOnlySpan<T> source, T drive, T underflow, Scratch<T> scratch)
    {
        int n = circuit.Units;
        CompensatedDot<T> product = circuit.Recurrent is { } weights
            ? Entry<Dense<T>>(weights, i, source, default, scratch, out _, out _) : new(source[i], T.Zero, T.Abs(source[i]), T.Zero);
        T error = circuit.Recurrent is null ? T.Zero : product.Error(n) + underflow, sum = product.Sum, rest = product.Correction;
        if (circuit.Kind == CircuitKind.RectifiedOutput && sum + rest <= T.Zero)
        {
            // Next to the threshold the exact sum may be on its other side.
            error = T.Max(T.Zero, error + sum + rest);
            (sum, rest) = (T.Zero, T.Zero);
        }

        T a = state[n + i], root = T.Sqrt(a), rootLost = root > T.Zero ? T.FusedMultiplyAdd(-root, root, a) / (Two * root) : T.Zero;
        T gate = T.One - root, back = T.One - gate, gateLost = (back - root) - rootLost;
        T gated = gate * sum, given = circuit.Gains[i] * drive;
        T second = T.FusedMultiplyAdd(gate, sum, -gated) + T.FusedMultiplyAdd(circuit.Gains[i], drive, -given) + (gate * rest)
            + (gateLost * sum);
        CompensatedDot<T> total = new CompensatedDot<T>(gated, T.Zero, T.Abs(gated), T.Zero).Plus(given).Plus(-state[i]).Plus(second);

        // The second parts are some ε of what they belong to, and themselves rounded some times.
        T scale = T.Abs(state[i]) + T.Abs(given) + ((T.One + root) * product.Magnitude);
        T left = total.Error(4) + T.Abs(total.Correction) + (T.Abs(gate) * error)
            + (T.CreateTruncating(8) * Precision<T>.Epsilon * Precision<T>.Epsilon * scale) + T.Epsilon;
        return (ProductEnclosure.Outward(total.Sum, left), scale);
    }

    // (b₀σ)² + W (y²∘a) − a.
    private static (T Residual, T Scale) Normalizing(
        Circuit<T> circuit, int i, T a, ReadOnlySpan<T> pool, ReadOnlySpan<T> lost, T underflow, Scratch<T> scratch)
    {
        int n = circuit.Units;
        CompensatedDot<T> product = Entry<Dense<T>>(circuit.Pool, i, pool, lost, scratch, out T correction, out T largest);
        CompensatedDot<T> total = new CompensatedDot<T>(
            product.Sum, product.Correction + correction, product.Magnitude, product.Lost + T.Abs(correction)).Plus(circuit.Floor[i])
            .Plus(-a);
        T left = total.Error(n) + T.Abs(total.Correction) + (largest * underflow) + underflow
            + (T.CreateTruncating(n + 4) * Precision<T>.Epsilon * Precision<T>.Epsilon * product.Magnitude);
        return (ProductEnclosure.Outward(total.Sum, left), T.Abs(a) + circuit.Floor[i] + product.Magnitude);
    }

    private static T Rounding<TWeights>(TWeights weights, ReadOnlySpan<T> vector, T factor, T product)
        where TWeights : struct, IWeights<TWeights, T> => TWeights.Rounding(weights, Transpose.No, vector, factor, product);

    private static CompensatedDot<T> Entry<TWeights>(
        TWeights weights, int i, ReadOnlySpan<T> vector, ReadOnlySpan<T> low, Scratch<T> scratch, out T correction, out T largest)
        where TWeights : struct, IWeights<TWeights, T> =>
        TWeights.Entry(weights, Transpose.No, i, vector, low, default, scratch, out correction, out largest);
}
