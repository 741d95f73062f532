using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Columns;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>The columns of a probe, for probes.csv, for the file of a finished run, for the table and the figures.</summary>
internal static class BreakdownProbes
{
    internal static readonly Column<SingularityProbe> Samples =
        Column.Counts<SingularityProbe>("samples", p => p.Samples) with { With = (p, v) => p with { Samples = (int)v } };

    internal static readonly Column<SingularityProbe> Lost =
        Column.Counts<SingularityProbe>("without_fixed_point", p => p.Lost) with { With = (p, v) => p with { Lost = (int)v } };

    internal static readonly Column<SingularityProbe> Unstable =
        Column.Counts<SingularityProbe>("unstable", p => p.Unstable) with { With = (p, v) => p with { Unstable = (int)v } };

    internal static readonly Column<SingularityProbe> LargestAbscissa =
        Column.Numbers<SingularityProbe>("largest_abscissa", p => p.LargestAbscissa) with
        { With = (p, v) => p with { LargestAbscissa = v }, Label = "max Re λ(G W)" };

    internal static readonly Column<SingularityProbe> NearestSingularity =
        Column.Numbers<SingularityProbe>("nearest_singularity", p => p.NearestSingularity) with
        { With = (p, v) => p with { NearestSingularity = v }, Label = "smallest |1 − λ(G W)|" };

    internal static readonly Column<SingularityProbe> EulerDistance =
        Column.Numbers<SingularityProbe>("euler_distance", p => p.EulerDistance) with
        { With = (p, v) => p with { EulerDistance = v }, Label = "distance" };

    /// <summary>In the order of the file.</summary>
    internal static IReadOnlyList<Column<SingularityProbe>> Columns { get; } =
    [
        Column.Counts<SingularityProbe>("step", p => p.Step) with { With = (p, v) => p with { Step = (int)v } },
        Samples, Lost, Unstable, LargestAbscissa, NearestSingularity, EulerDistance,
        Column.Numbers<SingularityProbe>("euler_residual", p => p.EulerResidual) with { With = (p, v) => p with { EulerResidual = v } },
    ];
}
