using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Rules;

/// <summary>
/// The reparameterized rule for any activation: each sample's exact finite step in A-space, ΔW = −η mean a bᵀ / (1 + s),
/// s = −η rᵀ (I − G W)ᵀ G a, with a and b of <see cref="LinearizedReparameterized"/>.
/// </summary>
/// <remarks>
/// By the Sherman–Morrison identity at the price of the linearized rule. s → −1 is the step through the singularity: a sample with
/// 1 + s ≤ 10⁻⁶ contributes nothing and is Singular. <see cref="Damped"/> divides by 1 + |s| in place of 1 + s: it never
/// amplifies, is never singular, and held 85 % where the exact step broke down at rate 1 on MNIST. Source: derived from Zhu,
/// Rosenbaum 2024; J. Sherman, W. J. Morrison 1950.
/// </remarks>
public readonly struct FiniteStep : ILearningRule
{
    /// <inheritdoc/>
    public static bool UsesAdjoint => false;

    /// <summary>Whether to divide by 1 + |s|.</summary>
    public bool Damped { get; init; }

    /// <inheritdoc/>
    public static ScratchSize Scratch(int batch, int neurons) => ScratchSize.Of(batch, neurons) + ScratchSize.Of(batch, neurons);

    /// <inheritdoc/>
    public void Factors<T>(
        PackedWeights<T> weights, T rate, RuleBatch<T> batch, Span<T> left, Span<T> right, Span<SolveStatus> statuses, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.ThrowIfMisfit(weights, left, right, statuses);
        int n = batch.Neurons;
        scratch.Take(batch.Count, n, out Span<T> q).Take(batch.Count, n, out Span<T> gainedQ);
        LinearizedReparameterized.Factors(weights, batch, left, right, q, gainedQ);
        statuses.Fill(SolveStatus.Converged);
        for (int k = 0; k < batch.Count; k++)
        {
            Span<T> a = left.Slice(k * n, n);
            T denominator = Denominator<T>(rate, gainedQ.Slice(k * n, n), a);
            if (denominator > T.CreateTruncating(1e-6))
            {
                TensorPrimitives.Divide(a, denominator, a);
                continue;
            }

            a.Clear();
            statuses[k] = T.IsNaN(denominator) ? SolveStatus.NonFinite : SolveStatus.Singular;
        }
    }

    private T Denominator<T>(T rate, ReadOnlySpan<T> gainedQ, ReadOnlySpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T s = -rate * LinearAlgebra.Dot.Product(gainedQ, a);
        return T.One + (Damped ? T.Abs(s) : s);
    }
}
