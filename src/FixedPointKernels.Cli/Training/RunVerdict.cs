using System.Globalization;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Training;

/// <summary>What went wrong in a run that is over, as a clause for the error stream; a run of which this says something ends with exit code
/// 3.</summary>
/// <remarks>
/// Three things: it stopped; steps went by in which no sample contributed; the network it ended with leaves held-out samples without a
/// fixed point. Single training samples that failed on the way are in the table and no failure of the run: the update went on without them.
/// </remarks>
internal static class RunVerdict
{
    /// <summary>The clause, without an end mark; null where there is nothing to say.</summary>
    internal static string? Of<T, TActivation>(Run<T, TActivation> run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        (int stopped, int idle, int steps) = (run.Training.StoppedAt, run.IdleSteps(), run.History.Steps);
        (int unsolved, int samples) = (run.Final.Unsolved, run.Final.Samples);
        SolverOptions solver = run.Settings.Solver ?? new();
        string within = solver.Method == SolverMethod.Auto && (solver.Budget ?? TrainingSettings.DefaultBudget).Factorizations is { } most
            ? Text($" within {most} factorizations each (more: --factorizations; fpk eval has no bound)") : "";
        string counted = run.Training.HeldOut is TargetSet ? "are in no error" : "count as wrong";
        string[] said =
        [
            stopped == 0 ? "" : Text($"stopped at step {stopped}, whose update would have left the finite numbers"),
            idle == 0 ? "" : Text($"learned nothing in {idle} of {steps} steps, where no sample had a fixed point and a step"),
            unsolved == 0 ? ""
                : Text($"no fixed point was found for {unsolved} of {samples} held-out samples{within}, which {counted}"),
        ];
        string all = string.Join(", ", System.Array.FindAll(said, clause => clause.Length > 0));
        return all.Length == 0 ? null : $"{run.Plan.Label}: {all}";
    }

    private static string Text(System.FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
