using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Experiments.Mnist;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>fpk experiment mnist.</summary>
internal static class MnistVerb
{
    private static readonly string[] Forwards = ["exact", "euler"];

    /// <summary>What the sweep's files and messages are called.</summary>
    internal static ResumableWork Work { get; } = SweepWork.Of("mnist", "runs.csv");

    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "mnist",
            "Learning curves on MNIST or its like: rules x rates x seeds, with the published ones beside ours; every step in metrics.csv.",
            "N = 300, tanh, fixed read-in and readout; only W is trained, by plain steps. Every step also scores a batch of test images.\n"
            + "--forward exact finds fixed points to 1e-5 in float; euler takes the published 500 steps of 0.01, which stop short of them.\n"
            + "--published-update computes the updates on the batch of TEST images, with g = 1 - r^2, as the published code does: a LEAK, to\n"
            + "reproduce its figures and for nothing else. Otherwise updates are computed on the training batch.\n"
            + "--fewer-scores leaves out what no update needs: with --published-update the training batches, else the test batches before the last ten\n"
            + "steps. Half the Euler steps; every other number is the same, but a run that ends early has no mean of test batches.\n"
            + "Without --rates every rule runs at the paper's five rates (finite steps also at 0.5 and 1).\n"
            + "scripts/fetch-mnist fetches the four files into data/mnist.\n"
            + "metrics.csv has every step, runs.csv a line for every run. Until the end DIR is called DIR.unfinished and keeps every run that has ended:\n"
            + "after a kill, a full disk or Ctrl-C (which also leaves a report of what was computed until then) --resume DIR computes the others.",
            "fpk experiment mnist --data data/mnist --out mnist",
            "fpk experiment mnist --data data/mnist --published-update --seeds 3 --out published",
            "fpk experiment mnist --resume published",
            "fpk experiment mnist --data data/mnist --rule linearized,finite-step --rates 0.25,0.5 --seeds 5 --out compare");
        Option<string?> data = ImageFolder.Option();
        Option<string> rules = CommonOptions.Word("--rule", "R,R", $"Rules: {string.Join(", ", RuleTable.TrainedNames)}.", "euclidean,linearized,variant");
        Option<string?> rates = new("--rates") { HelpName = "H,H", Description = "Learning rates; every rule runs at each [default: the paper's]." };
        Option<int?> seeds = CommonOptions.Whole("--seeds", "K", "Runs of every rule and rate, from --seed on [default: 1].");
        Option<string?> forward = new("--forward") { HelpName = "exact|euler", Description = "The forward pass [default: exact; euler with --published-update]." };
        Option<bool> published = new("--published-update") { Description = "Update on test images as the published code does (a leak)." };
        Option<bool> fewer = new("--fewer-scores") { Description = "With --forward euler: leave out scores that no update needs." };
        Option<int?> neurons = CommonOptions.Whole("--neurons", "N", "Neurons [default: 300].");
        Option<int?> batch = CommonOptions.Whole("--batch", "B", "Samples per step [default: 512].");
        Option<int?> epochs = CommonOptions.Whole("--epochs", "E", "Passes through the training set [default: 3].");
        Option<string> precision = CommonOptions.Word("--precision", "double|float", "Arithmetic.", "float");
        ExperimentOptions common = new(outputRequired: false);
        ResumeOptions resuming = new(Work, "--threads", data.Name);
        verb.Add(data);
        Option[] own = [rules, rates, seeds, forward, published, fewer, neurons, batch, epochs, precision];
        foreach (Option option in own) verb.Add(option);
        common.AddTo(verb);
        resuming.AddTo(verb);
        verb.SetAction(parsed => resuming.Act(here, parsed, common.Output, Run));
        return verb;

        int Run(ParseResult parsed, Func<UnfinishedFolder?> open, Checkpoint? from)
        {
            ExperimentOptions.Values options = common.Read(parsed);
            if (from is null && options.Output is null) throw resuming.Missing(common.Output);
            string folder = parsed.GetValue(data) ?? throw resuming.Missing(data);
            Precision type = CommonOptions.Read(parsed, precision);
            bool leak = parsed.GetValue(published);
            string pass = parsed.GetValue(forward) ?? (leak ? "euler" : "exact");
            Words.Require(forward.Name, pass, Forwards);
            if (leak && pass != "euler") throw Words.DoesNotApply(published.Name, "", $"{forward.Name} {pass}", $"{forward.Name} euler, where the published code stops");
            bool leavesOut = parsed.GetValue(fewer);
            if (leavesOut && pass != "euler") throw Words.DoesNotApply(fewer.Name, "", $"{forward.Name} {pass}", $"{forward.Name} euler");
            MnistSettings settings = new()
            {
                Neurons = Numbers.Positive(parsed, neurons, 300, 20_000),
                BatchSize = Numbers.Positive(parsed, batch, 512, 1_000_000),
                Epochs = Numbers.Positive(parsed, epochs, 3, 1_000_000),
                Solver = pass == "euler" ? SolverOptions.PublishedEuler : null,
                PublishedUpdate = leak,
                FewerScores = leavesOut,
            };
            int count = Numbers.Positive(parsed, seeds, 1, 1000);
            List<MnistRun> runs = Plan(Numbers.Split(parsed.GetValue(rules)!), rules.Name, Numbers.Rates(parsed, rates, []), (ulong)options.Seed, count, leak);
            if (type == Precision.Float) runs.ForEach(run => Words.RequireFloat(rates.Name, run.Rate));
            Split split = here.Await(() => ImageFolder.Load(data, folder));
            ImageFolder.RequireTest(split, batch, settings.BatchSize);
            MnistExperiment experiment = new(here, options, settings, runs, pass, type, folder, split);
            using UnfinishedFolder kept = open()!;
            return type == Precision.Float ? experiment.Carry<float>(kept, resuming.Keep(parsed), from) : experiment.Carry<double>(kept, resuming.Keep(parsed), from);
        }
    }

    private static List<MnistRun> Plan(string[] words, string option, IReadOnlyList<double> given, ulong seed, int seeds, bool leak)
    {
        if (words.Length == 0) throw new CommandFailure($"{option} names no rule; use {string.Join(", ", RuleTable.TrainedNames)}");
        List<MnistRun> runs = [];
        for (int k = 0; k < seeds; k++)
        {
            foreach (string word in words)
            {
                Words.Require(option, word, RuleTable.TrainedNames);
                if (!RuleTable.TryFind(word, out RuleEntry? rule)) continue;
                if (leak && rule == RuleTable.ThroughTime) throw Words.DoesNotApply("--published-update", "", $"{option} {word}", "the rules that use gains");
                foreach (double rate in given.Count > 0 ? given : MnistRates.Of(rule)) runs.Add(new(rule, rate, seed + (ulong)k));
            }
        }

        return runs.Distinct().Count() == runs.Count ? runs : throw new CommandFailure($"{option} names a rule twice");
    }
}
