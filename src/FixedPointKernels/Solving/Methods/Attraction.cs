using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Whether the dynamics ds/dt = F(s) − s end in a fixed point p when they are at s: p is stable, and
/// s is within its basin estimate.</summary>
/// <remarks>
/// With A = K (DF(p) − I), K = diag(κ) the map's relaxation rates, and d = s − p the field at s is A d + n; n is measured.
/// C = (I + A)(I − A)⁻¹ = 2 (I − A)⁻¹ − I is the trapezoidal step of 2 τ: its powers follow the linear flow, and ‖Cᵐ‖ &lt; 1 for some m
/// proves that every eigenvalue of A has a negative real part. C, C², C⁴, … come by squaring, N³ multiply-adds each, and on the way they
/// are applied to d and to n: κ = max |Cᵐ d| / |d| says how far the linear flow from s strays before it falls, and M = 1 + Σ 2 · 2ᵏ |C^(2ᵏ)
/// n| / |n| how far a constant perturbation n carries the state (variation of constants). To first order, what the linear flow leaves out
/// is then κ M |n|, compared with |d|; where that is at most a quarter, the higher orders fall as its powers do. It is an estimate, not a
/// proof: n is of second order in d, measured along d only. It gets better as s comes nearer: after a refusal the caller asks again later.
/// Source: R. A. Smith, "Matrix equation XA + BX = C", 1968 (the transform and its squares).
/// </remarks>
internal sealed class Attraction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Within = 0.25;

    // In τ. A perturbation that grows by less than about a factor of e in this time counts as not growing: on a line of fixed points there
    // is an eigenvalue 0, which rounding moves a little.
    private const double Horizon = 2000;

    private readonly int size;
    private readonly AlignedBuffer<T> first;
    private readonly AlignedBuffer<T> second;
    private readonly AlignedBuffer<T> scratch;
    private readonly int[] pivots;

    internal Attraction(int size)
    {
        this.size = size;
        first = new(checked(size * size));
        second = new(checked(size * size));
        pivots = new int[size];
        ScratchSize matrices = ScratchSize.Max(
            ScratchSize.Max(Lu.FactorScratch<T>(size), Lu.InvertScratch<T>(size)), Gemm.MultiplyScratch<T>(size, size, size));
        ScratchSize vectors = ScratchSize.Of(size) + ScratchSize.Of(size) + ScratchSize.Of(size);
        scratch = (matrices + vectors).Allocate<T>();
    }

    /// <summary>Judges p for a trajectory at s.</summary>
    /// <param name="map">F.</param>
    /// <param name="linearization">The map's, at p.</param>
    /// <param name="point">p.</param>
    /// <param name="state">s; p itself to ask for its stability alone.</param>
    /// <param name="slope">κ ∘ (F(s) − s).</param>
    /// <returns>Whether the flow from s ends in p.</returns>
    internal bool Holds<TMap>(
        in TMap map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> point, ReadOnlySpan<T> state, ReadOnlySpan<T> slope)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        Scratch<T> free = scratch.Scratch.Take(size, out Span<T> d).Take(size, out Span<T> n).Take(size, out Span<T> product);
        Span<T> matrix = first.Span;
        Span<T> other = second.Span;
        TMap.WriteJacobian(map, linearization, matrix);
        ReadOnlySpan<T> rates = TMap.RelaxationRates(map);
        for (int i = 0; i < rates.Length; i++)
            TensorPrimitives.Multiply(matrix.Slice(i * size, size), rates[i], matrix.Slice(i * size, size));
        StateUpdates.Subtract(state, point, d);
        double distance = Norm(d), push = 0;
        if (distance > 0)
        {
            // n = f(s) − A d = f(s) + (I − DF) d.
            slope.CopyTo(n);
            Gemv.Multiply(TMap.JacobianForm, size, size, T.One, matrix, size, d, T.One, n);
            push = Norm(n);
            if (!(push <= Within * distance)) return false;
        }

        for (int i = 0; i < size; i++) matrix[(i * size) + i] += T.One;
        if (Lu.Factor(size, matrix, size, pivots, free) >= 0) return false;
        Lu.Invert(size, matrix, size, pivots, other, size, free);
        TensorPrimitives.Multiply<T>(other, T.CreateTruncating(2), other);
        for (int i = 0; i < size; i++) other[(i * size) + i] -= T.One;

        double strays = 1, lasts = 1;
        for (double time = 2; ; time *= 2)
        {
            Span<T> power = other;
            double norm = Norm(power);
            if (!double.IsFinite(norm)) return false;
            if (distance > 0)
            {
                strays = Math.Max(strays, Grown(power, TMap.JacobianForm, d, product) / distance);
                if (push > 0) lasts += time * Grown(power, TMap.JacobianForm, n, product) / push;
                if (strays * lasts * push > Within * distance) return false;
            }

            if (norm < 0.5) return true;
            if (time > Horizon) return distance == 0 && norm <= Math.E * Math.Sqrt(size);
            Gemm.Multiply(Transpose.No, Transpose.No, size, size, size, T.One, power, size, power, size, T.Zero, matrix, size, free);
            Span<T> squared = matrix;
            matrix = other;
            other = squared;
        }
    }

    private double Grown(ReadOnlySpan<T> power, Transpose form, ReadOnlySpan<T> vector, Span<T> product)
    {
        Gemv.Multiply(form, size, size, T.One, power, size, vector, T.Zero, product);
        return Norm(product);
    }

    private static double Norm(ReadOnlySpan<T> values) => Math.Sqrt(double.CreateTruncating(Dot.Product(values, values)));
}
