using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Rules;

/// <summary>Plain gradient descent, ΔW = −η mean λ rᵀ with the exact adjoint λ = G (I − Wᵀ G)⁻¹ e.</summary>
/// <remarks>Its steps grow without bound near singular I − G W. Source: Zhu, Rosenbaum 2024 (ΔW₁).</remarks>
public readonly struct Euclidean : ILearningRule
{
    /// <inheritdoc/>
    public static bool UsesAdjoint => true;

    /// <inheritdoc/>
    public static ScratchSize Scratch(int batch, int neurons) => ScratchSize.None;

    /// <inheritdoc/>
    public void Factors<T>(
        PackedWeights<T> weights, T rate, RuleBatch<T> batch, Span<T> left, Span<T> right, Span<SolveStatus> statuses, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.ThrowIfMisfit(weights, left, right, statuses);
        batch.Errors.CopyTo(left);
        batch.Rates.CopyTo(right);
        statuses.Fill(SolveStatus.Converged);
    }
}
