using System;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>A finished run of the experiment as a checkpoint, so that one that was broken off need not compute it again.</summary>
/// <remarks>
/// Bit for bit: every column of every step (<see cref="BreakdownSteps"/>) and probe (<see cref="BreakdownProbes"/>), both final scores,
/// ρ(W), the end and the time. Beside what <see cref="CurveState"/> has, with n steps and p probes: "steps" n×7 double (losses, accuracies,
/// norm of the update, largest adjoint, milliseconds), "failures" n×2 long (unsolved, failed adjoints), "probes" p×4 double (abscissa,
/// nearest singularity, Euler distance and residual), "probe counts" p×4 long (step, samples, lost, unstable), the scores "exact" and
/// "euler", "spectral radius" 1 double.
/// </remarks>
public static class BreakdownCurveState
{
    private const string ProbesName = "probes";
    private const string ProbeCountsName = "probe counts";

    private static readonly KeptRows<BreakdownStep> Steps = new(BreakdownSteps.Columns, "steps", "failures");
    private static readonly KeptRows<SingularityProbe> Probes = new(BreakdownProbes.Columns, ProbesName, ProbeCountsName);

    /// <summary>Takes a finished run up again.</summary>
    /// <param name="from">What <see cref="BreakdownCurve.Save"/> filled.</param>
    /// <param name="run">Which run it must be.</param>
    /// <param name="steps">Steps of a run that was not ended early.</param>
    /// <param name="probeEvery">Steps between two probes.</param>
    /// <exception cref="DataFileException">Something is not there, is of another run, or does not go with the rest.</exception>
    public static BreakdownCurve Load(Checkpoint from, BreakdownRun run, int steps, int probeEvery)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(probeEvery);
        from.Require(run);
        BreakdownStep[] rows = Steps.Load(from);
        Span<double> radius = stackalloc double[1];
        from.Read("spectral radius", radius, 1);
        BreakdownCurve curve = new(run)
        {
            End = from.End(rows.Length, steps), Exact = from.Score("exact"), Euler = from.Score("euler"), SpectralRadius = radius[0],
            Elapsed = from.Elapsed(),
        };
        foreach (BreakdownStep row in rows) curve.Add(row);
        AddProbes(curve, from, probeEvery);
        return curve;
    }

    internal static void Save(BreakdownCurve curve, Checkpoint into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Add(curve);
        Steps.Save(into, curve.Steps);
        Probes.Save(into, curve.Probes);
        into.Add("exact", curve.Exact);
        into.Add("euler", curve.Euler);
        into.Add<double>("spectral radius", [curve.SpectralRadius], 1);
    }

    // One before every so many steps, and one after the last.
    private static void AddProbes(BreakdownCurve curve, Checkpoint from, int every)
    {
        SingularityProbe[] probes = Probes.Load(from);
        int steps = curve.Steps.Count, expected = ((steps + every - 1) / every) + 1;
        if (probes.Length != expected) throw from.Refused(ProbesName, $"has {probes.Length} probes, but {steps} steps have {expected}");
        for (int k = 0; k < probes.Length; k++)
        {
            int step = k < probes.Length - 1 ? k * every : steps;
            if (probes[k].Step != step)
                throw from.Refused(ProbeCountsName, $"has a probe at step {probes[k].Step} where that of step {step} belongs");
            curve.Add(probes[k]);
        }
    }
}
