using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>From the options of an experiment to its report: folder, progress, computation, report, verdict.</summary>
/// <param name="here">Streams and cancellation.</param>
/// <param name="name">The experiment's.</param>
/// <param name="options">The common options.</param>
/// <param name="unfinished">Where an experiment is that survives its process; null makes a folder for this one.</param>
internal sealed class ExperimentRun(Surroundings here, string name, ExperimentOptions.Values options, IResultFolder? unfinished = null)
{
    /// <summary>Carries it out.</summary>
    /// <param name="steps">Steps that the sweep will report.</param>
    /// <param name="compute">The experiment.</param>
    /// <param name="report">Its report, given the table of settings.</param>
    /// <param name="settings">Names and values of what was asked for.</param>
    /// <returns>The exit code.</returns>
    internal int Carry<TResult>(
        long steps, Func<Sweep, TResult> compute, Func<TResult, TablePart, Report> report, params (string Name, string Value)[] settings) =>
        Carry(steps, compute, report, static (_, _) => { }, settings);

    /// <summary>The same, with further files beside the report's.</summary>
    /// <param name="steps">Steps that the sweep will report.</param>
    /// <param name="compute">The experiment.</param>
    /// <param name="report">Its report, given the table of settings.</param>
    /// <param name="write">Writes the further files.</param>
    /// <param name="settings">Names and values of what was asked for.</param>
    /// <returns>The exit code.</returns>
    internal int Carry<TResult>(
        long steps, Func<Sweep, TResult> compute, Func<TResult, TablePart, Report> report, Action<TResult, IResultFolder> write, params (string Name, string Value)[] settings)
    {
        using IResultFolder folder = unfinished ?? new OutputFolder(options.Output!);
        Stopwatch clock = Stopwatch.StartNew();
        TResult result = SweepView.Show(
            here, name, steps, advanced => compute(new Sweep { Threads = options.Threads, Cancellation = here.Cancellation, Advanced = advanced }));
        TimeSpan taken = clock.Elapsed;
        bool interrupted = here.Cancellation.IsCancellationRequested;
        Report made = report(result, SettingsTable.Of(name, options.Threads, taken, settings));
        if (interrupted) made = made with { Title = $"{made.Title} (interrupted)", Lead = $"Interrupted: what was computed until then. {made.Lead}" };
        folder.Write(() =>
        {
            write(result, folder);
            ReportFolder.Write(made, folder.Path());
        });
        (string place, string onward) = folder.Conclude(interrupted);

        foreach (TablePart table in made.Parts.OfType<TablePart>().Where(part => part.Name != SettingsTable.Name)) Print(table);
        here.Say($"{place} holds {ReportFolder.Page}, its figures and its numbers; {taken.TotalSeconds:0.0} s");
        if (!interrupted) return ExitCode.Done;
        here.Complain($"interrupted; {place} holds what was computed until then{onward}");
        return ExitCode.Interrupted;
    }

    private void Print(TablePart part)
    {
        here.Say(part.Title);
        ReportTable table = new([.. part.Header]) { LeftColumns = part.Rows.Count > 0 && char.IsLetter(part.Rows[0][1].FirstOrDefault()) ? 2 : 1 };
        foreach (IReadOnlyList<string> row in part.Rows) table.Add([.. row]);
        table.Write(here);
        here.Output.WriteLine();
    }
}
