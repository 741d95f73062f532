using System;
using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Page;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Parts;

public sealed class ReportCheckTests
{
    private static readonly Axis Plain = SampleParts.Plain, Log = SampleParts.Loss;

    private static readonly HeatMapPart Map = new("m", "", "", Plain, Plain, [0, 1], [0, 1, 2], new double[6], Plain);

    public static TheoryData<string, ReportPart> Wrong { get; } = new()
    {
        { "3 elements, but 2", SampleParts.Curves(Plain, Plain, new Curve("a", [0, 1], [1, 2, 3], 0)) },
        { "X[1] of 'a' is 1", SampleParts.Curves(Plain, Plain, new Curve("a", [2, 1], [1, 2], 0)) },
        { "X[0] of 'a' is NaN", SampleParts.Curves(Plain, Plain, new Curve("a", [double.NaN, 1], [1, 2], 0)) },
        { "negative", SampleParts.Curves(Plain, Plain, new Curve("a", [], [], -1)) },
        { "from 2 to 2", SampleParts.Curves(Plain with { From = 2, To = 2 }, Plain) },
        { "positive ends", SampleParts.Curves(Plain, Log with { From = 0 }) },
        { "'../a'", SampleParts.Curves(Plain, Plain) with { Name = "../a" } },
        { "'a\n'", SampleParts.Curves(Plain, Plain) with { Name = "a\n" } },
        { "6 elements, but 3×3 = 9", Map with { Xs = [0, 1, 2] } },
        { "Xs is empty", Map with { Xs = [], Values = [] } },
        { "not evenly spaced", Map with { Ys = [0, 1, 3] } },
        { "ascending", Map with { Xs = [1, 0] } },
        { "not evenly spaced", Map with { Ys = [1, 2, 3], Y = Log } },
        { "both are linear", new ScatterPart("s", "", "", Log, Plain, []) },
        { "1 elements, but 2", new ScatterPart("s", "", "", Plain, Plain, [new Points("a", [1, 2], [1], 0)]) },
        { "1 elements, but 2", new TablePart("t", "", "", ["a", "b"], [["1"]]) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_part_is_refused_with_what_is_wrong(string message, ReportPart part)
    {
        foreach (
            Action<ReportPart, TextWriter> write in (
                List<Action<ReportPart, TextWriter>>)[CsvTables.Write, SvgFigure.Write, (p, output) =>
                    HtmlReport.Write(new Report("", "", [p]), output)])
        {
            ArgumentException thrown = Assert.ThrowsAny<ArgumentException>(() => write(part, TextWriter.Null));
            Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
        }
    }
}
