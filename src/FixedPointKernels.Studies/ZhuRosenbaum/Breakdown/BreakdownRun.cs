using System.Collections.Generic;
using System.Globalization;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>One run: an arm at a rate from the start that a seed draws.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Rate">η.</param>
/// <param name="Seed">Of W, Wx, the readout and the order of the batches: arms of one seed start alike and see the same batches.</param>
public sealed record BreakdownRun(BreakdownArm Arm, double Rate, ulong Seed) : ISweepRun
{
    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Arm.Name()}-{Rate:R}-seed-{Seed}");
}

/// <summary>The columns that say which run it is, the first ones of every file.</summary>
internal static class BreakdownRuns
{
    internal static IReadOnlyList<Column<BreakdownRun>> Identity { get; } =
    [
        Column.Words<BreakdownRun>("arm", run => run.Arm.Name()), Column.Numbers<BreakdownRun>("rate", run => run.Rate),
        Column.Words<BreakdownRun>("seed", run => run.Seed.ToString(CultureInfo.InvariantCulture)),
    ];
}
