using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace FixedPointKernels.Cli.Shell;

/// <summary>A table: ruled and coloured where a person looks, aligned plain columns where a program does.</summary>
/// <param name="headers">One per column; the first <see cref="LeftColumns"/> are left-aligned, the others right.</param>
internal sealed class ReportTable(params string[] headers)
{
    private readonly List<(string[] Cells, Mood Mood)> rows = [];

    /// <summary>Columns of words; the rest are numbers.</summary>
    internal int LeftColumns { get; init; } = 1;

    /// <summary>How a row is to be read; a colour on a terminal, nothing elsewhere.</summary>
    internal enum Mood
    {
        Neutral,
        Good,
        Bad,
    }

    internal void Add(Mood mood, params string[] cells)
    {
        if (cells.Length != headers.Length)
            throw new ArgumentException($"The row has {cells.Length} cells, but the table {headers.Length} columns.", nameof(cells));
        rows.Add((cells, mood));
    }

    internal void Add(params string[] cells) => Add(Mood.Neutral, cells);

    internal void Write(Surroundings here)
    {
        if (here.OutputIsTerminal) WriteRuled(here);
        else WritePlain(here);
    }

    private void WriteRuled(Surroundings here)
    {
        // The settings' defaults look at NO_COLOR, TERM and the terminal's width.
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(here.Output) });
        Table table = new() { Border = TableBorder.Rounded };
        for (int c = 0; c < headers.Length; c++)
        {
            // Where the terminal is narrow, headers of several words give way first: a number or a name cut short says something else.
            TableColumn column = new(Markup.Escape(headers[c])) { NoWrap = c == 0 || !headers[c].Contains(' ', StringComparison.Ordinal) };
            table.AddColumn(c < LeftColumns ? column.LeftAligned() : column.RightAligned());
        }

        foreach ((string[] cells, Mood mood) in rows)
        {
            string? colour = mood switch { Mood.Good => "green", Mood.Bad => "red", _ => null };
            table.AddRow([.. cells.Select(cell => colour is null ? Markup.Escape(cell) : $"[{colour}]{Markup.Escape(cell)}[/]")]);
        }

        console.Write(table);
    }

    private void WritePlain(Surroundings here)
    {
        int[] widths =
        [
            .. headers.Select((header, c) => Math.Max(header.Length, rows.Count == 0 ? 0 : rows.Max(row => row.Cells[c].Length))),
        ];
        foreach (string[] cells in rows.Select(row => row.Cells).Prepend(headers))
        {
            IEnumerable<string> padded = cells.Select((cell, c) => c < LeftColumns ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            here.Output.WriteLine(string.Join("  ", padded).TrimEnd());
        }
    }
}
