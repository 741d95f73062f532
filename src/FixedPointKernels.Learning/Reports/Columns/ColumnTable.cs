using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Columns;

/// <summary>Rows as a table of a report: a column that is empty in every row is left out.</summary>
public static class ColumnTable
{
    /// <summary>Makes the table.</summary>
    /// <typeparam name="TRow">What a row is of.</typeparam>
    /// <param name="name">The name of its file.</param>
    /// <param name="title">One line.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="columns">Heads and cells.</param>
    /// <param name="rows">From top to bottom.</param>
    public static TablePart Of<TRow>(string name, string title, string caption, IReadOnlyList<Column<TRow>> columns, IEnumerable<TRow> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        string[][] cells = [.. rows.Select(row => columns.Select(column => column.Text(row)).ToArray())];
        int[] shown = [.. Enumerable.Range(0, columns.Count).Where(column => Array.Exists(cells, row => row[column].Length > 0))];
        return new(
            name, title, caption, [.. shown.Select(column => columns[column].Label)],
            [.. cells.Select(row => (IReadOnlyList<string>)[.. shown.Select(column => row[column])])]);
    }
}
