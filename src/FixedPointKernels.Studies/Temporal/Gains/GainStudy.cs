using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Temporal.Training;

namespace FixedPointKernels.Studies.Temporal.Gains;

/// <summary>What the gain of a network decides for its rules: accuracy, updates to the criterion, and how the largest exponent moves.
/// </summary>
internal static class GainStudy
{
    // Seeds of the grid, apart from all that are reported.
    private const ulong GridSeeds = 1_000_000;

    private static readonly WordsOption Rules = new(
        "--rules", "R,R", "The rules", "a rule", [.. TemporalRules.All.Select(rule => rule.Name)],
        ["bptt", "eprop", "random-eprop", "rflo", "snap1", "mdgl", "modprop"]);

    private static readonly NumbersOption Gains = new(
        "--gains", "G,G", "gain", "Gains of the recurrent weights", [0.25, 0.5, 1, 1.5, 2]);

    private static readonly NumbersOption Grid = StudyOptions.Rates(
        "--grid", "Learning rates; of every rule the best on other seeds is taken", 0.001, 0.003, 0.01);

    private static readonly WholeOption Tries = new("--grid-seeds", "K", "Seeds of the grid, none of which is reported", 2, 1000);
    private static readonly NumberOption Clip = new("--clip", "C", "The largest norm of an update's gradient") { DefaultText = "1" };
    private static readonly FlagOption AlsoUnclipped = new("--unclipped", "Show bptt without clipping too");
    private static readonly WholeOption Seeds = new("--seeds", "K", "Runs of every rule and gain, from --seed on", 10, 1000);

    internal static Study Entry { get; } = new(
        "gain-sweep", "Rules over gains and seeds, each at its best rate: accuracy, updates to the criterion, the largest exponent.",
        [
            .. TaskChoice.Options, Rules, Gains, Grid, Tries, Clip, AlsoUnclipped, .. NetworkChoice.Options, Seeds, ImageOptions.Precision,
        ],
        Run)
    {
        Parent = StudyCommands.Temporal,
        FailsWithItsRuns = true,
        Notes =
            "rflo runs with the leak on the rate, for which it is defined; with the leak on the voltage it is random-eprop.\n"
            + "The rate of a rule is the one of the grid with the highest mean accuracy over gains and --grid-seeds further seeds.\n"
            + "runs.csv has a line a run, those of the grid too. After a kill or Ctrl-C --resume DIR goes on to the same numbers, on any\n"
            + "number of threads.",
        Examples =
        [
            "--unclipped --out gains", "--task 2af --rules bptt,eprop --gains 0.25,1,1.5 --updates 500 --out 2af", "--resume gains",
        ],
        Resuming = new("runs.csv"),
    };

    private static Report Run(StudyContext context)
    {
        TaskChoice task = TaskChoice.Of(context);
        IReadOnlyList<string> rules = context.Get(Rules);
        string precision = context.Get(ImageOptions.Precision)!;
        context.RequireRates(Grid, context.Get(Grid), precision);
        TemporalSettings settings = NetworkChoice.Of(context, task, rules);
        bool unclipped = context.Get(AlsoUnclipped);
        if (unclipped && !rules.Contains(TemporalRules.Bptt.Name))
            throw context.DoesNotApply(AlsoUnclipped, "", $"{Rules.Name} {string.Join(',', rules)}", "bptt");
        double clip = context.Get(Clip) ?? 1;
        TemporalRun[] arms = [.. rules.Select(rule => Arm(rule, settings) with { Clip = clip })];
        if (unclipped) arms = [.. arms, Arm(TemporalRules.Bptt.Name, settings)];
        ulong[] tries = [.. Enumerable.Range(0, context.Get(Tries)).Select(k => context.Seed + GridSeeds + (ulong)k)];
        TemporalRun[] runs =
        [
            .. from arm in arms
               from gain in context.Get(Gains)
               from rate in context.Get(Grid)
               from seed in tries
               select arm with { Gain = gain, Rate = rate, Seed = seed },
            .. from arm in arms
               from gain in context.Get(Gains)
               from seed in ImageOptions.Of(context, Seeds)
               select arm with { Gain = gain, Seed = seed },
        ];
        return precision == "double" ? Carry<double>(context, settings, task, runs) : Carry<float>(context, settings, task, runs);
    }

    private static TemporalRun Arm(string rule, TemporalSettings settings) => new(rule, 0, 0, 0) { Leak = settings.LeakOf(rule) };

    private static Report Carry<T>(StudyContext context, TemporalSettings settings, TaskChoice task, TemporalRun[] runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<TemporalCurve> curves = context.Compute(new GainSweep<T>(settings, task.Fingerprint), runs).Curves;
        context.Keep("runs.csv", text => CsvTables.Write(TemporalReport.Columns, curves, text));
        TablePart table = context.Settings(
            task.FingerprintOf(settings, runs[^1]),
            ("task", settings.Task.Description), ("alpha", settings.Network.Alpha),
            ("clip", runs[0].Clip!.Value.ToString(CultureInfo.InvariantCulture)), ("precision", ImageOptions.Word<T>()));
        TemporalCurve[][] groups = TemporalArms.Of(curves.Where(curve => curve.Run.Rate == 0));
        List<ReportPart> parts = [];
        if (groups.Length > 0) parts.AddRange(Parts(groups));
        parts.Add(table);
        return new(
            $"Gains and rules: {settings.Task.Name}",
            $"{settings.Task.Description}. {settings.Task.Limits}. Every rule at the rate of the grid that was best on other seeds; a run "
                + $"is solved where more than {100 * settings.Criterion:0.0} % of its test is right after {settings.Updates} updates.",
            parts);
    }

    private static IEnumerable<ReportPart> Parts(TemporalCurve[][] groups)
    {
        (string Name, IReadOnlyList<TemporalCurve[]> Gains)[] arms =
        [
            .. groups.GroupBy(runs => GainSweep<float>.Arm(runs[0].Run))
                .Select(arm => (Name(arm.Key), (IReadOnlyList<TemporalCurve[]>)[.. arm.OrderBy(runs => runs[0].Run.Gain)])),
        ];
        Column<TemporalCurve[]>[] columns =
        [
            Column.Words<TemporalCurve[]>("rule", runs => Name(runs[0].Run)),
            Column.Words<TemporalCurve[]>("gain", runs => SeedColumns.Rate(runs[0].Run.Gain)),
            Column.Words<TemporalCurve[]>("rate", runs => SeedColumns.Rate(runs[0].Rate)),
            TemporalArms.Solved, TemporalArms.Accuracy, TemporalArms.Updates,
            TemporalArms.Largest(TemporalCurve.Begun, "λ₁ before"), TemporalArms.Largest(TemporalCurve.Ended, "λ₁ after"),
            TemporalArms.Risen, TemporalArms.Diverged,
        ];
        yield return ColumnTable.Of(
            "gains", "Rules and gains", "Mean and standard deviation over the seeds; λ₁ per step.", columns, groups);
        yield return TemporalArms.ByGain(
            "accuracy", "Accuracy", "Of the test after the last update, the mean over the seeds.", new("% right"), arms,
            runs => 100 * runs.Average(run => run.Test.Accuracy));
        yield return TemporalArms.ByGain(
            "solved", "Runs solved", "Share of the seeds.", new("% solved", From: 0, To: 100), arms,
            runs => 100.0 * runs.Count(run => run.IsSolved) / runs.Length);
        yield return TemporalArms.ByGain(
            "updates", "Updates to the criterion", "The mean over the runs that reach it; no dot where none does.", new("updates"), arms,
            runs => runs.Where(run => run.UpdatesToCriterion > 0).Select(run => (double)run.UpdatesToCriterion)
                .DefaultIfEmpty(double.NaN).Average());
        foreach ((string name, IReadOnlyList<TemporalCurve[]> gains) in arms)
            yield return TemporalArms.Arrows($"lambda-{name.Replace(", ", "-", StringComparison.Ordinal)}", $"λ₁, {name}", gains);
    }

    private static string Name(TemporalRun run) =>
        run.Clip is null && run.Rule == TemporalRules.Bptt.Name ? $"{run.Rule}, unclipped" : run.Rule;
}
