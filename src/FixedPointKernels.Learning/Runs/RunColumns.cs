using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Runs;

/// <summary>What a run measures, step by step: the columns of metrics.csv.</summary>
/// <remarks>Those of the whole held-out part are filled where an epoch ends, those of a drawn batch and of stability where there was a
/// look.</remarks>
public static class RunColumns
{
    /// <summary>The columns.</summary>
    /// <param name="heldOut">What the held-out part is: "test", "validation". A blank becomes "_" in the columns' heads.</param>
    public static IReadOnlyList<Column<RunRow>> Of(string heldOut)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        string part = heldOut.Replace(' ', '_');
        return
        [
            Column.Counts<RunRow>("epoch", static row => row.Epoch),
            Column.Counts<RunRow>("step", static row => row.Step),
            Column.Numbers<RunRow>("loss", static row => row.Report.Loss),
            Column.Numbers<RunRow>("accuracy", static row => row.Report.Accuracy),
            Column.Counts<RunRow>("unsolved", static row => row.Report.Unsolved),
            Column.Counts<RunRow>("skipped", static row => row.Report.Skipped),
            Column.Numbers<RunRow>("milliseconds", static row => row.Report.Milliseconds, "F4"),
            Column.Counts<RunRow>("allocated_bytes", static row => row.Report.AllocatedBytes),
            Scored($"{part}_loss", static row => row.HeldOut, static score => score.Loss),
            Scored($"{part}_accuracy", static row => row.HeldOut, static score => score.Accuracy),
            Scored($"{part}_unsolved", static row => row.HeldOut, static score => score.Unsolved),
            Scored($"{part}_batch_loss", static row => row.HeldOutBatch, static score => score.Loss),
            Scored($"{part}_batch_accuracy", static row => row.HeldOutBatch, static score => score.Accuracy),
            Looked("watched", static look => look.Samples),
            Looked("without_stable_point", static look => look.Without),
            Looked("max_re", static look => look.LargestAbscissa),
            Column.Numbers<RunRow>("shrunk", static row => row.Report.Shrunk),
        ];
    }

    private static Column<RunRow> Scored(string name, Func<RunRow, Score?> score, Func<Score, double> of) =>
        Column.Optional<RunRow>(name, row => score(row) is { } one ? of(one) : null);

    private static Column<RunRow> Looked(string name, Func<StableSamples, double> of) =>
        Column.Optional<RunRow>(name, row => row.Stability is { } look ? of(look) : null);
}
