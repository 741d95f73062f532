using System;
using FixedPointKernels.Gradients;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels;

/// <content>From the point that is followed to a change of W, with what the tracker holds: rates, gains and an inverse.</content>
public sealed partial class FixedPointTracker<T, TActivation>
{
    private readonly SolveStatus[] ruleStatus = new SolveStatus[1];
    private TrackAdjoint<T, RateMap<T, Dense<T>, Uniform<TActivation>>>? adjoint;
    private AlignedBuffer<T>? ruleScratch;
    private bool isTracked;
    private long tracked;

    /// <summary>Whether there is a point that <see cref="Adjoint"/> and <see cref="Accumulate"/> can go on from: the last call tracked, of
    /// weights that have not changed since.</summary>
    public bool HasPoint => isTracked && Network.Recurrent.Version == tracked;

    /// <summary>λ = G (I − Wᵀ G)⁻¹ e: ∂L/∂x at the point of the last call of <see cref="Track"/>.</summary>
    /// <param name="lossGradient">e = ∂L/∂r, length N.</param>
    /// <param name="lambda">λ, length N, overwritten; the best so far where the status is StepLimit, NaN where it is NonFinite.</param>
    /// <param name="budget">The most products that the call may spend.</param>
    /// <returns>Status, residual max|e − (I − Wᵀ G) u| with λ = G u, and products. The residual of a converged call is at most 1e-5 max|e|
    /// in float, 1e-10 max|e| in double.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or too small a budget.</exception>
    /// <exception cref="InvalidOperationException">Nothing was tracked, or the network was updated since; or the tracker is at work in
    /// another call.</exception>
    /// <remarks>Aliasing: λ may be the memory of e. The first call makes the memory; the others allocate 0 bytes. Steps with the inverse
    /// that tracking keeps, two products each. Where the last call did not converge λ is that of the rates it returned.</remarks>
    public TrackResult<T> Adjoint(ReadOnlySpan<T> lossGradient, Span<T> lambda, int budget = DefaultBudget)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Throw.IfNotLength(lossGradient.Length, size, nameof(lossGradient));
        Throw.IfNotLength(lambda.Length, size, nameof(lambda));
        ProductMeter.ThrowIfTooFew(budget);
        long version = BeginUse();
        adjoint ??= new(track.Map, track.Inverse);
        Span<T> gains = track.Gains();
        TrackResult<T> result = adjoint.Solve(gains, lossGradient, budget, track.Report);
        track.Map.DriveProduct(1, gains, adjoint.Solution, lambda, default);

        // A point at rest takes no steps, and so never a Q: what the next calls make of one is for this.
        if (result.Status == SolveStatus.StepLimit) track.Want();
        EndRead(version);
        return result;
    }

    /// <summary>ΔW ← ΔW − η a bᵀ of a rule at the point of the last call of <see cref="Track"/>.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="rate">η.</param>
    /// <param name="error">λ for a rule that uses the adjoint, e = ∂L/∂r for the others; length N.</param>
    /// <param name="deltaW">N × N; added to.</param>
    /// <returns>Converged; or why ΔW is as it was: Singular where a finite step would cross the rule's singularity, NonFinite, or StepLimit
    /// where the last call did not converge.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or η not finite.</exception>
    /// <exception cref="InvalidOperationException">Nothing was tracked, or the network was updated since; or the tracker is at work in
    /// another call.</exception>
    /// <remarks>Aliasing: ΔW must not overlap the error. The first call makes the memory; the others allocate 0 bytes. Source: the rule's
    /// own.</remarks>
    public SolveStatus Accumulate<TRule>(TRule rule, T rate, ReadOnlySpan<T> error, Span<T> deltaW)
        where TRule : struct, ILearningRule
    {
        using SoleCaller.Visit visit = caller.Enter();
        Throw.IfNotLength(error.Length, size, nameof(error));
        long version = BeginUse();
        ScratchSize needed = Rule.Scratch<TRule, T>(1, size);
        if (ruleScratch is null || ruleScratch.Length < needed.Elements) ruleScratch = new(needed.Elements);
        ReadOnlySpan<SolveStatus> solved = [track.HasFailed ? SolveStatus.StepLimit : SolveStatus.Converged];
        Rule.Accumulate(
            rule, Network.Recurrent, rate, new RuleBatch<T>(size, track.Rates, track.Gains(), error), solved, deltaW, ruleStatus,
            ruleScratch.Scratch);
        EndRead(version);
        return ruleStatus[0];
    }

    private long BeginUse()
    {
        if (!isTracked) throw new InvalidOperationException("There is no point: call Track first.");
        long version = BeginRead();
        if (version != tracked)
            throw new InvalidOperationException("The network was updated since the point was tracked: call Track first.");
        return version;
    }
}
