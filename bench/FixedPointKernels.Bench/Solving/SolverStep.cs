using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Bench.Solving;

/// <summary>One evaluation of a random tanh network for some rows, and the product in it, with all their memory.</summary>
internal sealed class SolverStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int rows;
    private readonly PackedWeights<T> weights;
    private readonly RateMap<T, Dense<T>, Uniform<Tanh>> map;
    private readonly AlignedBuffer<T> states;
    private readonly AlignedBuffer<T> drives;
    private readonly AlignedBuffer<T> images;
    private readonly AlignedBuffer<T> gains;
    private readonly AlignedBuffer<T> residuals;
    private readonly AlignedBuffer<T> scratch;

    internal SolverStep(int rows, int n)
    {
        this.rows = rows;
        T[] w = BenchData.Skewed<T>(n * n, 1);
        for (int i = 0; i < w.Length; i++) w[i] /= T.CreateTruncating(n);
        weights = new(w, n, n);
        map = new(weights, default);
        (states, drives) = (BenchData.Aligned<T>(rows * n, 2), BenchData.Aligned<T>(rows * n, 3));
        (images, gains, residuals) = (new(rows * n), new(rows * n), new(rows));
        scratch = map.Scratch(rows).Allocate<T>();
    }

    /// <summary>W r + x, activation, residual and gain.</summary>
    internal void Evaluate() => map.Evaluate(rows, states.Span, drives.Span, images.Span, gains.Span, residuals.Span, scratch.Scratch);

    /// <summary>W r.</summary>
    internal void Multiply() => weights.Multiply(rows, states.Span, T.Zero, images.Span);
}
