using System;
using System.Globalization;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Columns;

/// <summary>A quantity that every row of a table has, said once: what files, tables and axes call it, how it is read and written, and how a
/// row takes it back.</summary>
/// <remarks>
/// One list of columns serves a CSV file (<c>CsvTables</c>), a table (<see cref="ColumnTable"/>), the curves of a figure
/// (<see cref="Value"/> over the rows) and, for columns with <see cref="With"/>, a file that rows are read back from.
/// </remarks>
/// <typeparam name="TRow">What has the quantity.</typeparam>
/// <param name="Name">The head of the column in files.</param>
/// <param name="Text">A row's cell.</param>
public sealed record Column<TRow>(string Name, Func<TRow, string> Text)
{
    /// <summary>Quantity and unit, as tables and axes say them; the name where there is nothing to add.</summary>
    public string Label { get; init; } = Name;

    /// <summary>The number behind the cell; null for words.</summary>
    public Func<TRow, double>? Value { get; init; }

    /// <summary>The row with another value of the quantity; null where rows do not take it back.</summary>
    public Func<TRow, double, TRow>? With { get; init; }

    /// <summary>Whether the values are whole numbers of things that were counted.</summary>
    public bool IsCount { get; init; }

    /// <summary>A share in percent, as tables and figures say all of them; files of steps and runs keep the share.</summary>
    /// <param name="format">How a cell is written.</param>
    public Column<TRow> Percent(string format = Column.Exact)
    {
        Func<TRow, double> share = Value ?? throw new InvalidOperationException($"{Name} holds no numbers.");
        return this with
        {
            Text = row => ReadableNumber.Of(100 * share(row), format),
            Value = row => 100 * share(row),
            Label = Label.Contains("share of", StringComparison.Ordinal)
                ? Label.Replace("share of", "% of", StringComparison.Ordinal) : $"{Label} %",
            With = null,
        };
    }

    /// <summary>The same quantity of what has such a row as a part of it, and takes another one back.</summary>
    /// <typeparam name="TWhole">What has the row.</typeparam>
    /// <param name="part">The row in it.</param>
    /// <param name="with">It with another row in that place.</param>
    public Column<TWhole> Of<TWhole>(Func<TWhole, TRow> part, Func<TWhole, TRow, TWhole> with)
    {
        ArgumentNullException.ThrowIfNull(with);
        return Of(part) with
        {
            With = With is { } own ? (whole, value) => with(whole, own(part(whole), value)) : null,
        };
    }

    /// <summary>The same quantity of what has such a row as a part of it.</summary>
    /// <typeparam name="TWhole">What has the row.</typeparam>
    /// <param name="part">The row in it.</param>
    public Column<TWhole> Of<TWhole>(Func<TWhole, TRow> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return new(Name, whole => Text(part(whole)))
        {
            Label = Label, Value = Value is { } value ? whole => value(part(whole)) : null, IsCount = IsCount,
        };
    }
}

/// <summary>The kinds of columns.</summary>
public static class Column
{
    /// <summary>The shortest text that reads back as the same bits.</summary>
    public const string Exact = "R";

    /// <summary>Words.</summary>
    /// <param name="name">The column's head.</param>
    /// <param name="text">A row's cell.</param>
    public static Column<TRow> Words<TRow>(string name, Func<TRow, string> text) => new(name, text);

    /// <summary>Numbers.</summary>
    /// <param name="name">The column's head.</param>
    /// <param name="value">A row's number.</param>
    /// <param name="format">How it is written.</param>
    public static Column<TRow> Numbers<TRow>(string name, Func<TRow, double> value, string format = Exact)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(name, row => value(row).ToString(format, CultureInfo.InvariantCulture)) { Value = value };
    }

    /// <summary>Numbers that some rows do not have: an empty cell, NaN as a value.</summary>
    /// <param name="name">The column's head.</param>
    /// <param name="value">A row's number, or null.</param>
    /// <param name="format">How it is written.</param>
    public static Column<TRow> Optional<TRow>(string name, Func<TRow, double?> value, string format = Exact)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(name, row => value(row)?.ToString(format, CultureInfo.InvariantCulture) ?? "")
        {
            Value = row => value(row) ?? double.NaN,
        };
    }

    /// <summary>Whole numbers up to 2⁵³.</summary>
    /// <param name="name">The column's head.</param>
    /// <param name="count">A row's number.</param>
    public static Column<TRow> Counts<TRow>(string name, Func<TRow, long> count)
    {
        ArgumentNullException.ThrowIfNull(count);
        return new(name, row => count(row).ToString(CultureInfo.InvariantCulture)) { Value = row => count(row), IsCount = true };
    }
}
