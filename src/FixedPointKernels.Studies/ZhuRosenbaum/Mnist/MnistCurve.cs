using System;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>What one run of the sweep measured.</summary>
/// <param name="run">Which.</param>
public sealed class MnistCurve(MnistRun run) : SweepCurve<MnistRun, MnistStep>(run)
{
    /// <summary>The whole test set after the last step; no samples and NaN where the run was broken off: who interrupts does not want to
    /// wait for it.</summary>
    public Score Final { get; set; } = new(0, double.NaN, double.NaN, 0);

    /// <summary>The eigenvalues of W after the last step; empty where W left the finite numbers.</summary>
    public Complex[] Eigenvalues { get; set; } = [];

    /// <summary>Mean accuracy on the batches of test images of the last steps.</summary>
    public double TailAccuracy => TailSteps.Mean(Steps, static step => step.TestAccuracy);

    /// <summary>Mean loss on the batches of test images of the last steps.</summary>
    public double TailLoss => TailSteps.Mean(Steps, static step => step.TestLoss);

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

    /// <inheritdoc/>
    public override void Save(Checkpoint into) => MnistCurveState.Save(this, into);
}
