using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>The table at the end of a training: what each run reached, how fast, and at which price.</summary>
internal sealed class TrainingReport(Surroundings here, TrainOptions.Values values)
{
    /// <summary>Prints the table.</summary>
    /// <returns>The same for a page.</returns>
    internal TablePart Write<T, TActivation>(IReadOnlyList<Run<T, TActivation>> runs, SampleSplit split)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        string heldOut = values.Watching.HeldOut;
        int samples = StableSamples.Affordable(split.Test.Count, runs[0].Model.Network.Neurons);
        (Merit quality, Merit error) = runs[0].Yardstick;
        string[] header = [
            "rule", "rate", $"{heldOut} {quality.Label}", "after 1 epoch", "lowest late", $"{heldOut} {error.Label}", "ms/step", "unsolved",
            "skipped",
            "without stable point", "max Re", "bytes"];
        ReportTable table = new(header);
        List<IReadOnlyList<string>> rows = [];
        double best = runs.Max(run => quality.Of(run.Final));
        foreach (Run<T, TActivation> run in runs)
        {
            if (run.History.Steps == 0) continue;
            StableSamples stable = StableSamples.Of(run.Model, split.Test, samples, values.Settings.Threads);
            (int unsolved, int skipped) = run.History.Failures();
            Score first = run.History.Scored.First().HeldOut!.Value;
            ReportTable.Mood mood = quality.Of(run.Final) >= best ? ReportTable.Mood.Good
                : run.Training.StoppedAt > 0 ? ReportTable.Mood.Bad : ReportTable.Mood.Neutral;
            string[] row = [
                run.Plan.Rule.Name,
                Number(run.Plan.Rate, RunPlan.RateFormat),
                quality.Text(quality.Of(run.Final)),
                quality.Text(quality.Of(first)),
                quality.Text(run.History.LowestLate(quality)),
                error.Text(error.Of(run.Final)),
                Number(run.History.MedianMilliseconds(), "F2"),
                Number(unsolved, "F0"),
                Number(skipped, "F0"),
                string.Create(CultureInfo.InvariantCulture, $"{stable.Without} of {stable.Samples}"),
                Number(stable.LargestAbscissa, "F2"),
                Number(run.History.AllocatedBytes(), "F0")];
            table.Add(mood, row);
            rows.Add(row);
        }

        table.Write(here);
        foreach (Run<T, TActivation> run in runs.Where(run => run.Training.StoppedAt > 0))
        {
            here.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Plan.Label}: stopped at step {run.Training.StoppedAt}, whose update would have left the finite numbers."));
        }

        foreach (Run<T, TActivation> run in runs.Where(run => run.Training.LostPatience))
        {
            here.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Plan.Label}: ended after epoch {run.Training.EpochsDone}, {Best(run.History)} (--patience)."));
        }

        string[] notes = [
            "unsolved, skipped: training samples, over all steps, without a fixed point, or with a failed adjoint or step.",
            $"without stable point: of {samples} {heldOut} samples, evenly spread, those without one or with max Re of G W >= 1 where "
                + "they settle.",
            $"lowest late: the lowest {heldOut} {quality.Label} at the end of an epoch of the second half; ms/step: the median step.",
            "bytes: allocated in the training loop after its first step, all threads.",
            .. split.Test is not TargetSet ? (string[])[]
                : [$"R²: 1 - squared error / variance of the {heldOut} targets; no sample without a fixed point is in the error."]];
        foreach (string note in notes) here.Say(note);
        return new("results", "Results", string.Join(" ", notes), header, rows);
    }

    private static string Best(RunHistory history) =>
        history.Best is { } best
            ? string.Create(CultureInfo.InvariantCulture, $"no better than epoch {best.Epoch}")
            : "where nothing was solved";

    private static string Number(double value, string format) => ReadableNumber.Of(value, format);
}
