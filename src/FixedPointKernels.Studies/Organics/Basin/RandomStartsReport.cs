using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Studies.Organics.Basin;

/// <summary>The report of a circuit of many units: outcomes by the size of its starts.</summary>
internal static class RandomStartsReport
{
    private static readonly Column<RandomRow>[] Columns =
    [
        Column.Words<RandomRow>("form", row => row.Form),
        Column.Numbers<RandomRow>("size", row => row.Size),
        Column.Counts<RandomRow>("settled", row => row.Settled),
        Column.Counts<RandomRow>("points", row => row.Points),
        Column.Counts<RandomRow>("moving", row => row.Moving),
        Column.Optional<RandomRow>("amplitude", row => row.Amplitude, "G4"),
        Column.Counts<RandomRow>("exploded", row => row.Exploded),
        Column.Optional<RandomRow>("earliest", row => row.Earliest, "G4"),
    ];

    /// <summary>Of the file of all starts.</summary>
    internal static IReadOnlyList<Column<RandomStart>> Starts { get; } =
    [
        Column.Words<RandomStart>("form", start => start.Form),
        Column.Numbers<RandomStart>("size", start => start.Size),
        Column.Counts<RandomStart>("start", start => start.Number),
        Column.Words<RandomStart>("outcome", start => $"{start.Outcome}".ToLowerInvariant()),
        Column.Numbers<RandomStart>("time", start => start.Time),
        Column.Numbers<RandomStart>("amplitude", start => start.Amplitude),
    ];

    internal static Report Of(IReadOnlyList<RandomRow> rows, TablePart settings) => new(
        "A stable point is not for every start",
        "A random circuit, and the same with rectified and with identity recurrence, from starts of growing size. What is stable is so "
            + "near the point: from far away a random recurrence can leave in finite time.",
        [
            ColumnTable.Of(
                "outcomes", "How the starts ended", "points: how many different ones they settled at; amplitude: the largest of those that "
                    + "go on moving; earliest: when the first explosion was, with tau = 2.",
                Columns, rows),
            Figure("exploded", "The share that explodes", rows, row => row.Exploded),
            Figure("settled", "The share that settles", rows, row => row.Settled),
            settings,
        ]);

    private static CurvesPart Figure(string outcome, string title, IReadOnlyList<RandomRow> rows, Func<RandomRow, int> count) => new(
        $"share-{outcome}", title, "By the form of the circuit.", new("size of the start", AxisScale.Logarithmic),
        new($"% {outcome}", From: 0, To: 100),
        [
            .. rows.GroupBy(row => row.Form).Select((form, color) => new Curve(
                form.Key, [.. form.Select(row => row.Size)], [.. form.Select(row => 100.0 * count(row) / row.All)], color)),
        ]);
}
