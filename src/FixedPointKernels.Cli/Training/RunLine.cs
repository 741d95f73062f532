using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Runs;

namespace FixedPointKernels.Cli.Training;

/// <summary>A line of metrics.csv: a step, and of which run it is.</summary>
/// <param name="Plan">The run.</param>
/// <param name="Row">The step.</param>
internal readonly record struct RunLine(RunPlan Plan, RunRow Row)
{
    /// <summary>The columns; the held-out part is called what it is.</summary>
    internal static IReadOnlyList<Column<RunLine>> Columns(Watching watching, SampleSplit split) =>
    [
        Column.Words<RunLine>("rule", static line => line.Plan.Rule.Name),
        Column.Numbers<RunLine>("rate", static line => line.Plan.Rate),
        .. RunColumns.Of(watching.HeldOut, split.Train, split.Test).Select(static column => column.Of<RunLine>(static line => line.Row)),
    ];
}
