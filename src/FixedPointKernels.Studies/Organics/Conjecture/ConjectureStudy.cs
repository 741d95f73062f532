using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Organics.Circuits;

namespace FixedPointKernels.Studies.Organics.Conjecture;

/// <summary>The conjecture of a stable fixed point: what can be asked of it, and its report.</summary>
internal static class ConjectureStudy
{
    private static readonly WholeOption Units = new("--units", "N", "Units of a circuit", 10, 200);
    private static readonly WholeOption Trials = new("--trials", "M", "Random circuits for every singular value", 60, 100_000);
    private static readonly double[] SingularValues = [1, 2, 3];

    private static readonly Column<ConjectureRow>[] Columns =
    [
        Column.Numbers<ConjectureRow>("largest singular value", row => row.SingularValue),
        Column.Counts<ConjectureRow>("trials", row => row.Trials),
        Column.Counts<ConjectureRow>("settled", row => row.Settled),
        Column.Counts<ConjectureRow>("moving", row => row.Moving),
        Column.Counts<ConjectureRow>("exploded", row => row.Exploded),
        Column.Numbers<ConjectureRow>("share settled", row => row.Share).Percent("F1"),
        Column.Numbers<ConjectureRow>("low", row => row.Interval.Low).Percent("F1"),
        Column.Numbers<ConjectureRow>("high", row => row.Interval.High).Percent("F1"),
    ];

    internal static Study Entry { get; } = new(
        "conjecture", "The share of random circuits that settle at a stable fixed point, at largest singular values of Wr of 1, 2 and 3.",
        [Units, Trials], Run)
    {
        Parent = StudyCommands.Organics,
        Notes =
            "Conjecture 5.3 of the paper: with ||z|| <= 1 and a largest singular value of 1 there always is one. Circuits as for\n"
            + "'fpk organics iteration', followed for 400 time constants from 0.01 everywhere. Exploded and still moving circuits are told "
            + "apart.",
        Examples = ["--out conjecture", "--trials 300 --seed 1 --out more"],
    };

    private static Report Run(StudyContext context)
    {
        int units = context.Get(Units), count = context.Get(Trials);
        ConjectureTrials trials = context.Compute(
            (long)count * SingularValues.Length, sweep => ConjectureTrials.Run(context.Seed, units, count, SingularValues, sweep));
        return Of(
            trials.Rows, context.Settings(
                Ensemble.Fingerprint(trials.Draws), ("units", units), ("trials", count), ("seed", context.Seed)));
    }

    internal static Report Of(IReadOnlyList<ConjectureRow> rows, TablePart settings)
    {
        double[] values = [.. rows.Select(row => row.SingularValue)];
        return new(
            "A stable fixed point for any recurrence?",
            "For Wr = I it is a theorem, for a recurrence whose largest singular value is 1 a conjecture: random circuits, each followed "
                + "from a small state until it settles, explodes, or the time is over.",
            [
                ColumnTable.Of(
                    "settled", "How they ended", "low and high: the 95 % interval (Wilson) of the share that settled.", Columns, rows),
                new CurvesPart(
                    "settled-share", "The share that settles", "With its 95 % interval.", new("largest singular value"),
                    new("% settled", To: 100),
                    [
                        new("settled", values, [.. rows.Select(row => 100 * row.Share)], 0),
                        new("low", values, [.. rows.Select(row => 100 * row.Interval.Low)], 1),
                        new("high", values, [.. rows.Select(row => 100 * row.Interval.High)], 1),
                    ]),
                settings,
            ]);
    }
}
