using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// One thread's solver and memory: from the inputs of its rows to their fixed points, losses, adjoints and the factors of the rule.
/// </summary>
internal sealed class SampleWorker<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Model<T, TActivation> model;
    private readonly TrainingSettings settings;
    private readonly SampleRows<T> shared;
    private readonly FixedPointSolver<T, TActivation> solver;
    private readonly AlignedBuffer<T> gains;
    private readonly AlignedBuffer<T> errors;
    private readonly AlignedBuffer<T> scratch;
    private readonly SolveStatus[] statuses;

    internal SampleWorker(Model<T, TActivation> model, TrainingSettings settings, SampleRows<T> shared, int maxRows)
    {
        (this.model, this.settings, this.shared) = (model, settings, shared);
        int n = model.Network.Neurons;
        solver = new(model.Network, maxRows, settings.BoundedSolver, settings.Adjoint);
        gains = new(maxRows * n);
        errors = new(maxRows * n);
        statuses = new SolveStatus[maxRows];
        scratch = model.Objective.Scratch(maxRows, n).Allocate<T>();
    }

    /// <summary>The next rows are solved as by a new worker.</summary>
    internal void Forget() => solver.Forget();

    /// <summary>Works on rows <paramref name="from"/>..<paramref name="from"/> + <paramref name="count"/> − 1 of the step.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="rate">η of W; null takes the losses only.</param>
    /// <param name="cancellation">Handed to the solvers; the totals are of no use then.</param>
    internal SampleTotals Run(int from, int count, T? rate, CancellationToken cancellation)
    {
        int correct = Solve(from, count, learn: rate is not null, cancellation);
        int unsolved = Failures(count);
        if (rate is { } learning) Learn(from, count, learning, cancellation);
        return new(0, 0, correct, unsolved, Failures(count) - unsolved);
    }

    // A row without a fixed point becomes NaN in rates and loss unless it is kept; e = ∂L/∂r and the gains stay in the worker.
    private int Solve(int from, int count, bool learn, CancellationToken cancellation)
    {
        int n = model.Network.Neurons;
        Span<T> drive = Rows(shared.Drive, from, count, n);
        Span<T> rates = Rows(shared.Rates, from, count, n);
        model.Network.Drive(Rows(shared.Features, from, count, model.Features), drive);
        Span<T> g = gains.Span[..(count * n)];
        SolveSummary<T> solved = solver.Solve(drive, rates, g, cancellation: cancellation);
        if (settings.GainsFromRates) GainsFromRates(rates, g);
        solved.Statuses.CopyTo(statuses);
        for (int k = 0; k < count; k++)
        {
            if (!Contributes(k, solved.Residual(k)) && !(learn && settings.KeepFailedSamples)) rates.Slice(k * n, n).Fill(T.NaN);
        }

        return shared.Differentiate(from, count, errors.Span[..(count * n)], scratch.Scratch, learn);
    }

    // A sample whose fixed point, adjoint or step failed contributes nothing, to no part of the model, unless it is kept.
    private void Learn(int from, int count, T rate, CancellationToken cancellation)
    {
        int n = model.Network.Neurons;
        ReadOnlySpan<T> g = gains.Span[..(count * n)];
        ReadOnlySpan<T> e = errors.Span[..(count * n)];
        if (settings.NeedsAdjoint) Merge(solver.Adjoint(g, e, Rows(shared.Adjoints, from, count, n), cancellation).Statuses);
        if (settings.Trains(NetworkParameters.Recurrent))
        {
            ReadOnlySpan<T> error = settings.Rule.UsesAdjoint ? Rows(shared.Adjoints, from, count, n) : e;
            Span<T> r = Rows(shared.Rates, from, count, n), a = Rows(shared.Left, from, count, n), b = Rows(shared.Right, from, count, n);
            settings.Rule.Run(new FactorsOfRule(this, rate, r, g, error, a, b));
        }

        for (int k = 0; k < count && !settings.KeepFailedSamples; k++)
        {
            if (statuses[k] != SolveStatus.Converged) shared.Withdraw(from + k);
        }
    }

    // A published Euler pass stops short of the fixed point by design: its samples count wherever it left them.
    private bool Contributes(int row, T residual)
    {
        if (settings.Solver?.Method == SolverMethod.Euler && T.IsFinite(residual)) statuses[row] = SolveStatus.Converged;
        return statuses[row] == SolveStatus.Converged;
    }

    // g = 1 − r², also where r is not yet the fixed point.
    private static void GainsFromRates(ReadOnlySpan<T> rates, Span<T> gains)
    {
        TensorPrimitives.Multiply(rates, rates, gains);
        TensorPrimitives.Subtract(T.One, gains, gains);
    }

    private void Merge(ReadOnlySpan<SolveStatus> later)
    {
        for (int k = 0; k < later.Length; k++)
        {
            if (statuses[k] == SolveStatus.Converged) statuses[k] = later[k];
        }
    }

    private int Failures(int count)
    {
        int failures = 0;
        foreach (SolveStatus status in statuses.AsSpan(0, count)) failures += status == SolveStatus.Converged ? 0 : 1;
        return failures;
    }

    private static Span<T> Rows(AlignedBuffer<T> rows, int from, int count, int width) => rows.Span.Slice(from * width, count * width);

    // Factors and statuses of whatever rule the settings name.
    private readonly ref struct FactorsOfRule(
        SampleWorker<T, TActivation> worker, T rate, ReadOnlySpan<T> rates, ReadOnlySpan<T> gains, ReadOnlySpan<T> error, Span<T> left,
        Span<T> right) : IRuleAction
    {
        private readonly ReadOnlySpan<T> rates = rates;
        private readonly ReadOnlySpan<T> gains = gains;
        private readonly ReadOnlySpan<T> error = error;
        private readonly Span<T> left = left;
        private readonly Span<T> right = right;

        public void Run<TRule>(TRule rule)
            where TRule : struct, ILearningRule => worker.Merge(worker.solver.Factors(rule, rate, rates, gains, error, left, right));
    }
}
