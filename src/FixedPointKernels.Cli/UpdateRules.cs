using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli;

/// <summary>From a rule's name to the library's rule: ΔW ← ΔW + what it adds to W, from the samples that are usable.</summary>
internal static class UpdateRules
{
    /// <summary>Every rule that is a mean of outer products.</summary>
    /// <param name="rule">One of <see cref="RuleChoice.Names"/> but reparameterized.</param>
    /// <param name="solver">The solver whose network is changed.</param>
    /// <param name="rate">η.</param>
    /// <param name="rates">r, B × N.</param>
    /// <param name="gains">g, B × N.</param>
    /// <param name="errors">e = ∂L/∂r, B × N.</param>
    /// <param name="usable">Converged for the samples that contribute; lowered where the adjoint or the step fails.</param>
    /// <param name="delta">N × N, added to.</param>
    /// <param name="cancellation">Looked at in the adjoint.</param>
    internal static void Accumulate<T, TActivation>(
        string rule, FixedPointSolver<T, TActivation> solver, T rate, ReadOnlySpan<T> rates, ReadOnlySpan<T> gains, ReadOnlySpan<T> errors,
        SolveStatus[] usable, Span<T> delta, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        if (rule == RuleChoice.Euclidean)
        {
            T[] lambda = new T[errors.Length];
            Lower(usable, solver.Adjoint(gains, errors, lambda, cancellation).Statuses);
            Lower(usable, solver.Accumulate(default(Euclidean), rate, rates, gains, lambda, delta, usable));
            return;
        }

        Lower(usable, rule switch
        {
            RuleChoice.Linearized => solver.Accumulate(default(LinearizedReparameterized), rate, rates, gains, errors, delta, usable),
            RuleChoice.Variant => solver.Accumulate(default(GainVariant), rate, rates, gains, errors, delta, usable),
            RuleChoice.FiniteStep => solver.Accumulate(default(FiniteStep), rate, rates, gains, errors, delta, usable),
            RuleChoice.FiniteStepDamped => solver.Accumulate(new FiniteStep { Damped = true }, rate, rates, gains, errors, delta, usable),
            _ => throw Words.Unknown("--rule", rule, RuleChoice.Names),
        });
    }

    /// <summary>The step of a linear network's whole batch: one inverse, so where it is singular it is so for every sample.</summary>
    internal static void AccumulateReparameterized<T, TActivation>(
        FixedPointSolver<T, TActivation> solver, T rate, ReadOnlySpan<T> drives, ReadOnlySpan<T> gains, T[] errors, SolveStatus[] usable, Span<T> delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        int n = solver.Network.Neurons;
        int first = Array.IndexOf(usable, SolveStatus.Converged);
        if (first < 0) return;

        // A row of zeros on both sides adds nothing to mean e xᵀ.
        T[] kept = drives.ToArray();
        for (int k = 0; k < usable.Length; k++)
        {
            if (usable[k] == SolveStatus.Converged) continue;
            kept.AsSpan(k * n, n).Clear();
            errors.AsSpan(k * n, n).Clear();
        }

        AlignedBuffer<T> scratch = Reparameterized.Scratch<T>(usable.Length, n).Allocate<T>();
        SolveStatus verdict = Reparameterized.Accumulate(
            solver.Network.Recurrent, gains.Slice(first * n, n), rate, kept, errors, delta, new int[Math.Max(n, usable.Length)], scratch.Scratch);
        if (verdict == SolveStatus.Converged) return;
        for (int k = 0; k < usable.Length; k++)
        {
            if (usable[k] == SolveStatus.Converged) usable[k] = verdict;
        }
    }

    private static void Lower(SolveStatus[] usable, ReadOnlySpan<SolveStatus> found)
    {
        for (int k = 0; k < usable.Length; k++)
        {
            if (usable[k] == SolveStatus.Converged) usable[k] = found[k];
        }
    }
}
