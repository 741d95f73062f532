using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.Organics.Response;

/// <summary>What a normalizing circuit answers: what can be asked of it, and its report.</summary>
internal static class ResponseStudy
{
    private static readonly WholeOption Points = new("--points", "P", "Contrasts", 41, 10_000, Least: 2);
    private static readonly Axis Contrast = new("contrast", AxisScale.Logarithmic);

    private static readonly Column<ResponseRow>[] Columns =
    [
        Column.Numbers<ResponseRow>("contrast", row => row.Contrast),
        Column.Numbers<ResponseRow>("mask", row => row.Mask),
        Column.Numbers<ResponseRow>("response_formula", row => row.Formula),
        Column.Numbers<ResponseRow>("response_solved", row => row.Solved),
        Column.Numbers<ResponseRow>("response_integrated", row => row.Integrated),
        Column.Numbers<ResponseRow>("response_at_mask", row => row.Masking),
        Column.Numbers<ResponseRow>("onset_hz_formula", row => row.FrequencyFormula),
        Column.Numbers<ResponseRow>("onset_hz", row => row.Frequency),
    ];

    internal static Study Entry { get; } = new(
        "response", "Contrast response, cross-orientation suppression, winner-take-all and onset oscillation of a circuit of 36 "
            + "orientations.",
        [Points], Run)
    {
        Parent = StudyCommands.Organics,
        IsRandom = false,
        Notes =
            "One pool for all, alpha = 1/36, Wr = I, b = b0 = 0.5, sigma = 0.1, tau = 2 ms. Every point is computed by the solver and by\n"
            + "following the circuit until it settles, and held against the closed form. There are no random numbers in it.",
        Examples = ["--out response"],
    };

    private static Report Run(StudyContext context)
    {
        int points = context.Get(Points);
        ResponseCurves curves = context.Compute((long)points * ResponseCurves.Masks.Length, sweep => ResponseCurves.Run(points, sweep));
        context.Keep("response.csv", writer => CsvTables.Write(Columns, curves.Rows, writer));
        return Of(curves.Rows, context.Settings(curves.Fingerprint, ("points", points), ("seed", "none: nothing is random")));
    }

    internal static Report Of(IReadOnlyList<ResponseRow> rows, TablePart settings)
    {
        string half = Number(Orientations.HalfContrast, "F4"), most = Number(Orientations.LargestResponse, "F3");
        ResponseRow[] plain = [.. rows.Where(row => row.Mask == 0)];
        double[] contrasts = [.. plain.Select(row => row.Contrast)];
        return new(
            "What a normalizing circuit answers",
            $"The response saturates at {most}, half of it at a contrast of {half}; a mask at a right angle moves the curve to higher "
                + "contrasts; of two gratings the stronger all but silences the weaker; and the circuit rings at onset, faster the "
                + "stronger the input.",
            [
                new CurvesPart(
                    "contrast-response", "Contrast response under a mask", "Response of the unit at the grating; dashed: the closed form.",
                    Contrast, new("response"),
                    [.. ResponseCurves.Masks.SelectMany((mask, color) => Pair(rows, mask, color))]),
                new CurvesPart(
                    "winner-take-all", "Two gratings", "The unit at 0 degrees, and the one at 90 under a mask of contrast 0.3.",
                    Contrast, new("response"),
                    [
                        Over(rows, 0.3, "at 0 degrees", row => row.Solved, 0), Over(rows, 0.3, "at 90 degrees", row => row.Masking, 1),
                    ]),
                new CurvesPart(
                    "onset", "Ringing at onset", "Frequency of the damped oscillation; 0 where there is none. Dashed: the closed form.",
                    Contrast, new("Hz"),
                    [
                        new("eigenvalues", contrasts, [.. plain.Select(row => row.Frequency)], 0),
                        new("closed form", contrasts, [.. plain.Select(row => row.FrequencyFormula)], 0, Published: true),
                    ]),
                Agreement(rows, plain),
                settings,
            ]);
    }

    private static IEnumerable<Curve> Pair(IReadOnlyList<ResponseRow> rows, double mask, int color) =>
    [
        Over(rows, mask, $"mask {Number(mask, "R")}", row => row.Integrated, color),
        Over(rows, mask, $"mask {Number(mask, "R")}, closed form", row => row.Formula, color) with { Published = true },
    ];

    private static Curve Over(IReadOnlyList<ResponseRow> rows, double mask, string name, Func<ResponseRow, double> value, int color)
    {
        ResponseRow[] some = [.. rows.Where(row => row.Mask == mask)];
        return new(name, [.. some.Select(row => row.Contrast)], [.. some.Select(value)], color);
    }

    private static TablePart Agreement(IReadOnlyList<ResponseRow> rows, IReadOnlyList<ResponseRow> plain) => new(
        "agreement", "Largest differences from the closed forms", "Over all contrasts and masks; a point that was not found shows as NaN.",
        ["quantity", "largest difference"],
        [
            ["response, solver", Largest(rows, row => row.Solved - row.Formula)],
            ["response, dynamics", Largest(rows, row => row.Integrated - row.Formula)],
            ["onset frequency (Hz)", Largest(plain, row => row.Frequency - row.FrequencyFormula)],
        ]);

    // Max ignores no NaN here.
    private static string Largest(IReadOnlyList<ResponseRow> rows, Func<ResponseRow, double> difference) =>
        rows.Count == 0 ? "" : Number(rows.Select(row => Math.Abs(difference(row))).Aggregate(Math.Max), "E2");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
