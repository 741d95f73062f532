using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Circuits;

/// <summary>Residuals of a circuit in float and of its adjoint, by the circuit's own passes in double: with the rounding of those, upper
/// bounds of the exact ones.</summary>
/// <remarks>
/// Two products with copies of the weights, where sums in float with twice the digits were 60 % of a training step of 120 and 60 units.
/// Products of two floats are exact in double; a sum of n products is within n u Σ|Wᵢⱼ vⱼ|, u = 2⁻⁵³. What is added is that and some u of
/// each other term, twice, for what is of second order and for row sums that were themselves taken in float. No square or cube of floats
/// leaves the range of double.
/// </remarks>
internal static class CircuitInDouble<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Twice 2⁻⁵³.
    private const double Unit = 2.220446049250313e-16;

    /// <summary>Whether there is such an evaluation: of float.</summary>
    internal static bool Exists => typeof(T) == typeof(float);

    /// <summary>Of one row: twelve vectors of n doubles.</summary>
    internal static ScratchSize Scratch(Circuit<T> circuit) => ScratchSize.Of(Exists ? checked(2 * 12 * circuit.Units) : 0);

    /// <summary>At least max|F(s) − s| in exact arithmetic; NaN where that is not finite.</summary>
    internal static T Residual(Circuit<T> circuit, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Scratch<T> scratch)
    {
        int n = circuit.Units;
        bool apart = circuit.Kind == CircuitKind.RectifiedInput;
        Span<double> free = Free(circuit, scratch);
        Span<double> s = Take(ref free, state), z = Take(ref free, drive), gains = Take(ref free, circuit.Gains);
        Span<double> floor = Take(ref free, circuit.Floor), pool = Take(ref free, n), signal = Take(ref free, apart ? n : 0);
        Span<double> image = Take(ref free, 2 * n), residual = [0];
        PoolPass<double>.Run(n, circuit.Kind != CircuitKind.Main, s, pool, signal);
        double y = MaxNorm.Of<double>(s[..n]), a = MaxNorm.Of<double>(s[n..]);
        double ofRecurrent = Multiply(circuit.Recurrent, Transpose.No, apart ? signal : s[..n], y * (1 + Math.Sqrt(a)), image[..n]);
        double ofPool = Multiply(circuit.Pool, Transpose.No, pool, MaxNorm.Of<double>(pool), image[n..]);
        CircuitPass<double> pass = new(
            n, circuit.Kind == CircuitKind.RectifiedOutput, gains, floor, z, s, image, default, residual);
        Dispatch.Run<CircuitPass<double>, double>(ref pass);
        double terms = y + a + (MaxNorm.Of<double>(gains) * MaxNorm.Of<double>(z)) + MaxNorm.Of<double>(floor);
        return Above(residual[0] + (Unit * (ofRecurrent + ofPool + (8 * terms))));
    }

    /// <summary>At least max|e + DFᵀ(p, q) − (p, q)| in exact arithmetic, of the linearization as it is stored; NaN where that is not
    /// finite.</summary>
    internal static T TransposedResidual(
        Circuit<T> circuit, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch)
    {
        int n = circuit.Units;
        Span<double> free = Free(circuit, scratch);
        Span<double> point = Take(ref free, linearization), v = Take(ref free, vector), e = Take(ref free, addend);
        Span<double> gated = Take(ref free, n), pooled = Take(ref free, n), product = Take(ref free, 2 * n);
        GatePass<double> gate = new(n, circuit.Kind == CircuitKind.RectifiedOutput, point, v, gated);
        Dispatch.Run<GatePass<double>, double>(ref gate);
        double y = MaxNorm.Of<double>(point[..n]), a = MaxNorm.Of<double>(point.Slice(n, n));
        double p = MaxNorm.Of<double>(v[..n]), q = MaxNorm.Of<double>(v[n..]);
        double ofBack = Multiply(circuit.Recurrent, Transpose.Yes, gated, p * (1 + Math.Sqrt(a)), product[..n]);
        double ofPooled = Multiply(circuit.Pool, Transpose.Yes, v[n..], q, pooled);
        TransposedPass<double> rest = new(n, circuit.Kind, point, v, pooled, product);
        Dispatch.Run<TransposedPass<double>, double>(ref rest);

        // (R/2√a) p is at most what came of it and of y² h together.
        double slopes = y * Math.Max(2 * a, y), terms = MaxNorm.Of<double>(product) + p + q + MaxNorm.Of<double>(e);
        TensorPrimitives.Add(product, e, product);
        TensorPrimitives.Subtract(product, v, product);
        return Above(MaxNorm.Of<double>(product) + (Unit * (ofBack + (2 * slopes * ofPooled) + (8 * terms))));
    }

    // result ← W v or Wᵀ v, of I the vector itself; returned is (n + 8) times the largest Σ|Wᵢⱼ| max|v| there can be, which n + 8 roundings
    // of half a unit each stay below: n of the sum, the rest of v and of what the product is multiplied by. `largest` is at least what v
    // is made of, and what the product is multiplied by counted in. The mean size of a row's weights may have been rounded to 0.
    private static double Multiply(
        PackedWeights<T>? weights, Transpose form, ReadOnlySpan<double> vector, double largest, Span<double> result)
    {
        int n = vector.Length;
        if (weights is null)
        {
            vector.CopyTo(result);
            return 8 * largest;
        }

        Gemv.Multiply(form, n, n, 1, weights.InDouble, n, vector, 0, result);
        ProductRounding<T> rounding = form == Transpose.No ? weights.Rounding : weights.RoundingTransposed;
        return (n + 8) * (double.CreateTruncating(rounding.Size + T.Epsilon) * n) * largest;
    }

    private static Span<double> Free(Circuit<T> circuit, Scratch<T> scratch)
    {
        scratch.Take(2 * 12 * circuit.Units, out Span<T> raw);
        return MemoryMarshal.Cast<T, double>(raw);
    }

    private static Span<double> Take(ref Span<double> free, int count)
    {
        Span<double> taken = free[..count];
        free = free[count..];
        return taken;
    }

    private static Span<double> Take(ref Span<double> free, ReadOnlySpan<T> values)
    {
        Span<double> taken = Take(ref free, values.Length);
        TensorPrimitives.ConvertTruncating(values, taken);
        return taken;
    }

    private static T Above(double value) => T.BitIncrement(T.CreateTruncating(value));
}
