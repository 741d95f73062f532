using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Runs;

/// <summary>What a run measures, step by step: the columns of metrics.csv.</summary>
/// <remarks>Those of the whole held-out part are filled where an epoch ends, those of a drawn batch and of stability where there was a
/// look.</remarks>
public static class RunColumns
{
    /// <summary>The columns of a classifier.</summary>
    /// <param name="heldOut">What the held-out part is: "test", "validation". A blank becomes "_" in the columns' heads.</param>
    public static IReadOnlyList<Column<RunRow>> Of(string heldOut) => Of(heldOut, Yardstick.Labels, Yardstick.Labels);

    /// <summary>The columns of a run on these sets: of labels the accuracy, of targets R² and the mean squared error.</summary>
    /// <param name="heldOut">What the held-out part is.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="scored">The held-out part.</param>
    public static IReadOnlyList<Column<RunRow>> Of(string heldOut, SampleSet train, SampleSet scored) =>
        Of(heldOut, Yardstick.Of(train), Yardstick.Of(scored));

    private static List<Column<RunRow>> Of(string heldOut, Yardstick train, Yardstick scored)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        string part = heldOut.Replace(' ', '_');
        return
        [
            Column.Counts<RunRow>("epoch", static row => row.Epoch),
            Column.Counts<RunRow>("step", static row => row.Step),
            Column.Numbers<RunRow>("loss", static row => row.Report.Loss),
            .. Merits(train, "", static (merit, row) => merit.Of(row.Report)),
            Column.Counts<RunRow>("unsolved", static row => row.Report.Unsolved),
            Column.Counts<RunRow>("skipped", static row => row.Report.Skipped),
            Column.Numbers<RunRow>("milliseconds", static row => row.Report.Milliseconds, "F4"),
            Column.Counts<RunRow>("allocated_bytes", static row => row.Report.AllocatedBytes),
            Scored($"{part}_loss", static row => row.HeldOut, static score => score.Loss),
            .. Merits(scored, $"{part}_", static (merit, row) => row.HeldOut is { } score ? merit.Of(score) : null),
            Scored($"{part}_unsolved", static row => row.HeldOut, static score => score.Unsolved),
            Scored($"{part}_batch_loss", static row => row.HeldOutBatch, static score => score.Loss),
            .. Merits(scored, $"{part}_batch_", static (merit, row) => row.HeldOutBatch is { } score ? merit.Of(score) : null),
            Looked("watched", static look => look.Samples),
            Looked("without_stable_point", static look => look.Without),
            Looked("max_re", static look => look.LargestAbscissa),
            Column.Numbers<RunRow>("shrunk", static row => row.Report.Shrunk),
        ];
    }

    private static IEnumerable<Column<RunRow>> Merits(Yardstick by, string head, Func<Merit, RunRow, double?> of)
    {
        yield return Column.Optional<RunRow>(head + by.Quality.Name, row => of(by.Quality, row));
        if (by != Yardstick.Labels) yield return Column.Optional<RunRow>(head + by.Error.Name, row => of(by.Error, row));
    }

    private static Column<RunRow> Scored(string name, Func<RunRow, Score?> score, Func<Score, double> of) =>
        Column.Optional<RunRow>(name, row => score(row) is { } one ? of(one) : null);

    private static Column<RunRow> Looked(string name, Func<StableSamples, double> of) =>
        Column.Optional<RunRow>(name, row => row.Stability is { } look ? of(look) : null);
}
