using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Networks;

/// <summary>The rate form: state r, F(r) = f(W r + x), linearization g = f′(W r + x), I − DF = I − G W.</summary>
internal readonly struct RateMap<T, TActivation>(PackedWeights<T> weights, TActivation activation) : IDenseMap<RateMap<T, TActivation>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly PackedWeights<T> weights = weights;
    private readonly TActivation activation = activation;

    public int Size => weights.Outputs;

    public int DriveSize => weights.Outputs;

    public int LinearizationSize => weights.Outputs;

    public ScratchSize Scratch(int rows) => ScratchSize.Max(
        ScratchSize.Max(ScratchSize.Of(rows, Size), RelaxPanels<TActivation, T>.Scratch(rows, Size)), RateEnclosure<TActivation, T>.Scratch(Size));

    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations, Span<T> residuals, Scratch<T> scratch)
    {
        weights.Multiply(rows, states, T.Zero, images);
        var pass = new RatePass<TActivation, T>(activation, Size, drives, states, images, linearizations, residuals);
        Dispatch.Run<RatePass<TActivation, T>, T>(ref pass);
    }

    // Whole panels of samples first, what is left row by row.
    public static void Relax(
        in RateMap<T, TActivation> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch) =>
        map.Relax(rows, steps, alpha, states, drives, images, scratch);

    private void Relax(int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch)
    {
        if (steps == 0) return;
        int whole = RelaxPanels<TActivation, T>.Rows(rows, Size);
        int done = whole * Size;
        if (whole > 0)
        {
            var panels = new RelaxPanels<TActivation, T>(activation, alpha, steps, weights.Values, Size, drives[..done], states[..done], images[..done], scratch);
            Dispatch.Run<RelaxPanels<TActivation, T>, T>(ref panels);
        }

        if (whole == rows) return;
        var pass = new RelaxPass<TActivation, T>(activation, alpha, drives[done..], images[done..], states[done..]);
        for (int step = 0; step < steps; step++)
        {
            weights.Multiply(rows - whole, states[done..], T.Zero, images[done..]);
            Dispatch.Run<RelaxPass<TActivation, T>, T>(ref pass);
        }
    }

    public void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        int n = Size;
        ReadOnlySpan<T> w = weights.Values;
        for (int i = 0; i < n; i++)
        {
            TensorPrimitives.Multiply(w.Slice(i * n, n), -linearization[i], jacobian.Slice(i * n, n));
            jacobian[(i * n) + i] += T.One;
        }
    }

    // DF v = g ∘ (W v).
    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        weights.Multiply(rows, vectors, T.Zero, products);
        TensorPrimitives.Multiply(linearizations, products, products);
    }

    // DFᵀ u = Wᵀ (g ∘ u).
    public void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        scratch.Take(rows, Size, out Span<T> gained);
        TensorPrimitives.Multiply(linearizations, vectors, gained);
        weights.MultiplyTransposed(rows, gained, T.Zero, products);
    }

    // ∂F/∂x = G.
    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        TensorPrimitives.Multiply(linearizations, vectors, products);

    public static T ResidualError(
        in RateMap<T, TActivation> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        RateEnclosure<TActivation, T>.ResidualError(map.weights, map.activation, state, drive, linearization, scratch);

    public static void Enclose(
        in RateMap<T, TActivation> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Span<T> residuals, T trusted, Span<T> scales,
        Scratch<T> scratch) =>
        RateEnclosure<TActivation, T>.Enclose(map.weights, map.activation, state, drive, residuals, trusted, scales, scratch);

    public static T TransposedError(
        in RateMap<T, TActivation> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch) =>
        RateEnclosure<TActivation, T>.TransposedError(map.weights, linearization, vector, addend, scratch);

    public static void EncloseTransposed(
        in RateMap<T, TActivation> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch) =>
        RateEnclosure<TActivation, T>.EncloseTransposed(map.weights, linearization, vector, addend, residuals, trusted, scales, scratch);
}
