using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Classifiers;

/// <summary>What the pages of all classifiers show in the same way.</summary>
internal static class ClassifierParts
{
    /// <summary>Which images are told to be what, by the best weights of a run.</summary>
    internal static TablePart Told<TRun, TEpoch>(ClassifierCurve<TRun, TEpoch> curve, Dataset test)
        where TRun : ISweepRun
        where TEpoch : struct
    {
        IReadOnlyList<Column<int>> columns = new Confusion(test.Classes, test.Labels, curve.Told).Columns;
        return ColumnTable.Of(
            "confusion", "Which images are told to be what",
            $"Rows: the class of the image; columns: what the network says of it, {curve.Run.Name}, best weights.",
            [.. columns.SkipLast(1), columns[^1] with { Label = "no answer" }], [.. Enumerable.Range(0, test.Classes)]);
    }

    /// <summary>How a run ended: "complete", "so far" where it was stopped, "diverged" where an update would have left the finite numbers
    /// or no image had a loss any more.</summary>
    internal static string End(SolveStatus end) => end switch
    {
        SolveStatus.StepLimit => "complete",
        SolveStatus.Cancelled => "so far",
        _ => "diverged",
    };

    /// <summary>What a page says where runs diverged; empty where none did.</summary>
    internal static string Diverged<TRun, TEpoch>(IReadOnlyList<ClassifierCurve<TRun, TEpoch>> curves)
        where TRun : ISweepRun
        where TEpoch : struct
    {
        int count = curves.Count(curve => curve.HasFailed);
        return count == 0 ? "" : $" {count} of {curves.Count} runs diverged: an update would have left the finite numbers, or no image "
            + "of a step had a loss, and the run ended there.";
    }

    /// <summary>A share as tables say it.</summary>
    internal static string Percent(double share) => ReadableNumber.Of(100 * share, "F2");

    /// <summary>What was counted, as tables say it.</summary>
    internal static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A quantity of the epochs of a run, from epoch 1.</summary>
    internal static CurveRun Line<TRun, TEpoch>(this ClassifierCurve<TRun, TEpoch> curve, Func<TEpoch, double> of)
        where TRun : ISweepRun
        where TEpoch : struct => SeedCurve.Of(
            curve.Run.Seed, [.. curve.Steps.Select((_, at) => at + 1.0)], [.. curve.Steps.Select(of)]);
}
