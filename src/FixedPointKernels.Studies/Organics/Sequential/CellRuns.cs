using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>The runs of a cell at one rate, over the seeds.</summary>
/// <param name="Cell">Which cell.</param>
/// <param name="Rate">Which rate.</param>
/// <param name="Curves">A run a seed.</param>
internal sealed record CellRuns(string Cell, double Rate, IReadOnlyList<SequentialCurve> Curves)
{
    /// <summary>The name of the figures' curves.</summary>
    internal string Name => $"{Cell}, rate {SeedColumns.Rate(Rate)}";

    /// <summary>The mean over the seeds of the best accuracy on the validation part.</summary>
    internal double Validation =>
        Curves.Average(curve => curve.Steps.Select(epoch => epoch.Scores.ValidationAccuracy).DefaultIfEmpty(0).Max());

    /// <summary>Of every cell the rate that is best on the validation part; cells in the order of their runs. A run that was interrupted
    /// before it was scored is left out.</summary>
    internal static IReadOnlyList<CellRuns> Best(IReadOnlyList<SequentialCurve> curves) =>
    [
        .. curves.Where(curve => curve.IsBegun && curve.Told.Length > 0).GroupBy(curve => curve.Run.Cell).Select(
            cell => cell.GroupBy(curve => curve.Run.Rate).Select(rate => new CellRuns(cell.Key, rate.Key, [.. rate]))
                .MaxBy(runs => runs.Validation)!),
    ];
}
