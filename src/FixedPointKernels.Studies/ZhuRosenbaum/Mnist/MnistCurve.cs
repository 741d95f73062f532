using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>What one run of the sweep measured.</summary>
/// <param name="run">Which.</param>
public sealed class MnistCurve(MnistRun run) : ISweepCurve<MnistRun>
{
    /// <summary>The columns of <see cref="WriteCsv"/>.</summary>
    public const string Header = "rule,rate,seed,step,train_loss,train_accuracy,test_loss,test_accuracy,unsolved,skipped,milliseconds";

    private readonly List<MnistStep> steps = [];

    /// <inheritdoc/>
    public MnistRun Run { get; } = run;

    /// <summary>Entry k was taken before update k.</summary>
    public IReadOnlyList<MnistStep> Steps => steps;

    /// <summary>The whole test set after the last step; no samples and NaN where the run was broken off: who interrupts does not want to wait for it.</summary>
    public Score Final { get; set; } = new(0, double.NaN, double.NaN, 0);

    /// <summary>The eigenvalues of W after the last step; empty where W left the finite numbers.</summary>
    public Complex[] Eigenvalues { get; set; } = [];

    /// <summary>Why the run ended: StepLimit after all steps; NonFinite where the next update would have left the finite numbers; Cancelled.</summary>
    public SolveStatus End { get; set; } = SolveStatus.StepLimit;

    /// <inheritdoc/>
    public bool IsBegun => steps.Count > 0;

    /// <inheritdoc/>
    public bool IsFinished => End != SolveStatus.Cancelled;

    /// <summary>Wall time of all steps and scores.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Mean accuracy on the batches of test images of the last steps.</summary>
    public double TailAccuracy => TailSteps.Mean(steps, static step => step.TestAccuracy);

    /// <summary>Mean loss on the batches of test images of the last steps.</summary>
    public double TailLoss => TailSteps.Mean(steps, static step => step.TestLoss);

    /// <summary>ρ(W) after the last step; NaN where W left the finite numbers.</summary>
    public double SpectralRadius
    {
        get
        {
            double radius = double.NaN;
            foreach (Complex value in Eigenvalues) radius = double.IsNaN(radius) ? value.Magnitude : Math.Max(radius, value.Magnitude);
            return radius;
        }
    }

    /// <summary>Adds a step.</summary>
    public void Add(in MnistStep step) => steps.Add(step);

    /// <inheritdoc/>
    public void Save(Checkpoint into) => MnistCurveState.Save(this, into);

    /// <summary>Writes the steps as lines of <see cref="Header"/>'s columns.</summary>
    public void WriteCsv(TextWriter csv)
    {
        ArgumentNullException.ThrowIfNull(csv);
        for (int k = 0; k < steps.Count; k++)
        {
            MnistStep s = steps[k];
            csv.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Run.Rule.Name()},{Run.Rate:R},{Run.Seed},{k},{s.TrainLoss:R},{s.TrainAccuracy:R},{s.TestLoss:R},{s.TestAccuracy:R},{s.Unsolved},{s.Skipped},{s.Milliseconds:F3}"));
        }
    }
}

/// <summary>One step of a run, before its update.</summary>
/// <param name="TrainLoss">Cross-entropy of the training batch.</param>
/// <param name="TrainAccuracy">Share of it that was right.</param>
/// <param name="TestLoss">Cross-entropy of a batch of test images.</param>
/// <param name="TestAccuracy">Share of it that was right.</param>
/// <param name="Unsolved">Samples of the update without a fixed point.</param>
/// <param name="Skipped">Samples of the update whose adjoint or step failed.</param>
/// <param name="Milliseconds">Wall time of the step, scoring included.</param>
public readonly record struct MnistStep(
    double TrainLoss, double TrainAccuracy, double TestLoss, double TestAccuracy, int Unsolved, int Skipped, double Milliseconds);
