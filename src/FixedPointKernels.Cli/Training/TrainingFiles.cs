using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Training;

/// <summary>What a training leaves in its folder: metrics, the weights of every run, the record of its settings, the page.</summary>
/// <param name="Here">Told where it lies.</param>
/// <param name="Values">The options.</param>
/// <param name="Data">What was trained on.</param>
/// <param name="Choice">f.</param>
/// <param name="Type">double or float.</param>
/// <param name="Solver">The forward pass.</param>
/// <param name="Export">What else is written.</param>
internal sealed record TrainingFiles(
    Surroundings Here, TrainOptions.Values Values, DataSource Data, ActivationChoice Choice, Precision Type, SolverOptions Solver,
    Export Export)
{
    private TrainingSettings Settings => Values.Settings;

    /// <summary>Writes everything, and gives the folder its name if no run is unfinished.</summary>
    internal void Write<T, TActivation>(UnfinishedFolder folder, List<Run<T, TActivation>> runs, Split split, TablePart results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        IReadOnlyList<Column<RunLine>> columns = RunLine.Columns(Values.Watching);
        RunLine[] lines = [.. runs.SelectMany(run => run.History.Rows.Select(row => new RunLine(run.Plan, row)))];
        AtomicFile.WriteText(folder.Path("metrics.csv"), text => CsvTables.Write(columns, lines, text));
        if (Export.JsonLines) AtomicFile.WriteText(folder.Path("metrics.jsonl"), text => JsonLines.Write(columns, lines, text));
        Export.Write(folder, split, Values.Watching.HeldOut);
        foreach (Run<T, TActivation> run in runs)
        {
            SavedRun saved = new(
                run.Plan.Rule.Name, run.Plan.Rate, Choice.Name, Choice.Gain, Choice.Exponent, Type.ToString().ToLowerInvariant(),
                Settings.Seed, Data.Inputs ?? Data.Folder ?? SavedRun.EmbeddedDigits, split.Train.Scaling, split.Description,
                run.FinalSteps,
                Solver.Method.ToString().ToLowerInvariant(), Solver.Tolerance, Solver.RelativeTolerance, Solver.StepSize, Solver.StepLimit,
                PartOptions.Names(Settings.Parts), Values.Watching.PublishedUpdate, Data.Labels);
            saved.Write(folder.Path(run.Plan.Folder), run.Model);
        }

        (string Name, string Value)[] settings =
        [
            ("data", $"{Data.Name}: {split.Description}; {split.Train.Scaling}"),
            ("neurons", SettingsTable.Whole(runs[0].Model.Network.Neurons)),
            .. Drawn(), ("activation", Choice.Name),
            ("batch", SettingsTable.Whole(Math.Min(Settings.BatchSize, split.Train.Count))),
            ("epochs", SettingsTable.Whole(Settings.Epochs)),
            ("seed", Settings.Seed.ToString(CultureInfo.InvariantCulture)), ("trained", PartOptions.Names(Settings.Parts)),
            .. Rates(runs), .. StepSettings.Of(Settings), .. Values.Fit.Rows(), ("precision", Type.ToString().ToLowerInvariant()),
            ("solver", Solver.Method.ToString().ToLowerInvariant()),
        ];
        TimeSpan taken = runs.Select(run => run.History.Time()).Aggregate((a, b) => a + b);
        TablePart table = SettingsTable.Of("train", Settings.Threads, taken, settings);
        if (runs.Exists(run => run.SharesBatch))
        {
            table = table with
            {
                Caption =
                    "Samples of a thread share an inverse here: the numbers depend on the number of threads, and on the register width "
                    + "in their last digits.",
            };
        }

        ReportFolder.Write(TrainingPage.Of(runs, Values.Watching, results, table), folder.Path());
        if (!runs.TrueForAll(run => run.Training.IsOver)) return;
        (string place, _) = folder.Conclude(interrupted: false);
        Here.Say(
            $"{place} holds report.html, metrics.csv and the weights of {runs.Count} run(s); "
            + $"score them again with: fpk eval --weights-dir {place}");
    }

    private IEnumerable<(string Name, string Value)> Drawn()
    {
        if (Values.Fit.WeightsDir is null) yield return ("initial gain", Values.InitialGain.ToString("R", CultureInfo.InvariantCulture));
    }

    // As many as there are runs: each has its own.
    private IEnumerable<(string Name, string Value)> Rates<T, TActivation>(List<Run<T, TActivation>> runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        if (!Settings.Parts.Contains(NetworkParameters.Recurrent)) yield break;
        yield return ("rate of W", string.Join("; ", runs.Select(run =>
            string.Create(CultureInfo.InvariantCulture, $"{run.Plan.Rule.Name} {run.Settings.EffectiveRate:R}"))));
    }
}
