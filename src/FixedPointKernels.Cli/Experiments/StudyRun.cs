using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>A study at work, from its options to its report: folder, progress, computation, report, verdict.</summary>
/// <param name="here">Streams and cancellation.</param>
/// <param name="study">What is run.</param>
/// <param name="given">The command line.</param>
/// <param name="kept">Where a study is that survives its process; null makes a folder for this one.</param>
internal sealed class StudyRun(Surroundings here, Study study, StudyArguments given, KeptSweep? kept = null) : StudyContext, IDisposable
{
    private readonly List<(string Name, Action<TextWriter> Write)> files = [];
    private readonly List<string> remarks = [];
    private IResultFolder? folder;
    private readonly DateTimeOffset began = here.Clock.GetUtcNow();
    private TimeSpan taken;
    private (int Kept, int Runs) continued;
    private bool isShort;
    private (string Reason, string Remedy)[] failures = [];

    public override int Threads => given.Threads;

    public override TimeSpan Taken => taken;

    // Made before the work, so that one that cannot be is refused then.
    private IResultFolder Folder => folder ??= kept is null ? new OutputFolder(given.Output!) : kept.Folder;

    // What leaves the same numbers.
    private string CommandLine => ShellLine.Of(
        [.. $"{study.Parent} {study.Name}".Split(' '), .. given.Words(), StudyVerb.Output, given.Output ?? kept!.Folder.Name]);

    public override T Get<T>(StudyOption<T> option) => given.Get(option);

    public override object? Given(StudyOption option) => given.Given(option);

    public override T Read<T>(Func<T> files) => here.Await(files);

    public override Exception Refusal(string line) => new CommandFailure(line);

    public override Exception DoesNotApply(StudyOption option, object? value, string choice, string where) =>
        Words.DoesNotApply(option.Name, value, choice, where);

    public override void RequireRates(StudyOption option, IEnumerable<double> rates, string precision)
    {
        foreach (double rate in precision == "float" ? rates : []) Words.RequireFloat(option.Name, rate);
    }

    public override TResult Compute<TResult>(long steps, Func<Sweep, TResult> compute) => Compute(steps, null, compute);

    private TResult Compute<TResult>(long steps, TimeSpan? most, Func<Sweep, TResult> compute)
    {
        _ = Folder;
        Stopwatch clock = Stopwatch.StartNew();
        TResult result = SweepView.Show(
            here, study.Name, steps, most,
            advanced => compute(
                new Sweep { Threads = Threads, Cancellation = here.Cancellation, Clock = here.Clock, Advanced = advanced }));
        taken += clock.Elapsed;
        return result;
    }

    public override (IReadOnlyList<TCurve> Curves, IReadOnlyList<TCurve> Kept) Compute<TRun, TCurve>(
        IResumableSweep<TRun, TCurve> sweep, IReadOnlyList<TRun> runs)
    {
        if (kept is null) throw new InvalidOperationException($"{study.Name} keeps runs, but its entry does not say how it is continued.");
        SweepSaver<TRun, TCurve> saver = kept.Saver<TRun, TCurve>(here, sweep.Identity(runs));
        IReadOnlyList<TCurve> finished = saver.Open(kept.Options, kept.From, runs, sweep.Load);
        continued = (finished.Count, runs.Count);
        IReadOnlyList<TCurve> curves = Compute(
            (long)(runs.Count - finished.Count) * sweep.Steps, sweep.Most * Math.Ceiling((runs.Count - finished.Count) / (double)Threads),
            how => sweep.Run(runs, how with { States = saver }, finished, saver.Save));
        isShort = curves.Count(curve => curve.IsFinished) < runs.Count;
        if (study.FailsWithItsRuns && curves.All(curve => curve.HasFailed)) failures = [.. curves.Select(curve => curve.Failure)];
        return (curves, finished);
    }

    public override void Remark(string line) => remarks.Add(line);

    public override void Keep(string name, Action<TextWriter> write) => files.Add((name, write));

    public override void KeepWeights(TrainedRun run, string folder, Split data, bool isLeak) =>
        KeepFiles(run.Run, into => StudyWeights.Write(into, run, folder, data, isLeak));

    public override void KeepFiles(ISweepRun run, Action<string> write) => Folder.Write(() =>
    {
        string into = Folder.Path(StudyWeights.Folder, run.Name);
        UnfinishedFolder.MakeFolder(into);
        write(into);
    });

    /// <summary>Writes everything, shows the tables, and says how it ended.</summary>
    /// <param name="report">The study's.</param>
    /// <returns>The exit code.</returns>
    internal int Finish(Report report)
    {
        string? twice = files.Select(file => file.Name).FirstOrDefault(name => report.Parts.Any(part => $"{part.Name}.csv" == name));
        if (twice is not null) throw new InvalidOperationException($"{study.Name} has two files called {twice}.");
        bool interrupted = here.Cancellation.IsCancellationRequested;
        if (interrupted || isShort)
        {
            (string title, string lead) = interrupted ? ("interrupted", "Interrupted") : ("so far", "The time was up");
            report = report with { Title = $"{report.Title} ({title})", Lead = $"{lead}: what was computed until then. {report.Lead}" };
        }

        if (remarks.Count > 0) report = report with { Lead = $"{report.Lead} Note: {string.Join("; ", remarks)}." };

        Folder.Write(() =>
        {
            foreach ((string name, Action<TextWriter> write) in files) AtomicFile.WriteText(Folder.Path(name), write);
            ReportFolder.Write(report, Folder.Path());
        });
        (string place, string onward) = Folder.Conclude(interrupted || isShort);

        foreach (TablePart table in report.Parts.OfType<TablePart>().Where(part => part.Name != SettingsTable.Name)) Print(table);
        foreach (string line in remarks) here.Say(line);
        here.Say($"{place} holds {ReportFolder.Page}, its figures and its numbers; {taken.TotalSeconds:0.0} s");
        if (!interrupted)
        {
            if (isShort) here.Say($"the time was up; {place} holds what was computed until then{onward}");
            if (failures.Length == 0) return ExitCode.Done;
            here.Complain($"every run diverged: {Either(failures.Select(one => one.Reason))}; take "
                + Either(failures.Select(one => one.Remedy)));
            return ExitCode.NotConverged;
        }

        here.Complain($"interrupted; {place} holds what was computed until then{onward}");
        return ExitCode.Interrupted;
    }

    private static string Either(IEnumerable<string> causes) => string.Join(", or ", causes.Distinct());

    public void Dispose() => folder?.Dispose();

    protected override TablePart Settings(IReadOnlyList<(string Name, string Text)> settings)
    {
        (string Name, string Text)[] onward =
            continued.Kept > 0 ? [("continued", $"{continued.Kept} of {continued.Runs} runs were there, which the wall time does not hold")]
                : [];
        IEnumerable<(string Name, string Text)> others = study.AllOptions
            .Select(option => (
                Name: option.Name[2..].Replace('-', ' '), Text: Text(given.Value(option) ?? (option as NumberOption)?.DefaultText)))
            .ExceptBy(settings.Select(one => one.Name), option => option.Name);
        return SettingsTable.Of(
            study.Name, Threads, taken,
            [
                (SettingsTable.CommandLine, CommandLine), .. settings, .. others, .. onward, ("date", $"{began:yyyy-MM-ddTHH:mm:ssZ}"),
                ("revision", Machine.Revision()),
            ]);
    }

    private void Print(TablePart part)
    {
        here.Say(part.Title);
        bool two = part.Rows.Count > 0 && char.IsLetter(part.Rows[0][1].FirstOrDefault());
        ReportTable table = new([.. part.Header]) { LeftColumns = two ? 2 : 1 };
        foreach (IReadOnlyList<string> row in part.Rows) table.Add([.. row]);
        table.Write(here);
        here.Output.WriteLine();
    }
}
