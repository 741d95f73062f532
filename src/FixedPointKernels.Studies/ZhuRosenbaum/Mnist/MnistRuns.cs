using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>The columns of a run, for runs.csv and for the table of results: to cite, and to combine with those of other sweeps.</summary>
/// <remarks>
/// Accuracies are shares, losses cross-entropies; <c>tail</c> is the mean of the last <see cref="TailSteps.Count"/> steps on batches of
/// test images, <c>final</c> all test images after the last step; <c>unsolved</c> and <c>skipped</c> are sums over the steps. <c>end</c> is
/// complete, non-finite (the next update would have left the finite numbers) or cancelled. Numbers are the shortest text that reads back as
/// the same bits; what is not finite is NaN, Infinity or -Infinity.
/// </remarks>
internal static class MnistRuns
{
    internal static readonly Column<MnistCurve> TailAccuracy = Column.Numbers<MnistCurve>("tail_test_accuracy", c => c.TailAccuracy);
    internal static readonly Column<MnistCurve> TailLoss = Column.Numbers<MnistCurve>("tail_test_loss", c => c.TailLoss);
    internal static readonly Column<MnistCurve> FinalAccuracy = Column.Numbers<MnistCurve>("final_accuracy", c => c.Final.Accuracy);
    internal static readonly Column<MnistCurve> SpectralRadius = Column.Numbers<MnistCurve>("spectral_radius", c => c.SpectralRadius);
    internal static readonly Column<MnistCurve> Unsolved =
        Column.Counts<MnistCurve>("unsolved", c => c.Steps.Sum(step => (long)step.Unsolved));
    internal static readonly Column<MnistCurve> Skipped =
        Column.Counts<MnistCurve>("skipped", c => c.Steps.Sum(step => (long)step.Skipped));

    /// <summary>What says which run it is, in the order of the files.</summary>
    internal static IReadOnlyList<Column<MnistRun>> Identity { get; } =
    [
        Column.Words<MnistRun>("rule", run => run.Rule.Name), Column.Numbers<MnistRun>("rate", run => run.Rate),
        Column.Words<MnistRun>("seed", run => run.Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>A line for every run, in the order of the file.</summary>
    internal static IReadOnlyList<Column<MnistCurve>> Columns { get; } =
    [
        .. Identity.Select(column => column.Of<MnistCurve>(c => c.Run)), Column.Counts<MnistCurve>("steps", c => c.Steps.Count),
        TailAccuracy, TailLoss, FinalAccuracy, Column.Numbers<MnistCurve>("final_loss", c => c.Final.Loss), SpectralRadius, Unsolved,
        Skipped,
        Column.Words<MnistCurve>("end", c => End(c.End)), Column.Numbers<MnistCurve>("seconds", c => c.Elapsed.TotalSeconds, "F3"),
    ];

    private static string End(SolveStatus end) => end switch
    {
        SolveStatus.StepLimit => "complete",
        SolveStatus.NonFinite => "non-finite",
        _ => "cancelled",
    };
}
