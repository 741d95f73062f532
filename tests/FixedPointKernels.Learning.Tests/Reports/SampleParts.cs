using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Tests.Reports;

/// <summary>Parts of every kind, ordinary ones and those that break writers: nothing in them, one point, constants, the ends of the
/// doubles, hostile names.</summary>
internal static class SampleParts
{
    internal const string Hostile = "</script><script>alert('1')</script><!-- & \" ]]> \u0001\uD800 ' é λ";

    internal static readonly Axis Step = new("step"), Loss = new("loss", AxisScale.Logarithmic), Plain = new("value");

    internal static readonly double[][] OddValues =
    [
        [], [double.NaN],
        [
            double.NaN, double.NaN, double.PositiveInfinity,
        ], [3], [0], [-1, -2], [5, 5, 5], [0, 0], [double.MaxValue, -double.MaxValue],
        [double.Epsilon, 2 * double.Epsilon], [1e-310, 3e-310], [1, 1 + 1e-15], [1e300, 1e-300],
        [
            1, double.NaN, 2, double.NegativeInfinity, 3,
        ], [-1e-9, 1e-9],
        [1e16, 1e16 + 2], [double.Epsilon, double.MaxValue], [-7e5, 12e5],
    ];

    internal static IEnumerable<ReportPart> All =>
        OddValues.SelectMany(Odd).Append(Table()).Select((part, k) => part with { Name = $"part-{k}" });

    internal static TablePart Table() => new(
        "table", Hostile, Hostile, ["rule", "a,b", "quo\"te"],
        [
            ["line\nend", "1.5", Hostile], ["", "−3 ± 0.2 %", "x"], [" spaced ", "NaN", "\r"],
        ]);

    internal static CurvesPart Curves(Axis x, Axis y, params Curve[] curves) => new("curves", "Curves", "Some.", x, y, curves);

    private static IEnumerable<ReportPart> Odd(double[] values)
    {
        double[] even = [.. values.Select((_, k) => k - 1.0)], sorted = [.. values.Where(double.IsFinite).Order()];
        Curve[] both =
        [
            new Curve(Hostile, even, values, 9), new Curve("published", even, values, 9, Published: true),
            new Curve("across", sorted, sorted, 0),
            new Curve("several", even, values, 1)
            {
                Runs =
                [
                    new(Hostile, even, values), new("other", even, [.. values.Reverse()]), new("longer", [.. even, 40], [.. values, 7]),
                ],
            },
        ];
        foreach (Axis x in new[] { Step, Step with { Scale = AxisScale.Logarithmic } })
        {
            Axis[] capped = [Loss with { Cap = 2 }, Plain with { Cap = 2 }];
            foreach (Axis y in (Axis[])[Plain, Loss, Plain with { From = -2, To = 3 }, Loss with { From = 0.5 }, .. capped])
                yield return new CurvesPart("c", Hostile, Hostile, x, y, both);
        }

        yield return new ScatterPart(
            "s", "Scatter", Hostile, Plain, Plain,
            [new Points(Hostile, values, values, 3), new Points("p", even, values, 30, Published: true)], 1);
        yield return new ScatterPart("s", "No sets", "", Plain, Plain, []);
        if (values.Length == 0) yield break;
        yield return new HeatMapPart("h", "Map", Hostile, Step, Plain, [.. even], [0.5], values, Loss, Radius: 1);
        yield return new HeatMapPart("h", "Map", "", Step, Plain, [1e-3], [.. even], values, Plain with { From = 1, To = 4 });
        yield return new HeatMapPart(
            "h", "Map", "", Loss, Plain, [1e-3, 1e-2], [1, 2, 3], [.. Enumerable.Range(0, 6).Select(k => values[k % values.Length])],
            Plain);
    }
}
