using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Studies.Organics.Classifiers;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>An epoch of a run.</summary>
/// <param name="Scores">Losses and accuracies.</param>
/// <param name="MedianNorm">The median of the norm of the gradient over the steps.</param>
/// <param name="LargestNorm">The largest; NaN where one is not finite.</param>
internal readonly record struct SequentialEpoch(ClassifierEpoch Scores, double MedianNorm, double LargestNorm)
{
    /// <summary>The columns, in the order of epochs.csv; the time is the last.</summary>
    internal static IReadOnlyList<Column<SequentialEpoch>> Columns { get; } =
    [
        Column.Numbers<SequentialEpoch>("median_gradient", e => e.MedianNorm) with { With = (e, v) => e with { MedianNorm = v } },
        Column.Numbers<SequentialEpoch>("largest_gradient", e => e.LargestNorm) with { With = (e, v) => e with { LargestNorm = v } },
        .. ClassifierEpoch.Columns.Select(column => column.Of<SequentialEpoch>(e => e.Scores, (e, scores) => e with { Scores = scores })),
    ];
}
