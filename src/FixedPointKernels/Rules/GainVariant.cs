using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Rules;

/// <summary>ΔW = −η mean a bᵀ, a = (I − W G) e, b = (I − W G)ᵀ (I − W G) r: the linearized rule with
/// the gains on the other side of W.</summary>
/// <remarks>
/// No solve: three N×N×B products and the update's N×B×N. In rows: a = e − (g∘e) Wᵀ, q = r − (g∘r) Wᵀ, b = q − g∘(q W).
/// Source: the published code of V. Zhu, R. Rosenbaum 2024 (dW4).
/// </remarks>
public readonly struct GainVariant : ILearningRule
{
    /// <inheritdoc/>
    public static bool UsesAdjoint => false;

    /// <inheritdoc/>
    public static ScratchSize Scratch(int batch, int neurons) => ScratchSize.Of(batch, neurons) + ScratchSize.Of(batch, neurons);

    /// <inheritdoc/>
    public void Factors<T>(
        PackedWeights<T> weights, T rate, RuleBatch<T> batch, Span<T> left, Span<T> right, Span<SolveStatus> statuses, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.ThrowIfMisfit(weights, left, right, statuses);
        ReadOnlySpan<T> g = batch.Gains;
        scratch.Take(batch.Count, batch.Neurons, out Span<T> q).Take(batch.Count, batch.Neurons, out Span<T> product);
        TensorPrimitives.Multiply(g, batch.Errors, product);
        weights.Multiply(batch.Count, product, T.Zero, left);
        TensorPrimitives.Subtract(batch.Errors, left, left);

        TensorPrimitives.Multiply(g, batch.Rates, product);
        weights.Multiply(batch.Count, product, T.Zero, q);
        TensorPrimitives.Subtract(batch.Rates, q, q);
        weights.MultiplyTransposed(batch.Count, q, T.Zero, right);
        TensorPrimitives.Multiply(g, right, right);
        TensorPrimitives.Subtract<T>(q, right, right);
        statuses.Fill(SolveStatus.Converged);
    }
}
