using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.Organics.Phase;

/// <summary>All trials of one strength and norm.</summary>
/// <param name="Strength">Δ.</param>
/// <param name="Norm">‖z‖.</param>
/// <param name="Trials">Those that ran to their end.</param>
internal sealed record PhaseCell(double Strength, double Norm, IReadOnlyList<PhaseTrial> Trials)
{
    internal int Settled => Trials.Count(trial => trial.Status == SolveStatus.Converged);

    internal int Exploded => Trials.Count(trial => trial.Status == SolveStatus.Diverged);

    internal int Moving => Trials.Count - Settled - Exploded;

    internal double Share => (double)Settled / Trials.Count;

    /// <summary>The median over the settled ones of the largest real part, per second.</summary>
    internal double MaxReal => Median(trial => trial.MaxReal);

    internal double Distance => Median(trial => trial.Distance);

    internal double Corrected => Median(trial => trial.Corrected);

    /// <summary>The median over those that go on moving.</summary>
    internal double Amplitude => Median(trial => trial.Amplitude);

    private double Median(Func<PhaseTrial, double> of)
    {
        double[] values = [.. Trials.Select(of).Where(double.IsFinite).Order()];
        return values.Length == 0 ? double.NaN : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
