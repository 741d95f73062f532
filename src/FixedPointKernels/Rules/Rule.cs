using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Rules;

/// <summary>Averages a rule's factors into an update: ΔW ← ΔW − η mean a bᵀ.</summary>
public static class Rule
{
    /// <summary>Scratch that <see cref="Accumulate"/> needs.</summary>
    public static ScratchSize Scratch<TRule, T>(int batch, int neurons)
        where TRule : struct, ILearningRule
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(neurons);
        ScratchSize outer = ParameterGradient.OuterScratch<T>(batch, neurons, neurons);
        return ScratchSize.Of(batch, neurons) + ScratchSize.Of(batch, neurons) + ScratchSize.Max(TRule.Scratch(batch, neurons), outer);
    }

    /// <summary>
    /// Writes a and b of every sample, the factors of ΔW = −η mean a bᵀ: what <see cref="Accumulate"/> averages at once, and a trainer over
    /// its threads.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="weights">W, N × N.</param>
    /// <param name="rate">η.</param>
    /// <param name="batch">Rates, gains, and λ or e.</param>
    /// <param name="left">a, B × N, overwritten.</param>
    /// <param name="right">b, B × N, overwritten.</param>
    /// <param name="statuses">One per sample: Converged, or why it contributes nothing.</param>
    /// <param name="scratch">As the rule's own <see cref="ILearningRule.Scratch"/> says.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or η not finite.</exception>
    /// <exception cref="InvalidOperationException">W was changed meanwhile: the factors are of no use then.</exception>
    /// <remarks>
    /// 0 bytes. Aliasing: left and right overlap neither each other nor the batch. What is not finite in the batch is not finite in the
    /// factors.
    /// </remarks>
    public static void Factors<TRule, T>(
        TRule rule, PackedWeights<T> weights, T rate, RuleBatch<T> batch, Span<T> left, Span<T> right, Span<SolveStatus> statuses,
        Scratch<T> scratch)
        where TRule : struct, ILearningRule
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotFinite(rate, nameof(rate));
        batch.ThrowIfMisfit(weights, left, right, statuses);
        long version = weights.BeginRead();
        rule.Factors(weights, rate, batch, left, right, statuses, scratch);
        weights.EndRead(version);
    }

    /// <summary>Adds the rule's update of a batch into <paramref name="deltaW"/>.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="weights">W, N × N.</param>
    /// <param name="rate">η.</param>
    /// <param name="batch">Rates, gains, and λ or e.</param>
    /// <param name="solved">The fixed points' statuses: a sample that is not Converged contributes nothing, the divisor stays B; empty
    /// takes all.</param>
    /// <param name="deltaW">N × N, row-major; added to.</param>
    /// <param name="statuses">One per sample: Converged; or Singular, NonFinite or the status the sample came with, and it contributed
    /// nothing.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or η not finite.</exception>
    /// <exception cref="InvalidOperationException">W was changed meanwhile; ΔW is unchanged then.</exception>
    /// <remarks>0 bytes. deltaW must not overlap the batch.</remarks>
    public static void Accumulate<TRule, T>(
        TRule rule, PackedWeights<T> weights, T rate, RuleBatch<T> batch, ReadOnlySpan<SolveStatus> solved, Span<T> deltaW,
        Span<SolveStatus> statuses, Scratch<T> scratch)
        where TRule : struct, ILearningRule
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        int n = batch.Neurons;
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Outputs != n || weights.Inputs != n)
            throw new ArgumentException($"W is {weights.Outputs}×{weights.Inputs}, but the batch has {n} neurons.", nameof(weights));
        Throw.IfNotFinite(rate, nameof(rate));
        Throw.IfNotShape(deltaW.Length, n, n, nameof(deltaW));
        Throw.IfNotLength(statuses.Length, batch.Count, nameof(statuses));
        if (!solved.IsEmpty) Throw.IfNotLength(solved.Length, batch.Count, nameof(solved));
        Throw.IfOverlaps(batch.Rates, deltaW, nameof(batch), nameof(deltaW));
        Throw.IfOverlaps(batch.Gains, deltaW, nameof(batch), nameof(deltaW));
        Throw.IfOverlaps(batch.Errors, deltaW, nameof(batch), nameof(deltaW));

        scratch = scratch.Take(batch.Count, n, out Span<T> left).Take(batch.Count, n, out Span<T> right);
        Factors(rule, weights, rate, batch, left, right, statuses, scratch);
        for (int k = 0; k < batch.Count; k++)
        {
            Span<T> a = left.Slice(k * n, n), b = right.Slice(k * n, n);
            bool finite = TensorPrimitives.IsFiniteAll<T>(a) && TensorPrimitives.IsFiniteAll<T>(b);
            bool wanted = solved.IsEmpty || solved[k] == SolveStatus.Converged;
            if (finite && wanted) continue;

            // One NaN in either factor would spread over whole rows or columns of the update, 0·NaN included: both go.
            if (!wanted) statuses[k] = solved[k];
            else if (statuses[k] == SolveStatus.Converged) statuses[k] = SolveStatus.NonFinite;
            a.Clear();
            b.Clear();
        }

        ParameterGradient.AddOuter(-rate, batch.Count, left, n, right, n, deltaW, scratch);
    }

    /// <summary>ΔW ← ΔW − η α W: the weight decay of plain stochastic gradient descent.</summary>
    /// <param name="rate">η.</param>
    /// <param name="decay">α.</param>
    /// <param name="weights">W.</param>
    /// <param name="deltaW">Added to; as long as W.</param>
    /// <exception cref="ArgumentException">Lengths that differ, or a rate, a decay or a product of the two that is not finite.</exception>
    public static void AddWeightDecay<T>(T rate, T decay, ReadOnlySpan<T> weights, Span<T> deltaW)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotFinite(rate, nameof(rate));
        Throw.IfNotFinite(decay, nameof(decay));
        if (!T.IsFinite(rate * decay))
            throw new ArgumentOutOfRangeException(
                nameof(rate), rate,
                $"{nameof(rate)} times {nameof(decay)} is {rate} times {decay}, which is not finite in {typeof(T).Name}.");
        Throw.IfNotLength(deltaW.Length, weights.Length, nameof(deltaW));
        LinearAlgebra.Axpy.Add(-rate * decay, weights, deltaW);
    }
}
