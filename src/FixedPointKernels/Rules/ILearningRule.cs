using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Rules;

/// <summary>A learning rule of the form ΔW = −η mean a bᵀ: it says what a and b are for each sample.</summary>
/// <remarks>
/// A rule only writes the factors; averaging them is one product (<see cref="Rule.Accumulate"/>), so a rule neither allocates nor
/// steps. Rows are samples, ∘ is element-wise, g = f′(z) are the gains at the fixed point r, e = ∂L/∂r.
/// </remarks>
public interface ILearningRule
{
    /// <summary>Whether the error handed to the rule is the adjoint λ (true) or the plain loss gradient e (false).</summary>
    static abstract bool UsesAdjoint { get; }

    /// <summary>Scratch that <see cref="Factors"/> needs.</summary>
    static abstract ScratchSize Scratch(int batch, int neurons);

    /// <summary>Writes a and b of every sample.</summary>
    /// <param name="weights">W, N × N.</param>
    /// <param name="rate">η.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="left">a, batch × N, overwritten.</param>
    /// <param name="right">b, batch × N, overwritten.</param>
    /// <param name="statuses">One per sample: Converged, or Singular for a sample that contributes nothing.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    void Factors<T>(
        PackedWeights<T> weights, T rate, RuleBatch<T> batch, Span<T> left, Span<T> right, Span<SolveStatus> statuses, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
