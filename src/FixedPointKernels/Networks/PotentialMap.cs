using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Networks;

/// <summary>The potential form: state v, F(v) = W f(v) + x, linearization g = f′(v), I − DF = I − W G. Rates are f(v).</summary>
internal readonly struct PotentialMap<T, TActivation>(PackedWeights<T> weights, TActivation activation) : IFixedPointMap<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    public static Transpose JacobianForm => Transpose.No;

    public int Size => weights.Outputs;

    public int DriveSize => weights.Outputs;

    public int LinearizationSize => weights.Outputs;

    public ScratchSize Scratch(int rows) => ScratchSize.Of(rows, weights.Outputs);

    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations, Span<T> residuals, Scratch<T> scratch)
    {
        scratch.Take(rows, Size, out Span<T> rates);
        if (linearizations.IsEmpty) Activation.Apply(activation, states, rates);
        else Activation.Apply(activation, states, rates, linearizations);
        weights.Multiply(rows, rates, T.Zero, images);
        var pass = new RatePass<Linear, T>(default, Size, drives, states, images, default, residuals);
        Dispatch.Run<RatePass<Linear, T>, T>(ref pass);
    }

    public void Relax(int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch)
    {
        scratch.Take(rows, Size, out Span<T> rates);
        var pass = new RelaxPass<Linear, T>(default, alpha, drives, images, states);
        for (int step = 0; step < steps; step++)
        {
            Activation.Apply(activation, states, rates);
            weights.Multiply(rows, rates, T.Zero, images);
            Dispatch.Run<RelaxPass<Linear, T>, T>(ref pass);
        }
    }

    public void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        int n = Size;
        ReadOnlySpan<T> w = weights.Values;
        for (int i = 0; i < n; i++)
        {
            Span<T> row = jacobian.Slice(i * n, n);
            TensorPrimitives.Multiply(w.Slice(i * n, n), linearization, row);
            TensorPrimitives.Negate<T>(row, row);
            row[i] += T.One;
        }
    }

    // DFᵀ u = g ∘ (Wᵀ u).
    public void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        weights.MultiplyTransposed(rows, vectors, T.Zero, products);
        TensorPrimitives.Multiply(linearizations, products, products);
    }
}
