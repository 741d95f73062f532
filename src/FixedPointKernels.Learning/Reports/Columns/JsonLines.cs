using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;

namespace FixedPointKernels.Learning.Reports.Columns;

/// <summary>Rows as JSON, an object a line: the names of the columns, numbers as numbers and words as strings.</summary>
/// <remarks>
/// A number is the shortest text that reads back as the same bits. A cell that is empty is left out; JSON has no numbers that are not
/// finite, so those are the strings "NaN", "Infinity" and "-Infinity". Lines end with "\n".
/// </remarks>
public static class JsonLines
{
    /// <summary>Writes the rows.</summary>
    /// <typeparam name="TRow">What a row is of.</typeparam>
    /// <param name="columns">Names and values.</param>
    /// <param name="rows">In their order.</param>
    /// <param name="output">Receives the lines.</param>
    public static void Write<TRow>(IReadOnlyList<Column<TRow>> columns, IEnumerable<TRow> rows, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(output);
        using MemoryStream line = new();
        foreach (TRow row in rows)
        {
            line.SetLength(0);
            using (Utf8JsonWriter json = new(line))
            {
                json.WriteStartObject();
                foreach (Column<TRow> column in columns) Write(json, column, row);
                json.WriteEndObject();
            }

            output.Write(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
            output.Write('\n');
        }
    }

    private static void Write<TRow>(Utf8JsonWriter json, Column<TRow> column, TRow row)
    {
        string text = column.Text(row);
        if (text.Length == 0) return;
        if (column.Value?.Invoke(row) is { } value && double.IsFinite(value)) json.WriteNumber(column.Name, value);
        else json.WriteString(column.Name, text);
    }
}
