using System;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>Numbers of runs that may have diverged: what is not finite is an empty cell of a file, and itself in what is kept.</summary>
internal static class FiniteColumn
{
    /// <summary>The column.</summary>
    /// <param name="name">Its head.</param>
    /// <param name="value">A row's number.</param>
    /// <param name="format">How it is written.</param>
    internal static Column<TRow> Of<TRow>(string name, Func<TRow, double> value, string format = Column.Exact)
    {
        Column<TRow> all = Column.Numbers(name, value, format);
        return all with { Text = row => double.IsFinite(value(row)) ? all.Text(row) : "" };
    }
}
