using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>Networks that learn a task through time, by the rules of the table: what can be asked of them, and what comes of it.</summary>
internal static class TemporalStudy
{
    private static readonly WordsOption Rule = new(
        "--rule", "R,R", "The rules, each a run of its own", "a rule", [.. TemporalRules.All.Select(rule => rule.Name)], ["eprop"]);

    private static readonly NumbersOption Gains = new(
        "--gain", "G,G", "gain", "Gains of the recurrent weights, each a run of its own", [1]);

    private static readonly NumbersOption Rates = StudyOptions.Rates(
        "--rate", "Learning rates, each a run of its own", TemporalRuleEntry.CommonRate);

    private static readonly NumberOption Clip =
        new("--clip", "C", "The largest norm of an update's gradient; without it nothing is clipped");

    private static readonly WholeOption Seeds = ImageOptions.Seeds("every rule, gain and rate");

    internal static Study Entry { get; } = new(
        "train", "A recurrent network that learns a task through time: loss, accuracy, norms, weights.",
        [
            .. TaskChoice.Options, Rule, Gains, Rates, Clip, .. NetworkChoice.Options, Seeds, ImageOptions.Precision,
        ],
        Run)
    {
        Parent = StudyCommands.Temporal,
        FailsWithItsRuns = true,
        Notes =
            "Tasks: 2af which of two noisy inputs is larger, dms delayed match to sample, cxt context-dependent decision, copy the bit\n"
            + "of some steps before, xor two bits of before, rows an image row by row. Rules: bptt the exact gradient; fa-bptt the "
            + "same from\n"
            + "fixed random feedback; eprop, random-eprop and rflo let credit stay within a neuron; snap1 keeps its own weight; "
            + "mdgl takes\n"
            + "one hop through the weights, mdgl-types through their means by cell type; modprop and modprop-weights all hops with a\n"
            + "constant for every slope. docs/temporal.md says what each keeps, drops and costs.\n"
            + "Every update has new trials, so its accuracy is that of a test; at the end --test-trials more are scored. A run is stopped\n"
            + "where its loss is not finite or 1,000 times its first. updates.csv has every update, runs.csv a line a run, weights/RUN an\n"
            + ".npy of every parameter. Runs are kept while they go; after a kill or Ctrl-C --resume DIR goes on in the same bits.",
        Examples =
        [
            "--out dms", "--task dms --rule bptt,eprop,random-eprop --clip 1 --seeds 3 --out rules",
            "--task xor --delay 5 --neurons 80 --rule bptt --rate 0.001 --clip 0.03 --batch 16 --updates 2000 --out xor",
            "--task rows --rule bptt,eprop --out rows", "--resume rules",
        ],
        Resuming = new("runs.csv"),
    };

    private static Report Run(StudyContext context)
    {
        TaskChoice task = TaskChoice.Of(context);
        IReadOnlyList<string> rules = context.Get(Rule);
        IReadOnlyList<double> rates = context.Get(Rates);
        string precision = context.Get(ImageOptions.Precision)!;
        context.RequireRates(Rates, rates, precision);
        context.RequireRates(Gains, context.Get(Gains), precision);
        TemporalSettings settings = NetworkChoice.Of(context, task, rules);
        TemporalRun[] runs =
        [
            .. from rule in rules
               from gain in context.Get(Gains)
               from rate in rates
               from seed in ImageOptions.Of(context, Seeds)
               select new TemporalRun(rule, gain, rate, seed) { Clip = context.Get(Clip) },
        ];
        return precision == "double" ? Carry<double>(context, settings, task, runs) : Carry<float>(context, settings, task, runs);
    }

    private static Report Carry<T>(StudyContext context, TemporalSettings settings, TaskChoice task, TemporalRun[] runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TemporalSweep<T> sweep = new(settings, task.Fingerprint, context.KeepFiles);
        IReadOnlyList<TemporalCurve> curves = context.Compute(sweep, runs).Curves;
        context.Keep("updates.csv", text => CsvTables.Write(
            StepRow<TemporalRun, TemporalStep>.NumberedColumns("update", TemporalReport.Identity, TemporalStep.Columns),
            curves.SelectMany(curve => StepRow<TemporalRun, TemporalStep>.Of(curve.Run, curve.Steps)), text));
        context.Keep("runs.csv", text => CsvTables.Write(TemporalReport.Columns, curves, text));
        TablePart table = context.Settings(
            task.FingerprintOf(settings, runs[0]),
            ("task", settings.Task.Description), ("alpha", settings.Network.Alpha),
            ("seeds", $"{runs[0].Seed} to {runs[^1].Seed}"), ("precision", ImageOptions.Word<T>()));
        return TemporalReport.Of(curves, settings, table);
    }
}
