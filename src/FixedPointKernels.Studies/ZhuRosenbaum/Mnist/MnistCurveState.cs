using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>A finished run of the sweep as a checkpoint, so that a sweep that was broken off need not compute it again.</summary>
/// <remarks>
/// Bit for bit: every column of every step (<see cref="MnistSteps"/>), the eigenvalues, the final score, the end and the time. Beside what
/// <see cref="CurveState"/> has, with n steps and N neurons: "steps" n×5 double (losses, accuracies, milliseconds), "failures" n×2 long
/// (unsolved, skipped), the score "final", "eigenvalues" N×2 double (0×2 where W left the finite numbers).
/// </remarks>
public static class MnistCurveState
{
    private static readonly KeptRows<MnistStep> Steps = new(MnistSteps.Columns, "steps", "failures");

    /// <summary>Takes a finished run up again.</summary>
    /// <param name="from">What <see cref="MnistCurve.Save"/> filled.</param>
    /// <param name="run">Which run it must be.</param>
    /// <param name="steps">Steps of a run that was not ended early.</param>
    /// <param name="neurons">N, the number of eigenvalues.</param>
    /// <exception cref="DataFileException">Something is not there, is of another run, or does not go with the rest.</exception>
    public static MnistCurve Load(Checkpoint from, MnistRun run, int steps, int neurons)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(run);
        from.Require(run);
        MnistStep[] rows = Steps.Load(from);
        MnistCurve curve = new(run)
        {
            End = from.End(rows.Length, steps), Final = from.Score("final"), Eigenvalues = Eigenvalues(from, neurons),
            Elapsed = from.Elapsed(),
        };
        foreach (MnistStep row in rows) curve.Add(row);
        return curve;
    }

    internal static void Save(MnistCurve curve, Checkpoint into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Add(curve);
        Steps.Save(into, curve.Steps);
        into.Add("final", curve.Final);
        double[] eigenvalues = [.. curve.Eigenvalues.SelectMany(value => (double[])[value.Real, value.Imaginary])];
        into.Add<double>("eigenvalues", eigenvalues, curve.Eigenvalues.Length, 2);
    }

    private static Complex[] Eigenvalues(Checkpoint from, int neurons)
    {
        double[] parts = from.Rows("eigenvalues", 2);
        if (parts.Length != 0 && parts.Length != 2 * neurons)
            throw from.Refused("eigenvalues", $"has {parts.Length / 2} values, but W has {neurons}");
        Complex[] values = new Complex[parts.Length / 2];
        for (int k = 0; k < values.Length; k++) values[k] = new(parts[2 * k], parts[(2 * k) + 1]);
        return values;
    }
}
