using System;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>A finished run of the experiment as a checkpoint, so that one that was broken off need not compute it again.</summary>
/// <remarks>
/// Bit for bit: every column of every step and probe, both final scores, ρ(W), the end and the time. Beside what <see cref="CurveState"/> has, with n steps and p probes:
/// "steps" n×7 double (losses, accuracies, norm of the update, largest adjoint, milliseconds), "failures" n×2 long (unsolved, failed adjoints), "probes" p×4 double (abscissa,
/// nearest singularity, Euler distance and residual), "probe counts" p×4 long (step, samples, lost, unstable), the scores "exact" and "euler", "spectral radius" 1 double.
/// </remarks>
public static class BreakdownCurveState
{
    private const int Columns = 7;
    private const int ProbeColumns = 4;

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
        double[] rows = from.Rows("steps", Columns);
        int count = rows.Length / Columns;
        int[] failures = from.Counts("failures", count, 2);
        Span<double> radius = stackalloc double[1];
        from.Read("spectral radius", radius, 1);
        BreakdownCurve curve = new(run)
        {
            End = from.End(count, steps), Exact = from.Score("exact"), Euler = from.Score("euler"), SpectralRadius = radius[0], Elapsed = from.Elapsed(),
        };
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<double> row = rows.AsSpan(Columns * k, Columns);
            curve.Add(new BreakdownStep(row[0], row[1], row[2], row[3], row[4], row[5], failures[2 * k], failures[(2 * k) + 1], row[6]));
        }

        AddProbes(curve, from, probeEvery);
        return curve;
    }

    internal static void Save(BreakdownCurve curve, Checkpoint into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Add(curve, curve.Steps.Count, curve.End, curve.Elapsed);
        double[] steps = [.. curve.Steps.SelectMany(s => (double[])[s.TrainLoss, s.TrainAccuracy, s.TestLoss, s.TestAccuracy, s.UpdateNorm, s.LargestAdjoint, s.Milliseconds])];
        long[] failures = [.. curve.Steps.SelectMany(s => (long[])[s.Unsolved, s.AdjointFailed])];
        double[] probes = [.. curve.Probes.SelectMany(p => (double[])[p.LargestAbscissa, p.NearestSingularity, p.EulerDistance, p.EulerResidual])];
        long[] counts = [.. curve.Probes.SelectMany(p => (long[])[p.Step, p.Samples, p.Lost, p.Unstable])];
        into.Add<double>("steps", steps, curve.Steps.Count, Columns);
        into.Add<long>("failures", failures, curve.Steps.Count, 2);
        into.Add<double>("probes", probes, curve.Probes.Count, ProbeColumns);
        into.Add<long>("probe counts", counts, curve.Probes.Count, ProbeColumns);
        into.Add("exact", curve.Exact);
        into.Add("euler", curve.Euler);
        into.Add<double>("spectral radius", [curve.SpectralRadius], 1);
    }

    // One before every so many steps, and one after the last.
    private static void AddProbes(BreakdownCurve curve, Checkpoint from, int every)
    {
        double[] rows = from.Rows("probes", ProbeColumns);
        int probes = rows.Length / ProbeColumns;
        int[] counts = from.Counts("probe counts", probes, ProbeColumns);
        int steps = curve.Steps.Count;
        int expected = ((steps + every - 1) / every) + 1;
        if (probes != expected) throw from.Refused("probes", $"has {probes} probes, but {steps} steps have {expected}");
        for (int k = 0; k < probes; k++)
        {
            int[] count = counts[(ProbeColumns * k)..(ProbeColumns * (k + 1))];
            int step = k < probes - 1 ? k * every : steps;
            if (count[0] != step) throw from.Refused("probe counts", $"has a probe at step {count[0]} where that of step {step} belongs");
            ReadOnlySpan<double> row = rows.AsSpan(ProbeColumns * k, ProbeColumns);
            curve.Add(new SingularityProbe(count[0], count[1], count[2], count[3], row[0], row[1], row[2], row[3]));
        }
    }
}
