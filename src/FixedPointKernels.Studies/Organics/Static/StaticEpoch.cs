using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Studies.Organics.Classifiers;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>An epoch of a run.</summary>
/// <param name="Scores">Losses and accuracies.</param>
/// <param name="MaxReal">The largest real part of the eigenvalues, over all layers and the images looked at; NaN without layers of
/// normalization.</param>
/// <param name="MedianReal">The median over images of the largest real part of an image.</param>
internal readonly record struct StaticEpoch(ClassifierEpoch Scores, double MaxReal, double MedianReal)
{
    /// <summary>The columns, in the order of epochs.csv.</summary>
    internal static IReadOnlyList<Column<StaticEpoch>> Columns { get; } =
    [
        .. Shared.SkipLast(1),
        Column.Numbers<StaticEpoch>("max_real", e => e.MaxReal) with { With = (e, v) => e with { MaxReal = v } },
        Column.Numbers<StaticEpoch>("median_real", e => e.MedianReal) with { With = (e, v) => e with { MedianReal = v } },
        .. Shared.TakeLast(1),
    ];

    // The last is the time.
    private static IEnumerable<Column<StaticEpoch>> Shared =>
        ClassifierEpoch.Columns.Select(column => column.Of<StaticEpoch>(e => e.Scores, (e, scores) => e with { Scores = scores }));
}
