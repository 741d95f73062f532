using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Columns;

/// <summary>The numbers behind a part, as comma-separated values.</summary>
/// <remarks>
/// Curves are <c>curve,x,y</c>, one line per point, each followed by its runs as "curve, run"; a heat map <c>x,y,value</c>, row by row;
/// a scatter <c>set,x,y</c>; a table is as it is.
/// Numbers are the shortest text that reads back as the same bits, with a decimal point; what is not finite is NaN, Infinity or -Infinity.
/// A field with a comma, a quote or a line end is quoted (RFC 4180); lines end with "\n".
/// </remarks>
internal static class CsvTables
{
    /// <summary>Writes one part.</summary>
    /// <exception cref="ArgumentException">The part is not what it says: lengths that differ, a curve that goes back.</exception>
    internal static void Write(ReportPart part, TextWriter output)
    {
        ReportCheck.Check(part);
        ArgumentNullException.ThrowIfNull(output);
        switch (part)
        {
            case CurvesPart curves:
                Line(output, "curve", "x", "y");
                foreach (Curve curve in curves.Curves)
                {
                    Lines(output, curve.Name, curve.X, curve.Y);
                    foreach (CurveRun run in curve.Runs) Lines(output, $"{curve.Name}, {run.Name}", run.X, run.Y);
                }

                break;
            case ScatterPart scatter:
                Line(output, "set", "x", "y");
                foreach (Points set in scatter.Sets) Lines(output, set.Name, set.X, set.Y);
                break;
            case HeatMapPart map:
                Line(output, "x", "y", "value");
                for (int k = 0; k < map.Values.Length; k++)
                    Line(output, Number(map.Xs[k % map.Xs.Length]), Number(map.Ys[k / map.Xs.Length]), Number(map.Values[k]));
                break;
            case TablePart table:
                Line(output, [.. table.Header]);
                foreach (IReadOnlyList<string> row in table.Rows) Line(output, [.. row]);
                break;
        }
    }

    /// <summary>Writes rows under the names of their columns.</summary>
    internal static void Write<TRow>(IReadOnlyList<Column<TRow>> columns, IEnumerable<TRow> rows, TextWriter output)
    {
        Line(output, [.. columns.Select(column => column.Name)]);
        foreach (TRow row in rows) Line(output, [.. columns.Select(column => column.Text(row))]);
    }

    private static void Lines(TextWriter output, string name, double[] x, double[] y)
    {
        for (int k = 0; k < x.Length; k++) Line(output, name, Number(x[k]), Number(y[k]));
    }

    private static void Line(TextWriter output, params ReadOnlySpan<string> fields)
    {
        for (int k = 0; k < fields.Length; k++)
        {
            if (k > 0) output.Write(',');
            output.Write(fields[k].AsSpan().ContainsAny(",\"\r\n")
                ? $"\"{fields[k].Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : fields[k]);
        }

        output.Write('\n');
    }

    private static string Number(double value) => value.ToString(Column.Exact, CultureInfo.InvariantCulture);
}
