using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Files;

/// <summary>How every sample fared: kept beyond the solver's next call, as a table of text and as one line.</summary>
internal sealed class SampleReport<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] residuals;
    private readonly int[] iterations;

    internal SampleReport(SolveSummary<T> solved)
    {
        Statuses = solved.Statuses.ToArray();
        residuals = solved.Residuals.ToArray();

        // The first evaluation is of the start and no iteration: --steps 500 makes 500, in 501 evaluations.
        iterations = Array.ConvertAll(solved.Steps.ToArray(), static evaluations => Math.Max(0, evaluations - 1));
    }

    /// <summary>One per sample; later stages of the work may lower one.</summary>
    internal SolveStatus[] Statuses { get; }

    internal int ExitCode => Statuses.All(one => one == SolveStatus.Converged) ? Shell.ExitCode.Done : Shell.ExitCode.NotConverged;

    /// <summary>sample,status,residual,iterations: samples from 0, numbers in the shortest form that reads back as the same value.</summary>
    internal void WriteCsv(TextWriter text)
    {
        text.WriteLine("sample,status,residual,iterations");
        for (int k = 0; k < Statuses.Length; k++)
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{k},{Statuses[k]},{residuals[k]},{iterations[k]}"));
    }

    /// <summary>Success in a line for people, or the failures in a line on the error stream.</summary>
    /// <param name="here">Where to.</param>
    /// <param name="written">What was written, for the end of the line.</param>
    /// <param name="tolerance">What was asked for.</param>
    internal void Tell(Surroundings here, string written, T tolerance)
    {
        int failed = Statuses.Count(one => one != SolveStatus.Converged);
        if (failed == 0)
        {
            (double worst, double asked) = (double.CreateChecked(residuals.Max()), double.CreateChecked(tolerance));
            here.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Statuses.Length} of {Statuses.Length} samples converged, largest residual {worst:0.0e+0} (tolerance {asked:0.0e+0}); {written}"));
            return;
        }

        var kinds = Statuses.Where(one => one != SolveStatus.Converged).GroupBy(one => one).OrderBy(kind => kind.Key).Select(kind => $"{kind.Count()} {kind.Key}");
        here.Complain($"{failed} of {Statuses.Length} samples did not converge ({string.Join(", ", kinds)}); {written}");
    }
}
