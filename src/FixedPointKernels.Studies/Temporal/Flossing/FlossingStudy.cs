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

namespace FixedPointKernels.Studies.Temporal.Flossing;

/// <summary>Whether flossing a network of small gain helps local rules, by which of its gradients, and whether it does more than another
/// gain would.</summary>
internal static class FlossingStudy
{
    private const string Not = "none", Control = "matched gain";

    private static readonly WordsOption Rules = new(
        "--rules", "R,R", "The rules", "a rule", [.. TemporalRules.All.Select(rule => rule.Name)], ["eprop", "random-eprop", "rflo"]);

    private static readonly NumbersOption Gains = new("--gains", "G,G", "gain", "Gains of the recurrent weights", [0.25]);

    private static readonly WordsOption Variants = new(
        "--variants", "V,V", "Which gradients of the exponents", "a variant", FlossingPlan.Variants, FlossingPlan.Variants);

    private static readonly WholesOption Exponents = new(
        "--exponents", "K,K", "number of exponents", "Exponents that are flossed, the last of them the control's", 2000, 1, 16);

    private static readonly WholeOption Epochs = new("--epochs", "E", "Epochs of flossing before the first update", 100, 1_000_000);

    private static readonly NumberOption FlossingRate =
        new("--flossing-rate", "H", "Learning rate of Adam in flossing") { DefaultText = "0.003" };

    private static readonly NumberOption Combined =
        new("--combined", "RHO", "An arm more, flossed while it trains: the loss of an update is the task's plus RHO times flossing's");

    private static readonly NumberOption Rate = new("--rate", "H", "Learning rate of the rules") { DefaultText = "0.003" };
    private static readonly NumberOption Clip = new("--clip", "C", "The largest norm of an update's gradient") { DefaultText = "1" };
    private static readonly WholeOption Seeds = new("--seeds", "K", "Runs of every arm, from --seed on", 10, 1000);

    internal static Study Entry { get; } = new(
        "floss-study", "Gradient flossing before local rules at small gains: every variant, and a control of the same largest exponent.",
        [
            .. TaskChoice.Options, Rules, Gains, Variants, Exponents, Epochs, FlossingRate, Combined, Rate, Clip,
            .. NetworkChoice.Options, Seeds, ImageOptions.Precision,
        ],
        Run)
    {
        Parent = StudyCommands.Temporal,
        FailsWithItsRuns = true,
        Notes =
            "Flossed are the recurrent weights alone, along one new trial an epoch of which the first quarter is left out, towards 0.\n"
            + "The control begins from g' Z / sqrt(N) with the same Z, at the gain g' whose largest exponent on the same probe "
            + "trials is\n"
            + "that of the exactly flossed network; where no gain up to 3 has it, at the nearest, and such controls are counted.\n"
            + "rflo runs with the leak on the rate. A run that does not come to its end is in no mean.\n"
            + "runs.csv has a line a run with the first exponents of every moment; after a kill --resume DIR goes on to the same numbers.",
        Examples = ["--out floss", "--rules eprop --variants exact --gains 0.25,0.5 --out exact", "--resume floss"],
        Resuming = new("runs.csv"),
    };

    private static Report Run(StudyContext context)
    {
        TaskChoice task = TaskChoice.Of(context);
        IReadOnlyList<string> rules = context.Get(Rules);
        string precision = context.Get(ImageOptions.Precision)!;
        IReadOnlyList<int> exponents = context.Get(Exponents);
        if (exponents.Distinct().Count() < exponents.Count) throw context.Refusal($"{Exponents.Name} names a number twice");
        TemporalSettings settings = NetworkChoice.Of(context, task, rules) with { ProbedExponents = exponents[^1] };
        foreach (int k in exponents)
        {
            if (k > settings.Units)
                throw context.Refusal($"{Exponents.Name} has {k}, but {settings.Units} neurons have no more than {settings.Units}");
        }

        if (settings.Task.Steps < 2) throw context.Refusal($"a trial of {settings.Task.Steps} step is too short to floss");
        double rate = context.Get(Rate) ?? TemporalRuleEntry.CommonRate;
        FlossingPlan[] plans =
        [
            .. from k in exponents
               from variant in context.Get(Variants)
               select new FlossingPlan(variant, k, context.Get(Epochs))
               {
                   Steps = settings.Task.Steps, WarmUp = settings.ProbeWarmUp, Rate = context.Get(FlossingRate) ?? 0.003,
               },
        ];
        FlossingPlan matched = plans[0] with { Variant = "exact", Exponents = exponents[^1] };
        FlossingPlan[] joined = context.Get(Combined) is { } weight ? [matched with { Before = 0, Weight = weight }] : [];
        TemporalRun[] runs =
        [
            .. from rule in rules
               from gain in context.Get(Gains)
               let arm = new TemporalRun(rule, gain, rate, 0) { Clip = context.Get(Clip) ?? 1, Leak = settings.LeakOf(rule) }
               from one in (TemporalRun[])[
                   arm, .. plans.Select(plan => arm with { Flossing = plan }),
                   .. joined.Select(plan => arm with { Flossing = plan }), arm with { Flossing = matched, IsControl = true }]
               from seed in ImageOptions.Of(context, Seeds)
               select one with { Seed = seed },
        ];
        return precision == "double" ? Carry<double>(context, settings, task, runs) : Carry<float>(context, settings, task, runs);
    }

    private static Report Carry<T>(StudyContext context, TemporalSettings settings, TaskChoice task, TemporalRun[] runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<TemporalCurve> curves = context.Compute(new TemporalSweep<T>(settings, task.Fingerprint), runs).Curves;
        context.Keep("runs.csv", text => CsvTables.Write(
            [
                Column.Words<TemporalCurve>("arm", curve => Arm(curve.Run)),
                Column.Numbers<TemporalCurve>("gain_begun", curve => curve.Gain),
                Column.Words<TemporalCurve>("exponents_begun", curve => Text(curve.Exponents[TemporalCurve.Begun])),
                .. TemporalReport.Columns,
            ], curves, text));
        TablePart table = context.Settings(
            task.FingerprintOf(settings, runs[0]),
            ("task", settings.Task.Description), ("alpha", settings.Network.Alpha), ("precision", ImageOptions.Word<T>()));
        TemporalCurve[][] groups = TemporalArms.Of(curves);
        List<ReportPart> parts = [];
        if (groups.Length > 0) parts.AddRange(Parts(groups));
        parts.Add(table);
        return new(
            "Gradient flossing and local rules",
            $"{settings.Task.Description}. {settings.Task.Limits}. A run is solved where more than "
                + $"{100 * settings.Criterion:0.0} % of its test is right after {settings.Updates} updates.",
            parts);
    }

    private static IEnumerable<ReportPart> Parts(TemporalCurve[][] groups)
    {
        Column<TemporalCurve[]>[] columns =
        [
            Column.Words<TemporalCurve[]>("rule", runs => runs[0].Run.Rule),
            Column.Words<TemporalCurve[]>("gain", runs => SeedColumns.Rate(runs[0].Run.Gain)),
            Column.Words<TemporalCurve[]>("flossing", runs => Arm(runs[0].Run)),
            TemporalArms.Solved, TemporalArms.Accuracy, TemporalArms.Updates,
            TemporalArms.Largest(TemporalCurve.Drawn, "λ₁ as drawn"), TemporalArms.Largest(TemporalCurve.Begun, "λ₁ flossed"),
            TemporalArms.Largest(TemporalCurve.Ended, "λ₁ trained"),
            Column.Numbers<TemporalCurve>("gain", curve => curve.Gain).OverSeeds("gain begun from", 1, "F2"),
            Column.Words<TemporalCurve[]>("controls off by over 0.005", runs => runs[0].Run.IsControl ? Missed(runs, groups) : ""),
            TemporalArms.Diverged,
        ];
        yield return ColumnTable.Of(
            "arms", "Arms", "Mean and standard deviation over the seeds; λ₁ per step. The number behind a variant is that of the exponents "
                + "flossed.", columns, groups);
        // A figure for every number of exponents: more lines than colors cannot be told apart.
        foreach (var rule in groups.GroupBy(runs => (runs[0].Run.Rule, runs[0].Run.Gain)))
        {
            string gain = SeedColumns.Rate(rule.Key.Gain);
            int[] counts = [.. rule.Select(runs => runs[0].Run.Flossing?.Exponents ?? 0).Where(k => k > 0).Distinct()];
            foreach (int count in counts)
            {
                yield return new CurvesPart(
                    $"spectra-{rule.Key.Rule}-{gain.Replace('.', '-')}-{count}",
                    $"The spectra that training began from, {rule.Key.Rule}, gain {gain}, flossed: {count}",
                    "The mean of the first exponents over the seeds, per step, on the probe trials; dashed: not flossed, and the control.",
                    new("exponent"), new("lambda"),
                    [
                        .. rule.Where(runs => runs[0].Run is { Flossing: null } or { IsControl: true }
                            || runs[0].Run.Flossing!.Exponents == count).Select((runs, color) => Spectrum(Arm(runs[0].Run), runs, color)),
                    ]);
            }
        }
    }

    private static Curve Spectrum(string name, TemporalCurve[] runs, int color)
    {
        int count = runs.Max(run => run.Exponents[TemporalCurve.Begun].Length);
        return new(
            name, [.. Enumerable.Range(1, count).Select(k => (double)k)],
            [
                .. Enumerable.Range(0, count).Select(k => runs.Where(run => run.Exponents[TemporalCurve.Begun].Length == count)
                    .Select(run => run.Exponents[TemporalCurve.Begun][k]).DefaultIfEmpty(double.NaN).Average()),
            ], color, Published: runs[0].Run is { Flossing: null } or { IsControl: true });
    }

    // Controls whose λ₁ is not that of the flossed network: no gain has it.
    private static string Missed(TemporalCurve[] controls, TemporalCurve[][] groups)
    {
        int missed = 0;
        foreach (TemporalCurve control in controls)
        {
            TemporalRun flossed = control.Run with { IsControl = false };
            TemporalCurve? other = groups.SelectMany(runs => runs).FirstOrDefault(curve => curve.Run == flossed);
            double wanted = other?.Largest(TemporalCurve.Begun) ?? double.NaN;
            if (Math.Abs(control.Largest(TemporalCurve.Begun) - wanted) > 0.005) missed++;
        }

        return $"{missed} of {controls.Length}";
    }

    private static string Arm(TemporalRun run) => run.IsControl ? Control : run.Flossing?.Name ?? Not;

    private static string Text(double[] values) =>
        string.Join(' ', values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
}
