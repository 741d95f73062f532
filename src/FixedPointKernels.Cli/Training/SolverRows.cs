using System.Collections.Generic;
using System.Globalization;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Training;

/// <summary>How fixed points were solved, as rows of a report.</summary>
internal static class SolverRows
{
    /// <summary>The rows: what was chosen, and what bounds it.</summary>
    /// <param name="solver">With the budget in force; null has none.</param>
    internal static IEnumerable<(string Name, string Value)> Of(SolverOptions solver)
    {
        yield return ("solver", solver.Method.ToString().ToLowerInvariant());
        if (solver.Tolerance is { } tolerance) yield return ("tolerance", Number(tolerance));
        if (solver.RelativeTolerance is { } relative) yield return ("relative tolerance", Number(relative));
        if (solver.StepSize is { } size) yield return ("step or damping", Number(size));
        if (solver.StepLimit is { } steps) yield return ("steps", SettingsTable.Whole(steps));
        if (solver.Window is { } window) yield return ("window", SettingsTable.Whole(window));
        if (solver.TimeLimit is { } time) yield return ("time limit", Number(time));
        if (solver.PolishSteps > 0) yield return ("polish", SettingsTable.Whole(solver.PolishSteps));
        yield return ("factorizations a sample", solver.Budget?.Factorizations is { } most ? $"at most {most}" : "no bound");
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
