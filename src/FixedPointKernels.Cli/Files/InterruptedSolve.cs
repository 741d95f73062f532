using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Files;

/// <summary>What a solve that was broken off leaves: the samples that are done, and NaN where none was begun.</summary>
internal sealed class InterruptedSolve<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SampleReport<T> report;
    private readonly T[] rates;
    private readonly int done;

    internal InterruptedSolve(SampleReport<T> report, T[] rates, int done) => (this.report, this.rates, this.done) = (report, rates, done);

    /// <summary>Writes it and says so.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">No sample was done: the old files stay.</exception>
    internal int Keep(Surroundings here, OutputFiles outputs, int[] shape)
    {
        int samples = report.Statuses.Length, width = rates.Length / samples;
        if (done == 0) throw new OperationCanceledException();
        for (int k = 0; k < samples; k++)
        {
            if (!report.WasBegun(k)) rates.AsSpan(k * width, width).Fill(T.NaN);
        }

        outputs.Write(rates, shape, report);
        here.Complain($"interrupted; {done} of {samples} samples are done and the others {SolveStatus.Cancelled}; {outputs.Written}");
        return ExitCode.Interrupted;
    }
}

/// <summary>Whether a solve was broken off.</summary>
internal static class InterruptedSolve
{
    /// <summary>What it leaves; null where every sample was done before the interruption, if there was one.</summary>
    internal static InterruptedSolve<T>? Of<T>(SampleReport<T> report, T[] rates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int cancelled = report.Statuses.Count(status => status == SolveStatus.Cancelled);
        return cancelled == 0 ? null : new(report, rates, report.Statuses.Length - cancelled);
    }
}
