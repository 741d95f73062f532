using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>What one run of a sweep measured, step by step.</summary>
/// <typeparam name="TRun">Which run.</typeparam>
/// <typeparam name="TStep">What it measured at a step.</typeparam>
/// <param name="run">Which.</param>
public abstract class SweepCurve<TRun, TStep>(TRun run) : ISweepCurve<TRun>
    where TRun : ISweepRun
    where TStep : struct
{
    private readonly List<TStep> steps = [];

    /// <inheritdoc/>
    public TRun Run { get; } = run;

    /// <summary>Entry k is of update k, its scores from before it.</summary>
    public IReadOnlyList<TStep> Steps => steps;

    /// <summary>Why the run ended: StepLimit after all steps; NonFinite where the next update would have left the finite numbers;
    /// Cancelled.</summary>
    public SolveStatus End { get; set; } = SolveStatus.StepLimit;

    /// <summary>Wall time of everything.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <inheritdoc/>
    public virtual bool IsBegun => steps.Count > 0;

    /// <inheritdoc/>
    public bool IsFinished => End != SolveStatus.Cancelled;

    /// <inheritdoc/>
    public bool HasFailed => End == SolveStatus.NonFinite;

    /// <inheritdoc/>
    public virtual (string Reason, string Remedy) Failure => ("its numbers left the finite ones", "smaller rates");

    /// <summary>Adds a step.</summary>
    public void Add(in TStep step) => steps.Add(step);

    /// <inheritdoc/>
    public abstract void Save(Checkpoint into);
}
