using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;

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

    /// <inheritdoc/>
    public static ScratchSize Scratch(int batch, int neurons) => ScratchSize.Of(batch, neurons) + ScratchSize.Of(batch, neurons);

    /// <inheritdoc/>
    public void Factors<T>(PackedWeights<T> weights, T rate, RuleBatch<T> batch, Span<T> left, Span<T> right, Span<SolveStatus> statuses, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        scratch.Take(batch.Count, batch.Neurons, out Span<T> q).Take(batch.Count, batch.Neurons, out Span<T> gainedQ);
        Factors(weights, batch, left, right, q, gainedQ);
        statuses.Clear();
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
