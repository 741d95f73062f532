using System;
using System.Collections.Generic;
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
    private readonly T[] amplitudes;
    private readonly int[] iterations;

    internal SampleReport(SolveSummary<T> solved)
    {
        Statuses = solved.Statuses.ToArray();
        residuals = solved.Residuals.ToArray();
        amplitudes = solved.Amplitudes.ToArray();

        // The first evaluation is of the start and no iteration: --steps 500 makes 500, in 501 evaluations.
        iterations = Array.ConvertAll(solved.Steps.ToArray(), static evaluations => Math.Max(0, evaluations - 1));
    }

    /// <summary>Of a solver that tells no more.</summary>
    internal SampleReport(SolveStatus[] statuses, T[] residuals, T[] amplitudes, int[] iterations) =>
        (Statuses, this.residuals, this.amplitudes, this.iterations) = (statuses, residuals, amplitudes, iterations);

    /// <summary>One per sample; later stages of the work may lower one.</summary>
    internal SolveStatus[] Statuses { get; }

    /// <summary>Whether sample <paramref name="k"/> was looked at: without that its row is still the start.</summary>
    internal bool WasBegun(int k) => !T.IsNaN(residuals[k]) || Statuses[k] == SolveStatus.NonFinite;

    internal int ExitCode => Statuses.All(one => one == SolveStatus.Converged) ? Shell.ExitCode.Done : Shell.ExitCode.NotConverged;

    /// <summary>Whether the table tells the amplitude of what did not settle.</summary>
    internal bool TellsAmplitude { get; init; }

    /// <summary>Whether the verb has --relative-tolerance.</summary>
    internal bool HasRelativeTolerance { get; init; } = true;

    /// <summary>Further columns of the table, each with the cell of a sample.</summary>
    internal IReadOnlyList<(string Name, Func<int, string> Cell)> More { get; init; } = [];

    /// <summary>Adds maxReal,spectralRadius to the table; null where they were not asked for.</summary>
    internal PointStability? Stability { get; set; }

    /// <summary>sample,status,residual,iterations and what else is told: samples from 0, numbers in the shortest form that reads back as
    /// the same value.</summary>
    internal void WriteCsv(TextWriter text)
    {
        string eigenvalues = Stability is null ? "" : ",maxReal,spectralRadius";
        string more = string.Concat(More.Select(column => $",{column.Name}"));
        text.WriteLine($"sample,status,residual,iterations{eigenvalues}{(TellsAmplitude ? ",amplitude" : "")}{more}");
        for (int k = 0; k < Statuses.Length; k++)
        {
            text.Write(string.Create(CultureInfo.InvariantCulture, $"{k},{Statuses[k]},{residuals[k]},{iterations[k]}"));
            if (Stability is { } found)
                text.Write(string.Create(CultureInfo.InvariantCulture, $",{found.MaxReal(k)},{found.SpectralRadius(k)}"));
            if (TellsAmplitude) text.Write(string.Create(CultureInfo.InvariantCulture, $",{amplitudes[k]}"));
            text.WriteLine(string.Concat(More.Select(column => $",{column.Cell(k)}")));
        }
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
            here.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{Statuses.Length} of {Statuses.Length} samples converged, largest residual {worst:0.0e+0} "
                    + $"({Asked(worst, asked, HasRelativeTolerance)}); {written}"));
            return;
        }

        var kinds = Statuses.Where(one => one != SolveStatus.Converged).GroupBy(one => one).OrderBy(kind => kind.Key).Select(
            kind => $"{kind.Count()} {kind.Key}{Moving(kind.Key)}");
        here.Complain($"{failed} of {Statuses.Length} samples did not converge ({string.Join(", ", kinds)}); {written}");
    }

    // A network whose currents are of 10²⁹⁰ is solved to its own scale, not to the number that was asked for.
    private static string Asked(double worst, double asked, bool relative) => string.Create(
        CultureInfo.InvariantCulture,
        $"tolerance {asked:0.0e+0}{(worst > asked
            ? $", or {(relative ? "--relative-tolerance times" : "some roundings of")} the sum of what meets in a neuron" : "")}");

    private string Moving(SolveStatus kind)
    {
        if (kind != SolveStatus.Unsettled) return "";
        double largest = amplitudes.Where(T.IsFinite).Select(double.CreateChecked).DefaultIfEmpty().Max();
        return string.Create(CultureInfo.InvariantCulture, $", amplitude up to {largest:0.0e+0}");
    }
}
