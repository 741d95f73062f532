using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Images;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>The learning curves on MNIST: what can be asked of them, and what comes of it.</summary>
internal static class MnistStudy
{
    private static readonly WordsOption Rules =
        new("--rule", "R,R", "Rules", "a rule", RuleTable.TrainedNames, ["euclidean", "linearized", "variant"]);
    private static readonly NumbersOption Rates =
        StudyOptions.Rates("--rates", "Learning rates; every rule runs at each") with { DefaultText = "the paper's" };
    private static readonly WholeOption Seeds = ImageOptions.Seeds("every rule and rate");
    private static readonly WordOption Forward =
        new("--forward", "exact|euler", "The forward pass", ["exact", "euler"]) { DefaultText = "exact; euler with --published-update" };
    private static readonly FlagOption Published = new("--published-update", "Update on test images as the published code does (a leak)");
    private static readonly FlagOption Fewer = new("--fewer-scores", "With --forward euler: leave out scores that no update needs");

    internal static Study Entry { get; } = new(
        "mnist", "Learning curves on MNIST or its like: rules x rates x seeds, with the published ones beside ours; every step in "
            + "metrics.csv.",
        [ImageFolder.Option, Rules, Rates, Seeds, Forward, Published, Fewer, ImageOptions.Neurons, ImageOptions.Batch, ImageOptions.Epochs,
            ImageOptions.Precision, ImageOptions.KeepWeights], Run)
    {
        Notes =
            "N = 300, tanh, fixed read-in and readout; only W is trained, by plain steps. Every step also scores a batch of test images.\n"
            + "--forward exact finds fixed points to 1e-5 in float; euler takes the published 500 steps of 0.01, which stop short of "
                + "them.\n"
            + "--published-update computes the updates on the batch of TEST images, with g = 1 - r^2, as the published code does: a "
                + "LEAK, to\n"
            + "reproduce its figures and for nothing else. Otherwise updates are computed on the training batch.\n"
            + "--fewer-scores leaves out what no update needs: with --published-update the training batches, else the test batches "
                + "before the last ten\n"
            + "steps. Half the Euler steps; every other number is the same, but a run that ends early has no mean of test batches.\n"
            + "Without --rates every rule runs at the paper's five rates (finite steps also at 0.5 and 1).\n"
            + "scripts/fetch-mnist fetches the four files into data/mnist.\n"
            + "metrics.csv has every step, runs.csv a line for every run. Until the end DIR is called DIR.unfinished and keeps every "
                + "run that has ended:\n"
            + "after a kill, a full disk or Ctrl-C (which also leaves a report of what was computed until then) --resume DIR computes "
                + "the others.",
        Examples =
        [
            "--data data/mnist --out mnist", "--data data/mnist --published-update --seeds 3 --out published", "--resume published",
            "--data data/mnist --rule linearized,finite-step --rates 0.25,0.5 --seeds 5 --out compare",
        ],
        Resuming = new("runs.csv", ImageFolder.Option),
    };

    private static Report Run(StudyContext context)
    {
        string folder = context.Get(ImageFolder.Option)!, precision = context.Get(ImageOptions.Precision)!;
        bool leak = context.Get(Published), fewer = context.Get(Fewer);
        string pass = context.Get(Forward) ?? (leak ? "euler" : "exact");
        if (leak && pass != "euler")
            throw context.DoesNotApply(Published, "", $"{Forward.Name} {pass}", $"{Forward.Name} euler, where the published code stops");
        if (fewer && pass != "euler") throw context.DoesNotApply(Fewer, "", $"{Forward.Name} {pass}", $"{Forward.Name} euler");
        MnistSettings settings = new()
        {
            Neurons = context.Get(ImageOptions.Neurons),
            BatchSize = context.Get(ImageOptions.Batch),
            Epochs = context.Get(ImageOptions.Epochs),
            Solver = pass == "euler" ? SolverOptions.PublishedEuler : null,
            PublishedUpdate = leak,
            FewerScores = fewer,
        };
        MnistRun[] runs = [.. Plan(context, leak)];
        context.RequireRates(Rates, runs.Select(run => run.Rate), precision);
        MnistWords words = new(settings, pass, folder, ImageFolder.Load(context, folder, ImageOptions.Batch));
        return precision == "float"
            ? Carry<float>(context, settings, runs, words, precision) : Carry<double>(context, settings, runs, words, precision);
    }

    private static IEnumerable<MnistRun> Plan(StudyContext context, bool leak)
    {
        IReadOnlyList<double> given = context.Get(Rates);
        foreach (ulong seed in ImageOptions.Of(context, Seeds))
        {
            foreach (string word in context.Get(Rules))
            {
                if (!RuleTable.TryFind(word, out RuleEntry? rule)) continue;
                if (leak && rule == RuleTable.ThroughTime)
                    throw context.DoesNotApply(Published, "", $"{Rules.Name} {word}", "the rules that use gains");
                foreach (double rate in given.Count > 0 ? given : MnistRates.Of(rule)) yield return new(rule, rate, seed);
            }
        }
    }

    // Rules without rates of the command line have their own.
    private static string RatesOf(MnistRun[] runs) => string.Join("; ", runs.GroupBy(run => run.Rule)
        .Select(rule => $"{rule.Key.Name} {string.Join(", ", rule.Select(run => SeedColumns.Rate(run.Rate)).Distinct())}"));

    private static Report Carry<T>(StudyContext context, MnistSettings settings, MnistRun[] runs, MnistWords words, string precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MnistSweep<T> sweep = new(words.Data, settings)
        {
            Trained = ImageOptions.Keeper(context, words.Folder, words.Data, isLeak: settings.PublishedUpdate),
        };

        // Backpropagation through time has products that are no Euler steps.
        bool onlyEuler = Array.TrueForAll(runs, run => run.Rule != RuleTable.ThroughTime);
        double trained = (double)settings.Epochs * words.Data.Train.Count / sweep.Steps;
        EulerSpeed? speed = onlyEuler && settings.Solver is { } euler ? EulerSpeed.Of<T>(settings, euler, trained, context.Threads) : null;
        (IReadOnlyList<MnistCurve> curves, IReadOnlyList<MnistCurve> kept) = context.Compute(sweep, runs);
        context.Keep("metrics.csv", text => CsvTables.Write(
            StepRow<MnistRun, MnistStep>.NumberedColumns(MnistRuns.Identity, MnistSteps.Columns),
            curves.SelectMany(curve => StepRow<MnistRun, MnistStep>.Of(curve.Run, curve.Steps)), text));
        context.Keep("runs.csv", text => CsvTables.Write(MnistRuns.Columns, curves, text));
        TablePart table = context.Settings(
            words.Data.Fingerprint(), ("data", words.Images), ("rates", RatesOf(runs)), ("neurons", settings.Neurons),
            ("batch", settings.BatchSize), ("epochs", settings.Epochs), ("forward", words.Forward), ("update", words.Update),
            ("scores", words.Scores), ("seeds", $"{runs[0].Seed} to {runs[^1].Seed}"), ("precision", precision));
        Report report = MnistReport.Of(words.Title, words.Lead, curves, words.IsThePapers, table);
        return speed is null ? report : report with { Parts = [.. report.Parts, speed.Table(curves.Except(kept), context.Taken)] };
    }
}
