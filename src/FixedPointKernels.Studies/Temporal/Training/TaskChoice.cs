using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tasks;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>The options of a task, and the task that they make.</summary>
/// <param name="Task">What is learned from.</param>
/// <param name="Tests">What is scored on where the task has a fixed set for it; null draws new trials.</param>
/// <param name="Fingerprint">Of the images; empty where there are none.</param>
/// <param name="Alpha">dt/τ that goes with it: τ = 100 ms of what is told in ms, 1 of what is told in steps.</param>
internal sealed record TaskChoice(TrialTask Task, ImageRows? Tests, string Fingerprint, double Alpha)
{
    // ms; the published time constant, and the step at which α is 0.2.
    private const double TimeConstant = 100, UsualStep = 20;

    private const double TestFraction = 0.2;

    private const string Rows = "rows";

    private static readonly NumberOption TimeStep =
        new("--dt", "MS", "Time step of 2af, dms and cxt in ms") { DefaultText = "20" };

    private static readonly NumberOption Delay =
        new("--delay", "D", "Delay: ms of 2af, dms and cxt, steps of copy and xor") { DefaultText = "as published: 0, 500, 500 ms; 10" };

    private static readonly NumbersOption Coherences =
        new("--coherences", "C,C", "coherence", "Strengths of the stimulus of 2af and cxt in percent", [])
        { DefaultText = "as published", MayBeZero = true };

    private static readonly NumberOption Noise =
        new("--noise", "S", "Noise of an input over one ms, of 2af, dms and cxt") { DefaultText = "1" };

    private static readonly NumberOption Length = new("--steps", "T", "Steps of copy and xor") { DefaultText = "300" };
    private static readonly NumberOption Depth = new("--depth", "H", "2^H bits make a target of xor") { DefaultText = "1" };

    private static readonly FolderOption Images = new(
        "--data", "Images of rows: a folder with the four IDX files, raw or gzipped [default: the embedded digits]");

    private static readonly (StudyOption Option, TaskOption Which)[] Settable =
    [
        (TimeStep, TaskOption.TimeStep), (Delay, TaskOption.Delay), (Coherences, TaskOption.Coherences), (Noise, TaskOption.Noise),
        (Length, TaskOption.Steps), (Depth, TaskOption.Depth), (Images, TaskOption.Images),
    ];

    /// <summary>Which task.</summary>
    internal static WordOption Name { get; } = new(
        "--task", string.Join('|', TaskTable.Names), "What is learned", TaskTable.Names, "dms");

    /// <summary>In the order of help.</summary>
    internal static IReadOnlyList<StudyOption> Options { get; } =
        [Name, TimeStep, Delay, Coherences, Noise, Length, Depth, Images];

    /// <summary>The task that was asked for.</summary>
    internal static TaskChoice Of(StudyContext context)
    {
        TaskEntry entry = TaskTable.Of(context.Get(Name)!);
        foreach ((StudyOption option, TaskOption which) in Settable)
        {
            if (context.Given(option) is not { } given || entry.Options.Contains(which)) continue;
            string those = string.Join(", ", TaskTable.All.Where(one => one.Options.Contains(which)).Select(one => one.Name));
            throw context.DoesNotApply(option, given, $"{Name.Name} {entry.Name}", those);
        }

        bool hasTime = entry.Options.Contains(TaskOption.TimeStep);
        double step = context.Get(TimeStep) ?? UsualStep;
        TaskOptions options = new()
        {
            TimeStep = hasTime ? step : null, Delay = context.Get(Delay),
            Coherences = context.Given(Coherences) is null ? null : context.Get(Coherences), Noise = context.Get(Noise),
            Steps = Wholes.Of(context, Length), Depth = Wholes.Of(context, Depth),
        };
        if (entry.Name != Rows)
        {
            TrialTask task = entry.Make(options);
            if (task.Rounding.Length > 0) context.Remark($"{entry.Name}: {task.Rounding}");
            return new(task, null, "", hasTime ? Math.Min(1, step / TimeConstant) : 1);
        }

        Split split = context.Get(Images) is { } from ? Load(context, from) : Split.Stratified(Digits.Load(), TestFraction, 0);
        return new(
            entry.Make(options with { Images = split.Train }), (ImageRows)entry.Make(options with { Images = split.Test }),
            split.Fingerprint(), 1);
    }

    /// <summary>What was learned from: the images, or the trials that a run is scored on.</summary>
    internal string FingerprintOf(TemporalSettings settings, TemporalRun run) =>
        Fingerprint.Length > 0 ? Fingerprint : TemporalTraining.Tests(settings, run).Fingerprint();

    private static Split Load(StudyContext context, string folder) => context.Read(() => Directory.Exists(folder)
        ? IdxFolder.Find(folder).Load()
        : throw context.Refusal($"{Images.Name} {folder} does not exist; scripts/fetch-mnist fetches MNIST into data/mnist"));
}
