using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Tasks;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Temporal.Training;

namespace FixedPointKernels.Studies.Temporal.Xor;

/// <summary>Delayed exclusive or at the published shape, without flossing, with flossing before training, and with it before and during.
/// </summary>
internal static class XorStudy
{
    private const string Not = "none", Before = "before", During = "before and during";

    // Published: trajectories of 55 steps of which the first 16 are left out.
    private const int FlossedSteps = 55, FlossedWarmUp = 16;

    private static readonly WholesOption Delays = new(
        "--delays", "D,D", "delay", "Delays d: the target is the exclusive or of the bits d and 2d before", 10_000, 5, 10, 15, 20);

    private static readonly WholeOption Exponents = new("--exponents", "K", "Exponents that are flossed", 75, 2000);
    private static readonly WholeOption Neurons = new("--neurons", "N", "Neurons", 80, 2000);
    private static readonly WholeOption Steps = new("--steps", "T", "Steps of a trial", 300, 1_000_000);
    private static readonly WholeOption Batch = new("--batch", "B", "Trials of an update", 16, 100_000);
    private static readonly WholeOption Updates = new("--updates", "U", "Updates of a run", 1500, 10_000_000);
    private static readonly WholeOption Epochs = new("--epochs", "E", "Epochs of flossing before the first update", 300, 1_000_000);

    private static readonly WholeOption Between = new(
        "--between", "E", "Epochs of flossing after 100 and after 200 updates, in the third schedule", 100, 1_000_000);

    private static readonly NumberOption Gain = new("--gain", "G", "Gain of the recurrent weights") { DefaultText = "1" };
    private static readonly NumberOption Rate = new("--rate", "H", "Learning rate of Adam, of both") { DefaultText = "0.001" };
    private static readonly NumberOption Clip = new("--clip", "C", "The largest norm of an update's gradient") { DefaultText = "0.03" };
    private static readonly WholeOption Seeds = new("--seeds", "K", "Runs of every delay and schedule, from --seed on", 3, 1000);

    internal static Study Entry { get; } = new(
        "xor", "Delayed exclusive or with and without gradient flossing, over the delay.",
        [Delays, Neurons, Steps, Batch, Updates, Gain, Rate, Clip, Exponents, Epochs, Between, Seeds, ImageOptions.Precision],
        Run)
    {
        Parent = StudyCommands.Temporal,
        FailsWithItsRuns = true,
        Notes =
            "Backpropagation through time at the published shape: tanh, no leak, a readout of the voltage, U and V of N(0, 1). Flossing\n"
            + "drives the first exponents of 55 steps, 16 of them left out, to 0, by an Adam of its own, unclipped. Every target "
            + "that counts\n"
            + "follows from the inputs, so the ceiling is 1; the published example counts one that does not.\n"
            + "runs.csv has a line a run, updates.csv every update; after a kill or Ctrl-C --resume DIR goes on to the same numbers.",
        Examples = ["--out xor", "--delays 10 --updates 600 --out ten", "--resume xor"],
        Resuming = new("runs.csv"),
    };

    private static Report Run(StudyContext context)
    {
        int steps = context.Get(Steps), neurons = context.Get(Neurons), exponents = context.Get(Exponents);
        IReadOnlyList<int> delays = context.Get(Delays);
        if (exponents > neurons) throw context.Refusal($"{Exponents.Name} is {exponents}, but {neurons} neurons have no more");
        if (delays.Distinct().Count() < delays.Count) throw context.Refusal($"{Delays.Name} names a delay twice");
        foreach (int delay in delays)
        {
            if (2L * delay >= steps)
                throw context.Refusal($"{Delays.Name} has {delay}: two of them leave no step to score in a trial of {steps}");
        }

        int flossed = Math.Min(FlossedSteps, steps);
        TemporalSettings settings = new()
        {
            Task = new DelayedXor(delay: delays[0], steps: steps),
            Units = neurons,
            Network = new() { Alpha = 1, Readout = LeakyReadout.State },
            Start = TemporalStart.Flossing(new(neurons, 1, steps, 1)),
            BatchSize = context.Get(Batch),
            Updates = context.Get(Updates),
            TestTrials = 100,
        };
        double rate = context.Get(Rate) ?? 1e-3;
        FlossingPlan before = new("exact", exponents, context.Get(Epochs))
        {
            Steps = flossed, WarmUp = Math.Min(FlossedWarmUp, flossed - 1), Rate = rate, Parts = "W,U,b",
        };
        TemporalRun[] runs =
        [
            .. from delay in delays
               from plan in (FlossingPlan?[])[null, before, before with { During = context.Get(Between) }]
               from seed in ImageOptions.Of(context, Seeds)
               select new TemporalRun(TemporalRules.Bptt.Name, context.Get(Gain) ?? 1, rate, seed)
               {
                   Clip = context.Get(Clip) ?? 0.03, Flossing = plan, Delay = delay,
               },
        ];
        string precision = context.Get(ImageOptions.Precision)!;
        context.RequireRates(Rate, [rate], precision);
        return precision == "double" ? Carry<double>(context, settings, runs) : Carry<float>(context, settings, runs);
    }

    private static Report Carry<T>(StudyContext context, TemporalSettings settings, TemporalRun[] runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<TemporalCurve> curves = context.Compute(new TemporalSweep<T>(settings), runs).Curves;
        Column<TemporalRun>[] identity =
        [
            Column.Words<TemporalRun>("delay", run => $"{run.Delay}"), Column.Words<TemporalRun>("flossing", Schedule),
            Column.Words<TemporalRun>("seed", run => $"{run.Seed}"),
        ];
        context.Keep("updates.csv", text => CsvTables.Write(
            StepRow<TemporalRun, TemporalStep>.NumberedColumns("update", identity, TemporalStep.Columns),
            curves.SelectMany(curve => StepRow<TemporalRun, TemporalStep>.Of(curve.Run, curve.Steps)), text));
        context.Keep("runs.csv", text => CsvTables.Write(
            [
                .. identity.Take(2).Select(column => column.Of<TemporalCurve>(curve => curve.Run)), First,
                .. TemporalReport.Columns,
            ], curves, text));
        TablePart table = context.Settings(
            TemporalTraining.Tests(settings, runs[0]).Fingerprint(), ("precision", ImageOptions.Word<T>()));
        TemporalCurve[][] groups = TemporalArms.Of(curves);
        List<ReportPart> parts = [];
        if (groups.Length > 0) parts.AddRange(Parts(groups));
        parts.Add(table);
        return new(
            "Delayed exclusive or and gradient flossing",
            $"{settings.Units} neurons, trials of {settings.Task.Steps} steps; backpropagation through time. The target is the "
                + "exclusive or "
                + "of the bits d and 2d steps before; chance is 50 %.",
            parts);
    }

    // Where the mean accuracy of ten updates first is over 0.99.
    private static Column<TemporalCurve> First { get; } = Column.Optional<TemporalCurve>(
        "updates_to_0.99", curve => curve.FirstOver(0.99) is var update && update > 0 ? update : null, "F0");

    private static IEnumerable<ReportPart> Parts(TemporalCurve[][] groups)
    {
        Column<TemporalCurve[]>[] columns =
        [
            Column.Words<TemporalCurve[]>("delay", runs => $"{runs[0].Run.Delay}"),
            Column.Words<TemporalCurve[]>("flossing", runs => Schedule(runs[0].Run)),
            Column.Words<TemporalCurve[]>("over 0.99", runs => $"{runs.Count(run => run.FirstOver(0.99) > 0)} of {runs.Length}"),
            Column.Words<TemporalCurve[]>("after updates", runs => string.Join(", ", runs.Select(run => run.FirstOver(0.99) is var first
                && first > 0 ? $"{first}" : "-"))),
            TemporalArms.Accuracy, TemporalArms.Largest(TemporalCurve.Begun, "λ₁ begun"),
            TemporalArms.Largest(TemporalCurve.Ended, "λ₁ trained"),
            Column.Words<TemporalCurve[]>(
                "gradient at the first state",
                runs => ReadableNumber.Of(runs.Average(run => run.StartGradients[TemporalCurve.Begun]), "G3")),
            TemporalArms.Diverged,
        ];
        yield return ColumnTable.Of(
            "delays", "Delays", "Over 0.99: in the mean of ten updates. The gradient is the norm of the exact one by the state before the "
                + "first step, where training begins, the mean over the seeds.", columns, groups);
        foreach (IGrouping<int, TemporalCurve[]> delay in groups.GroupBy(runs => runs[0].Run.Delay!.Value))
        {
            yield return new CurvesPart(
                $"delay-{delay.Key}", $"Delay {delay.Key}", "Accuracy of the batch, the mean of every ten updates; thin: the seeds.",
                new("update"), new("% right"),
                [
                    .. delay.Select((runs, color) => SeedCurve.Of(
                        Schedule(runs[0].Run), color, [.. runs.Select(Line)], values => values.Average())),
                ]);
        }
    }

    private static CurveRun Line(TemporalCurve curve)
    {
        double[][] tens = [.. curve.Steps.Select(step => 100 * step.Accuracy).Chunk(10)];
        return SeedCurve.Of(curve.Run.Seed, [.. tens.Select((_, k) => (10.0 * k) + 5)], [.. tens.Select(ten => ten.Average())]);
    }

    private static string Schedule(TemporalRun run) => run.Flossing switch
    {
        null => Not, { During: 0 } => Before,
        _ => During,
    };
}
