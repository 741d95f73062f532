using System.Collections.Generic;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>What one run measured.</summary>
/// <param name="run">Which.</param>
public sealed class BreakdownCurve(BreakdownRun run) : SweepCurve<BreakdownRun, BreakdownStep>(run)
{
    private static readonly Score None = new(0, double.NaN, double.NaN, 0);

    private readonly List<SingularityProbe> probes = [];

    /// <summary>In the order of their steps; the last one was taken after the last update.</summary>
    public IReadOnlyList<SingularityProbe> Probes => probes;

    /// <summary>The whole test set after the last step at exact fixed points; no samples where the run was broken off.</summary>
    public Score Exact { get; set; } = None;

    /// <summary>The whole test set after the last step at the ends of the Euler steps; no samples where the run was broken off.</summary>
    public Score Euler { get; set; } = None;

    /// <summary>ρ(W) after the last step.</summary>
    public double SpectralRadius { get; set; } = double.NaN;

    /// <summary>Mean accuracy on the batches of test images of the last steps.</summary>
    public double TailAccuracy => TailSteps.Mean(Steps, static step => step.TestAccuracy);

    /// <summary>Adds a probe.</summary>
    public void Add(in SingularityProbe probe) => probes.Add(probe);

    /// <inheritdoc/>
    public override void Save(Checkpoint into) => BreakdownCurveState.Save(this, into);
}
