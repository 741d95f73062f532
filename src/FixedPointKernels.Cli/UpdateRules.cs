using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli;

/// <summary>A rule of the table at work on files: ΔW ← ΔW + what it adds to W, from the samples that are usable.</summary>
internal static class UpdateRules
{
    /// <summary>Every rule that is a mean of outer products.</summary>
    /// <param name="rule">A rule by sample.</param>
    /// <param name="solver">The solver whose network is changed.</param>
    /// <param name="rate">η.</param>
    /// <param name="rates">r, B × N.</param>
    /// <param name="gains">g, B × N.</param>
    /// <param name="errors">e = ∂L/∂r, B × N.</param>
    /// <param name="usable">Converged for the samples that contribute; lowered where the adjoint or the step fails.</param>
    /// <param name="delta">N × N, added to.</param>
    /// <param name="cancellation">Looked at in the adjoint.</param>
    internal static void Accumulate<T, TActivation>(
        RuleEntry rule, FixedPointSolver<T, TActivation> solver, T rate, T[] rates, T[] gains, T[] errors, SolveStatus[] usable, T[] delta,
        CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        T[] error = errors;
        if (rule.UsesAdjoint)
        {
            error = new T[errors.Length];
            Lower(usable, solver.Adjoint(gains, errors, error, cancellation).Statuses);
        }

        rule.Run(new Accumulation<T, TActivation>(solver, rate, rates, gains, error, usable, delta));
    }

    /// <summary>The step of a linear network's whole batch: one inverse, so where it is singular it is so for every sample.</summary>
    internal static void AccumulateReparameterized<T, TActivation>(
        FixedPointSolver<T, TActivation> solver, T rate, ReadOnlySpan<T> drives, ReadOnlySpan<T> gains, T[] errors, SolveStatus[] usable,
        Span<T> delta)
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
            solver.Network.Recurrent, gains.Slice(first * n, n), rate, kept, errors, delta, new int[Math.Max(n, usable.Length)],
            scratch.Scratch);
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

    private readonly struct Accumulation<T, TActivation>(
        FixedPointSolver<T, TActivation> solver, T rate, T[] rates, T[] gains, T[] error, SolveStatus[] usable, T[] delta) : IRuleAction
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        public void Run<TRule>(TRule rule)
            where TRule : struct, ILearningRule => Lower(usable, solver.Accumulate(rule, rate, rates, gains, error, delta, usable));
    }
}
