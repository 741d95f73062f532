using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>A row of a sweep's file: one step of a run, or another thing that was measured several times in it.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Place">Which of its steps, from 0 on.</param>
/// <param name="Step">What was measured.</param>
internal readonly record struct StepRow<TRun, TStep>(TRun Run, int Place, TStep Step)
{
    /// <summary>The rows of a run.</summary>
    internal static IEnumerable<StepRow<TRun, TStep>> Of(TRun run, IEnumerable<TStep> steps) =>
        steps.Select((step, place) => new StepRow<TRun, TStep>(run, place, step));

    /// <summary>The columns of the run before those of the step.</summary>
    internal static IReadOnlyList<Column<StepRow<TRun, TStep>>> Columns(
        IReadOnlyList<Column<TRun>> run, IReadOnlyList<Column<TStep>> step) =>
        [.. run.Select(column => column.Of<StepRow<TRun, TStep>>(row => row.Run)),
            .. step.Select(column => column.Of<StepRow<TRun, TStep>>(row => row.Step))];

    /// <summary>The same with the number of the step, from 1, between them.</summary>
    internal static IReadOnlyList<Column<StepRow<TRun, TStep>>> NumberedColumns(
        string name, IReadOnlyList<Column<TRun>> run, IReadOnlyList<Column<TStep>> step) =>
        [.. Columns(run, []), Column.Counts<StepRow<TRun, TStep>>(name, row => row.Place + 1), .. Columns([], step)];

    /// <summary>The same with the number of the step, from 0, between them.</summary>
    internal static IReadOnlyList<Column<StepRow<TRun, TStep>>> NumberedColumns(
        IReadOnlyList<Column<TRun>> run, IReadOnlyList<Column<TStep>> step) =>
        [.. Columns(run, []), Column.Counts<StepRow<TRun, TStep>>("step", row => row.Place), .. Columns([], step)];
}
