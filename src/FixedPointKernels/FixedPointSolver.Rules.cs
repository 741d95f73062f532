using System;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels;

/// <content>From a point to a change of W: a rule's factors by sample, and their mean.</content>
public sealed partial class FixedPointSolver<T, TActivation>
{
    private AlignedBuffer<T>? ruleScratch;

    /// <summary>
    /// a and b of a rule for every sample, the factors of ΔW = −η mean a bᵀ: what Accumulate averages, for
    /// callers that average over several solvers.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="rate">η.</param>
    /// <param name="rates">r, B × N.</param>
    /// <param name="gains">g, B × N.</param>
    /// <param name="error">λ for a rule that uses the adjoint, e = ∂L/∂r for the others; B × N.</param>
    /// <param name="left">a, B × N, overwritten.</param>
    /// <param name="right">b, B × N, overwritten.</param>
    /// <returns>One status per sample, valid until the next call: Singular where a finite step would cross its singularity; such a sample
    /// is to contribute nothing.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, η not finite, or more samples than the solver was made for.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call, or the network was updated meanwhile.</exception>
    /// <remarks>
    /// Aliasing: left and right overlap nothing. The first call makes the memory; the others allocate 0 bytes. Source: the rule's own.
    /// </remarks>
    public ReadOnlySpan<SolveStatus> Factors<TRule>(
        TRule rule, T rate, ReadOnlySpan<T> rates, ReadOnlySpan<T> gains, ReadOnlySpan<T> error, Span<T> left, Span<T> right)
        where TRule : struct, ILearningRule
    {
        using SoleCaller.Visit visit = caller.Enter();
        Span<SolveStatus> statuses = ruleStatuses.AsSpan(0, Samples(rates, nameof(rates)));
        Scratch<T> scratch = RuleScratch(TRule.Scratch(MaxBatch, Network.Neurons));
        Rule.Factors(rule, Network.Recurrent, rate, new RuleBatch<T>(Network.Neurons, rates, gains, error), left, right, statuses, scratch);
        return statuses;
    }

    /// <summary>ΔW ← ΔW − η mean a bᵀ of a rule over the batch of the last solve.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="rate">η.</param>
    /// <param name="rates">r, B × N.</param>
    /// <param name="gains">g, B × N.</param>
    /// <param name="error">λ for <see cref="Euclidean"/>, e = ∂L/∂r for the others; B × N.</param>
    /// <param name="deltaW">N × N; added to.</param>
    /// <param name="solved">Statuses of the samples: what is not Converged contributes nothing; empty takes every sample.</param>
    /// <returns>One status per sample, valid until the next call: Singular where a finite step would cross its singularity.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, η not finite, or more samples than the solver was made for.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call, or the network was updated meanwhile; ΔW is
    /// unchanged then.</exception>
    /// <remarks>
    /// Aliasing: ΔW must overlap none of the inputs. The first call makes the memory; the others allocate 0 bytes. Source: the rule's own.
    /// </remarks>
    public ReadOnlySpan<SolveStatus> Accumulate<TRule>(
        TRule rule, T rate, ReadOnlySpan<T> rates, ReadOnlySpan<T> gains, ReadOnlySpan<T> error, Span<T> deltaW,
        ReadOnlySpan<SolveStatus> solved = default)
        where TRule : struct, ILearningRule
    {
        using SoleCaller.Visit visit = caller.Enter();
        int count = Samples(rates, nameof(rates));
        Throw.IfNotShape(gains.Length, count, Network.Neurons, nameof(gains));
        Throw.IfNotShape(error.Length, count, Network.Neurons, nameof(error));
        if (ruleScratch is null) Footprint.ThrowIfTooLarge("maxBatch", MaxBatch, "a rule's factors", FactorsOf);
        Scratch<T> scratch = RuleScratch(Rule.Scratch<TRule, T>(MaxBatch, Network.Neurons));
        Span<SolveStatus> statuses = ruleStatuses.AsSpan(0, count);
        Rule.Accumulate(
            rule, Network.Recurrent, rate, new RuleBatch<T>(Network.Neurons, rates, gains, error), solved, deltaW, statuses, scratch);
        return statuses;
    }

    private Scratch<T> RuleScratch(ScratchSize needed)
    {
        if (ruleScratch is null || ruleScratch.Length < needed.Elements) ruleScratch = new(needed.Elements);
        return ruleScratch.Scratch;
    }

    // Two factors, and as much again for the rule itself.
    private Footprint FactorsOf(int samples) =>
        new(4.0 * samples * Network.Neurons * Footprint.ElementBytes<T>(), 4.0 * samples * Network.Neurons);
}
