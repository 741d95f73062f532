using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Rules;

/// <summary>ΔW = −η mean a bᵀ, a = (I − W G) G e, b = (I − G W)ᵀ (I − G W) r: the reparameterized step to first order in η.</summary>
/// <remarks>
/// No solve: three N×N×B products and the update's N×B×N. In rows: p = g∘e, a = p − (g∘p) Wᵀ, q = r − g∘(r Wᵀ), b = q − (g∘q) W.
/// Source: V. Zhu, R. Rosenbaum, "Learning Fixed Points of Recurrent Neural Networks by Reparameterizing the Network Model", 2024 (ΔW₃).
/// </remarks>
public readonly struct LinearizedReparameterized : ILearningRule
{
    /// <inheritdoc/>
    public static bool UsesAdjoint => false;

    // Rows at a time: six arrays of 64 × 300 floats stay in a core's second-level cache from one pass to the next. All 512 at once take
    // 1.13 to 1.15 times as long at N = 300. A row's bits do not depend on it.
    private const int Chunk = 64;

    /// <inheritdoc/>
    public static ScratchSize Scratch(int batch, int neurons)
    {
        int rows = Math.Min(batch, Chunk);
        return ScratchSize.Of(rows, neurons) + ScratchSize.Of(rows, neurons);
    }

    /// <inheritdoc/>
    public void Factors<T>(
        PackedWeights<T> weights, T rate, RuleBatch<T> batch, Span<T> left, Span<T> right, Span<SolveStatus> statuses, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.ThrowIfMisfit(weights, left, right, statuses);
        int n = batch.Neurons;
        int most = Math.Min(batch.Count, Chunk);
        scratch.Take(most, n, out Span<T> q).Take(most, n, out Span<T> gainedQ);
        for (int row = 0; row < batch.Count; row += Chunk)
        {
            RuleBatch<T> rows = batch.Slice(row, Math.Min(Chunk, batch.Count - row));
            int from = row * n, length = rows.Count * n;
            Factors(weights, rows, left.Slice(from, length), right.Slice(from, length), q[..length], gainedQ[..length]);
        }

        statuses.Fill(SolveStatus.Converged);
    }

    /// <summary>a, b, and g∘q, which the finite step needs too. q is working memory.</summary>
    internal static void Factors<T>(PackedWeights<T> weights, RuleBatch<T> batch, Span<T> left, Span<T> right, Span<T> q, Span<T> gainedQ)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> g = batch.Gains;

        // a = p − (g∘p) Wᵀ; q serves as p until it is needed.
        TensorPrimitives.Multiply(g, batch.Errors, q);
        TensorPrimitives.Multiply<T>(g, q, gainedQ);
        weights.Multiply(batch.Count, gainedQ, T.Zero, left);
        TensorPrimitives.Subtract<T>(q, left, left);

        // q = r − g∘(r Wᵀ), b = q − (g∘q) W.
        weights.Multiply(batch.Count, batch.Rates, T.Zero, q);
        TensorPrimitives.Multiply(g, q, q);
        TensorPrimitives.Subtract(batch.Rates, q, q);
        TensorPrimitives.Multiply(g, q, gainedQ);
        weights.MultiplyTransposed(batch.Count, gainedQ, T.Zero, right);
        TensorPrimitives.Subtract<T>(q, right, right);
    }
}
