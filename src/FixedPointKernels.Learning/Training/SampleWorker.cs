using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Training;

/// <summary>One thread's solver and memory: from the inputs of its rows to their fixed points, losses and the factors of the rule.</summary>
internal sealed class SampleWorker<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Model<T, TActivation> model;
    private readonly TrainingSettings settings;
    private readonly FixedPointSolver<T, TActivation> solver;
    private readonly AlignedBuffer<T> gains;
    private readonly AlignedBuffer<T> errors;
    private readonly AlignedBuffer<T> adjoints;
    private readonly AlignedBuffer<T> scratch;
    private readonly SolveStatus[] statuses;
    private readonly SolveStatus[] steps;

    internal SampleWorker(Model<T, TActivation> model, TrainingSettings settings, int maxRows)
    {
        (this.model, this.settings, MaxRows) = (model, settings, maxRows);
        int n = model.Network.Neurons;
        solver = new(model.Network, maxRows, settings.Solver, settings.Adjoint);
        gains = new(maxRows * n);
        errors = new(maxRows * n);
        adjoints = new(settings.Rule == TrainingRule.Euclidean ? maxRows * n : 0);
        statuses = new SolveStatus[maxRows];
        steps = new SolveStatus[maxRows];
        scratch = ScratchSize.Max(
            SoftmaxCrossEntropy.Scratch<T>(maxRows, n, model.Classes),
            ScratchSize.Max(LinearizedReparameterized.Scratch(maxRows, n), GainVariant.Scratch(maxRows, n))).Allocate<T>();
    }

    internal int MaxRows { get; }

    /// <summary>The statuses of the last rows: of the solve, and after <see cref="Factors"/> of the adjoint or the step where those failed.</summary>
    internal ReadOnlySpan<SolveStatus> Statuses => statuses;

    /// <summary>Solves the rows and takes their losses; e stays in the worker. A row without a fixed point becomes NaN in rates and loss.</summary>
    /// <returns>Rows that are right.</returns>
    internal int Solve(ReadOnlySpan<T> features, Span<T> drive, Span<T> rates, ReadOnlySpan<int> labels, Span<T> losses)
    {
        int rows = labels.Length;
        int n = model.Network.Neurons;
        model.Network.Drive(features, drive);
        SolveSummary<T> solved = solver.Solve(drive, rates, gains.Span[..(rows * n)]);
        solved.Statuses.CopyTo(statuses);
        for (int k = 0; k < rows; k++)
        {
            if (!Contributes(k, solved.Residual(k))) rates.Slice(k * n, n).Fill(T.NaN);
        }

        return SoftmaxCrossEntropy.Differentiate(
            rows, n, model.Classes, model.Readout, rates, labels, losses, errors.Span[..(rows * n)], scratch.Scratch).Correct;
    }

    /// <summary>Writes a and b of every row of the last <see cref="Solve"/>; zeros where the sample, its adjoint or its step failed.</summary>
    internal void Factors(ReadOnlySpan<T> rates, Span<T> left, Span<T> right)
    {
        int n = model.Network.Neurons;
        int rows = rates.Length / n;
        ReadOnlySpan<T> g = gains.Span[..(rows * n)];
        ReadOnlySpan<T> e = errors.Span[..(rows * n)];
        switch (settings.Rule)
        {
            case TrainingRule.Euclidean:
                Span<T> lambda = adjoints.Span[..(rows * n)];
                SolveSummary<T> adjoint = solver.Adjoint(g, e, lambda);
                for (int k = 0; k < rows; k++)
                {
                    if (statuses[k] == SolveStatus.Converged) statuses[k] = adjoint.Status(k);
                }

                Write(default(Euclidean), rates, g, lambda, left, right);
                break;
            case TrainingRule.Linearized: Write(default(LinearizedReparameterized), rates, g, e, left, right); break;
            case TrainingRule.Variant: Write(default(GainVariant), rates, g, e, left, right); break;
            case TrainingRule.FiniteStep: Write(default(FiniteStep), rates, g, e, left, right); break;
            case TrainingRule.FiniteStepDamped: Write(new FiniteStep { Damped = true }, rates, g, e, left, right); break;
            default: throw new InvalidOperationException($"The rule {settings.Rule} has no factors by sample.");
        }
    }

    // A published Euler pass stops short of the fixed point by design: its samples count wherever it left them.
    private bool Contributes(int row, T residual)
    {
        if (settings.Solver?.Method == SolverMethod.Euler && T.IsFinite(residual)) statuses[row] = SolveStatus.Converged;
        return statuses[row] == SolveStatus.Converged;
    }

    private void Write<TRule>(TRule rule, ReadOnlySpan<T> rates, ReadOnlySpan<T> g, ReadOnlySpan<T> error, Span<T> left, Span<T> right)
        where TRule : struct, ILearningRule
    {
        int n = model.Network.Neurons;
        var batch = new RuleBatch<T>(n, rates, g, error);
        rule.Factors(model.Network.Recurrent, T.CreateTruncating(settings.EffectiveRate), batch, left, right, steps.AsSpan(0, batch.Count), scratch.Scratch);
        for (int k = 0; k < batch.Count; k++)
        {
            if (statuses[k] == SolveStatus.Converged) statuses[k] = steps[k];
            if (statuses[k] == SolveStatus.Converged) continue;
            left.Slice(k * n, n).Clear();
            right.Slice(k * n, n).Clear();
        }
    }
}
