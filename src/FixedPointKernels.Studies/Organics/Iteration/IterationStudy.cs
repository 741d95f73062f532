using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Organics.Circuits;

namespace FixedPointKernels.Studies.Organics.Iteration;

/// <summary>The convergence of the published iteration: what can be asked of it, and its report.</summary>
internal static class IterationStudy
{
    private static readonly IterationSettings Defaults = new();
    private static readonly WholeOption Units = new("--units", "N", "Units of a circuit", Defaults.Units, 500);
    private static readonly WholeOption Trials = new("--trials", "M", "Random circuits", Defaults.Trials, 100_000);
    private static readonly WholeOption Steps = new("--steps", "K", "Steps of the iteration", Defaults.Steps, 1000);

    private static readonly Column<IterationRow>[] Columns =
    [
        Column.Counts<IterationRow>("step", row => row.Step),
        .. Of("y", row => row.Y),
        .. Of("a", row => row.A),
    ];

    internal static Study Entry { get; } = new(
        "iteration", "How fast the published iteration reaches the fixed points of random circuits (the paper's figure 4).",
        [Units, Trials, Steps], Run)
    {
        Parent = StudyCommands.Organics,
        Notes =
            "b, b0, sigma, W uniform in (0, 1], Wr Gaussian with a largest singular value of 1, ||z|| = 1. Distances are to the converged "
                + "and\npolished fixed point, which the paper's Euler steps stop short of.",
        Examples = ["--out iteration", "--trials 20 --out quick"],
    };

    private static Report Run(StudyContext context)
    {
        IterationSettings settings =
            new() { Units = context.Get(Units), Trials = context.Get(Trials), Steps = context.Get(Steps), Seed = context.Seed };
        IterationErrors errors = context.Compute(settings.Trials, sweep => IterationErrors.Run(settings, sweep));
        return Of(
            errors, context.Settings(
                Ensemble.Fingerprint(errors.Draws), ("units", settings.Units), ("trials", settings.Trials), ("steps", settings.Steps),
                ("seed", settings.Seed)));
    }

    internal static Report Of(IterationErrors errors, TablePart settings)
    {
        string left = errors.Unsolved == 0 ? "" : $" {errors.Unsolved} circuits have no fixed point that was found, and are left out.";
        return new(
            "The published iteration",
            "Every step solves a linear system for y at the last a, then takes the a that y asks for. It nears the fixed point by a factor "
                + $"a step; the slowest circuit of {errors.Draws.Count} decides how many steps are enough, and ten are not a fixed point."
                + left,
            [
                Figure(errors.Rows, "y", row => row.Y), Figure(errors.Rows, "a", row => row.A),
                ColumnTable.Of("distances", "Distances to the fixed point", "Euclidean, over all circuits.", Columns, errors.Rows),
                settings,
            ]);
    }

    private static CurvesPart Figure(IReadOnlyList<IterationRow> rows, string of, Func<IterationRow, Spread> part)
    {
        double[] steps = [.. rows.Select(row => (double)row.Step)];
        return new(
            $"distance-{of}", $"Distance of {of}", "Over the random circuits, after so many steps.", new("step"),
            new($"distance of {of}", AxisScale.Logarithmic),
            [
                new("largest", steps, [.. rows.Select(row => part(row).Largest)], 1),
                new("mean", steps, [.. rows.Select(row => part(row).Mean)], 0),
                new("median", steps, [.. rows.Select(row => part(row).Median)], 2),
            ]);
    }

    private static IEnumerable<Column<IterationRow>> Of(string name, Func<IterationRow, Spread> part) =>
    [
        Column.Numbers<IterationRow>($"{name} mean", row => part(row).Mean, "G4"),
        Column.Numbers<IterationRow>($"{name} s.d.", row => part(row).Deviation, "G4"),
        Column.Numbers<IterationRow>($"{name} median", row => part(row).Median, "G4"),
        Column.Numbers<IterationRow>($"{name} largest", row => part(row).Largest, "G4"),
    ];
}
