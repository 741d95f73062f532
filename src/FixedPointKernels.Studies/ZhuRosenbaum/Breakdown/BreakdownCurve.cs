using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>What one run measured.</summary>
/// <param name="run">Which.</param>
public sealed class BreakdownCurve(BreakdownRun run) : ISweepCurve<BreakdownRun>
{
    /// <summary>The columns of <see cref="WriteSteps"/>.</summary>
    public const string StepHeader =
        "arm,rate,seed,step,train_loss,train_accuracy,test_loss,test_accuracy,update_norm,largest_adjoint,unsolved,adjoint_failed,milliseconds";

    /// <summary>The columns of <see cref="WriteProbes"/>.</summary>
    public const string ProbeHeader =
        "arm,rate,seed,step,samples,without_fixed_point,unstable,largest_abscissa,nearest_singularity,euler_distance,euler_residual";

    private static readonly Score None = new(0, double.NaN, double.NaN, 0);

    private readonly List<BreakdownStep> steps = [];
    private readonly List<SingularityProbe> probes = [];

    /// <inheritdoc/>
    public BreakdownRun Run { get; } = run;

    /// <summary>Entry k is of update k, its scores from before it.</summary>
    public IReadOnlyList<BreakdownStep> Steps => steps;

    /// <summary>In the order of their steps; the last one was taken after the last update.</summary>
    public IReadOnlyList<SingularityProbe> Probes => probes;

    /// <summary>The whole test set after the last step at exact fixed points; no samples where the run was broken off.</summary>
    public Score Exact { get; set; } = None;

    /// <summary>The whole test set after the last step at the ends of the Euler steps; no samples where the run was broken off.</summary>
    public Score Euler { get; set; } = None;

    /// <summary>ρ(W) after the last step.</summary>
    public double SpectralRadius { get; set; } = double.NaN;

    /// <summary>Why the run ended: StepLimit after all steps; NonFinite where the next update would have left the finite numbers; Cancelled.</summary>
    public SolveStatus End { get; set; } = SolveStatus.StepLimit;

    /// <summary>Wall time of everything.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <inheritdoc/>
    public bool IsBegun => steps.Count > 0;

    /// <inheritdoc/>
    public bool IsFinished => End != SolveStatus.Cancelled;

    /// <summary>Mean accuracy on the batches of test images of the last steps.</summary>
    public double TailAccuracy => TailSteps.Mean(steps, static step => step.TestAccuracy);

    /// <summary>Adds a step.</summary>
    public void Add(in BreakdownStep step) => steps.Add(step);

    /// <summary>Adds a probe.</summary>
    public void Add(in SingularityProbe probe) => probes.Add(probe);

    /// <inheritdoc/>
    public void Save(Checkpoint into) => BreakdownCurveState.Save(this, into);

    /// <summary>Writes the steps as lines of <see cref="StepHeader"/>'s columns.</summary>
    public void WriteSteps(TextWriter csv)
    {
        ArgumentNullException.ThrowIfNull(csv);
        for (int k = 0; k < steps.Count; k++)
        {
            BreakdownStep s = steps[k];
            csv.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Run.Columns},{k},{s.TrainLoss:R},{s.TrainAccuracy:R},{s.TestLoss:R},{s.TestAccuracy:R},{s.UpdateNorm:R},{s.LargestAdjoint:R},{s.Unsolved},{s.AdjointFailed},{s.Milliseconds:F3}"));
        }
    }

    /// <summary>Writes the probes as lines of <see cref="ProbeHeader"/>'s columns.</summary>
    public void WriteProbes(TextWriter csv)
    {
        ArgumentNullException.ThrowIfNull(csv);
        foreach (SingularityProbe p in probes)
        {
            csv.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Run.Columns},{p.Step},{p.Samples},{p.Lost},{p.Unstable},{p.LargestAbscissa:R},{p.NearestSingularity:R},{p.EulerDistance:R},{p.EulerResidual:R}"));
        }
    }
}

/// <summary>One step of a run; scores are from before its update, by the run's own forward pass.</summary>
/// <param name="TrainLoss">Cross-entropy of the training batch.</param>
/// <param name="TrainAccuracy">Share of it that was right.</param>
/// <param name="TestLoss">Cross-entropy of a batch of test images.</param>
/// <param name="TestAccuracy">Share of it that was right.</param>
/// <param name="UpdateNorm">‖ΔW‖ in the Frobenius norm, of W as stored; NaN where the update would have left the finite numbers.</param>
/// <param name="LargestAdjoint">The largest Euclidean ‖λ‖ of the samples in the update; NaN where one is NaN.</param>
/// <param name="Unsolved">Samples of the update's batch without a fixed point; none of an Euler pass, which looks for none.</param>
/// <param name="AdjointFailed">Samples with a state but with an adjoint above its tolerance.</param>
/// <param name="Milliseconds">Wall time of the step and its scores, without a probe.</param>
public readonly record struct BreakdownStep(
    double TrainLoss, double TrainAccuracy, double TestLoss, double TestAccuracy, double UpdateNorm, double LargestAdjoint, int Unsolved, int AdjointFailed,
    double Milliseconds);
