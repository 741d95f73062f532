using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Training;

/// <summary>What a training leaves in its folder: metrics, the weights of every run, the record of its settings, the page.</summary>
/// <param name="Here">Told where it lies.</param>
/// <param name="Record">How it came about.</param>
/// <param name="Export">What else is written.</param>
internal sealed record TrainingFiles(Surroundings Here, RunRecord Record, Export Export)
{
    private Watching Watching => Record.Values.Watching;

    /// <summary>Writes everything, and gives the folder its name if no run is unfinished.</summary>
    internal void Write<T, TActivation>(UnfinishedFolder folder, List<Run<T, TActivation>> runs, SampleSplit split, TablePart results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        IReadOnlyList<Column<RunLine>> columns = RunLine.Columns(Watching, split);
        RunLine[] lines = [.. runs.SelectMany(run => run.History.Rows.Select(row => new RunLine(run.Plan, row)))];
        AtomicFile.WriteText(folder.Path("metrics.csv"), text => CsvTables.Write(columns, lines, text));
        if (Export.JsonLines) AtomicFile.WriteText(folder.Path("metrics.jsonl"), text => JsonLines.Write(columns, lines, text));
        Export.Write(folder, split, Watching.HeldOut);
        foreach (Run<T, TActivation> run in runs) Saved(run, split).Write(folder.Path(run.Plan.Folder), run.Model);
        ReportFolder.Write(TrainingPage.Of(runs, Watching, results, Record.Of(runs, split)), folder.Path());
        if (!runs.TrueForAll(run => run.Training.IsOver)) return;
        (string place, _) = folder.Conclude(interrupted: false);
        Here.Say(
            $"{place} holds report.html, metrics.csv and the weights of {runs.Count} run(s); "
            + $"score them again with: fpk eval --weights-dir {place}");
    }

    // What eval and a warm start read by type, and the whole record by name.
    private SavedRun Saved<T, TActivation>(Run<T, TActivation> run, SampleSplit split)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        (DataSource data, SolverOptions solver) = (Record.Data, Record.Solver);
        return new(
            run.Plan.Rule.Name, run.Plan.Rate, Record.Choice.Name, Record.Choice.Gain, Record.Choice.Exponent,
            Record.Type.ToString().ToLowerInvariant(), Record.Values.Settings.Seed, data.Inputs ?? data.Folder ?? SavedRun.EmbeddedDigits,
            split.Train.Scaling, split.Description, run.FinalSteps, solver.Method.ToString().ToLowerInvariant(), solver.Tolerance,
            solver.RelativeTolerance, solver.StepSize, solver.StepLimit, PartOptions.Names(Record.Values.Settings.Parts),
            Watching.PublishedUpdate)
        {
            Labels = data.Labels, Targets = data.Targets, Window = solver.Window, TimeLimit = solver.TimeLimit,
            PolishSteps = solver.PolishSteps > 0 ? solver.PolishSteps : null,
            Settings = Record.Of([run], split).Rows.ToDictionary(row => row[0], row => row[1]),
        };
    }
}
