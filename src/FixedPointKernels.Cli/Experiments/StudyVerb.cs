using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>A study as a verb of its command, made of its entry: its own options, those that every study has, and --resume where
/// it survives its process.</summary>
internal sealed class StudyVerb
{
    /// <summary>Names the folder.</summary>
    internal const string Output = "--out";

    private readonly Option<int?> threads =
        CommonOptions.Whole("--threads", "T", "Threads over the runs [default: all cores]; the results do not depend on it.");
    private readonly Surroundings here;
    private readonly Study study;
    private readonly Dictionary<string, ParsedOption> options;
    private readonly Option<string?> output;
    private readonly ResumableWork? work;
    private readonly ResumeOptions? resuming;

    private StudyVerb(Surroundings here, Study study)
    {
        (this.here, this.study) = (here, study);
        options = study.AllOptions.ToDictionary(option => option.Name, ParsedOption.Of);
        output = new(Output)
        {
            HelpName = "DIR", Description = "A new folder for report.html, figures and numbers.", Required = study.Resuming is null,
        };
        if (study.Resuming is not { } resumes) return;
        work = new(
            $"{study.Parent} {study.Name}", "sweep", "sweep.fpk", folder => File.Exists(Path.Combine(folder, resumes.Result)),
            "the finished runs stay",
            static finished => $"its page is {Path.Combine(finished, ReportFolder.Page)}")
        {
            PartsFolder = "runs",
        };
        resuming = new(work, [threads.Name, .. resumes.Free.Select(option => option.Name)]);
    }

    internal static Verb Create(Surroundings here, Study study)
    {
        Verb verb = new(study.Name, study.About, study.Notes, [.. study.Examples.Select(line => $"{study.Parent} {study.Name} {line}")]);
        StudyVerb made = new(here, study);
        foreach (StudyOption option in study.AllOptions) verb.Add(made.options[option.Name].Parser);
        verb.Add(made.threads);
        verb.Add(made.output);
        made.resuming?.AddTo(verb);
        verb.SetAction(parsed => made.resuming is { } resuming
            ? resuming.Act(here, parsed, made.output, made.Run) : made.Run(parsed, () => null, null));
        return verb;
    }

    private int Run(ParseResult parsed, Func<UnfinishedFolder?> open, Checkpoint? from)
    {
        StudyArguments given = new(parsed, options, Numbers.Positive(parsed, threads, Environment.ProcessorCount, 1024),
            parsed.GetValue(output), resuming);
        if (study.IsRandom) given.Get(StudyOptions.Seed);
        if (from is null && given.Output is null) throw resuming!.Missing(output);
        using StudyRun run = work is null
            ? new(here, study, given) : new(here, study, given, new(work, open, resuming!.Keep(parsed), from));
        return run.Finish(study.Run(run));
    }
}
