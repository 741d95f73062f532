using System;
using System.Numerics;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Objects;

/// <summary>Where a call leaves what it did, sample by sample: checked before the call, written after it.</summary>
/// <remarks>The struct and its arrays may lie anywhere but in each other and in the call's matrices. Nothing is allocated.</remarks>
internal unsafe readonly ref struct Outcome
{
    private readonly FpkResults* to;
    private readonly FpkResults fields;

    /// <summary>Reads the caller's struct.</summary>
    /// <param name="to">NULL for a caller who wants no more than the code.</param>
    /// <param name="batch">B.</param>
    /// <param name="one">Memory of the call.</param>
    /// <param name="two">The same.</param>
    /// <param name="three">The same.</param>
    /// <exception cref="ArgumentException">A size that is none, or shared memory.</exception>
    internal Outcome(FpkResults* to, long batch, Region one, Region two, Region three)
    {
        this.to = to;
        if (to == null) return;
        fields = Sized.Read<FpkResults>(to, "results", default);
        Region self = new("results", to, (long)fields.Size);
        Region statuses = new("statuses", fields.Statuses, batch);
        Region residuals = new("residuals", fields.Residuals, batch * sizeof(double));
        Region amplitudes = new("amplitudes", fields.Amplitudes, batch * sizeof(double));
        Region steps = new("steps", fields.Steps, batch * sizeof(int));
        ThrowIfMet(self, one, two, three);
        ThrowIfMet(statuses, one, two, three);
        ThrowIfMet(residuals, one, two, three);
        ThrowIfMet(amplitudes, one, two, three);
        ThrowIfMet(steps, one, two, three);
        ThrowIfMet(self, statuses, residuals, amplitudes);
        ThrowIfMet(steps, statuses, residuals, amplitudes);
        ThrowIfMet(residuals, statuses, amplitudes, default);
        statuses.ThrowIfOverlaps(amplitudes);
        self.ThrowIfOverlaps(steps);
    }

    /// <summary>Writes what was asked for.</summary>
    /// <returns>Whether all samples converged.</returns>
    internal Code Write<T>(SolveSummary<T> summary)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Code code = summary.AllConverged ? Code.Ok : Code.NotConverged;
        if (to == null) return code;
        FpkResults values = fields;
        for (int k = 0; k < summary.Statuses.Length; k++)
        {
            if (values.Statuses != null) values.Statuses[k] = (byte)summary.Statuses[k];
            if (values.Residuals != null) values.Residuals[k] = double.CreateTruncating(summary.Residuals[k]);
            if (values.Amplitudes != null) values.Amplitudes[k] = double.CreateTruncating(summary.Amplitudes[k]);
            if (values.Steps != null) values.Steps[k] = summary.Steps[k];
        }

        values.Converged = summary.Converged;
        values.Evaluations = summary.Evaluations;
        values.Factorizations = summary.Factorizations;
        Sized.Write(to, values);
        return code;
    }

    private static void ThrowIfMet(Region self, Region one, Region two, Region three)
    {
        self.ThrowIfOverlaps(one);
        self.ThrowIfOverlaps(two);
        self.ThrowIfOverlaps(three);
    }
}
