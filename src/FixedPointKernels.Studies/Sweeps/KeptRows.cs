using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>Rows as two arrays of a checkpoint, bit for bit: n×k double of the columns that hold numbers, n×c long of those that hold
/// counts, each in the order of the list.</summary>
/// <param name="columns">All columns of a row; those that rows do not take back are not kept.</param>
/// <param name="numbers">What the array of numbers is called.</param>
/// <param name="counts">What the array of counts is called.</param>
internal sealed class KeptRows<TRow>(IReadOnlyList<Column<TRow>> columns, string numbers, string counts)
    where TRow : struct
{
    private readonly Column<TRow>[] measured = [.. columns.Where(column => column.With is not null && !column.IsCount)];
    private readonly Column<TRow>[] counted = [.. columns.Where(column => column.With is not null && column.IsCount)];

    internal void Save(Checkpoint into, IReadOnlyList<TRow> rows)
    {
        double[] values = [.. rows.SelectMany(row => measured.Select(column => column.Value!(row)))];
        long[] whole = [.. rows.SelectMany(row => counted.Select(column => (long)column.Value!(row)))];
        into.Add<double>(numbers, values, rows.Count, measured.Length);
        into.Add<long>(counts, whole, rows.Count, counted.Length);
    }

    /// <summary>As many rows as there are.</summary>
    internal TRow[] Load(Checkpoint from)
    {
        double[] values = from.Rows(numbers, measured.Length);
        TRow[] rows = new TRow[values.Length / measured.Length];
        int[] whole = from.Counts(counts, rows.Length, counted.Length);
        for (int k = 0; k < rows.Length; k++)
        {
            for (int c = 0; c < measured.Length; c++) rows[k] = measured[c].With!(rows[k], values[(k * measured.Length) + c]);
            for (int c = 0; c < counted.Length; c++) rows[k] = counted[c].With!(rows[k], whole[(k * counted.Length) + c]);
        }

        return rows;
    }
}
