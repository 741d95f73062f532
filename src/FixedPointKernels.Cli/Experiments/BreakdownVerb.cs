using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>fpk experiment breakdown.</summary>
internal static class BreakdownVerb
{
    /// <summary>What the experiment's files and messages are called.</summary>
    internal static ResumableWork Work { get; } = SweepWork.Of("breakdown", "probes.csv");

    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "breakdown",
            "Where the Euclidean rule runs through singularities of I - G W on MNIST, and what takes it there: four ways to find its states, side by side.",
            "N = 300, tanh, fixed read-in and readout; only W is trained, from the same start on the same training batches, in the arms\n"
            + "  exact-skip     exact fixed points; a sample whose fixed point or adjoint is not found is left out of the update, as fpk train does\n"
            + "  exact-keep     exact fixed points; every sample is kept, with the state and the adjoint that the solvers were left with\n"
            + "  anderson-keep  the same with Anderson acceleration alone, to 1e-4 in at most 100 steps, as scripts have it\n"
            + "  euler          the published 500 steps of 0.01, which stop short of the fixed point, g = 1 - r^2 at their end, every sample kept\n"
            + "metrics.csv has every step: scores, norm of the update, largest adjoint. probes.csv has, every few steps and with the weights of\n"
            + "each arm, the same held-out images solved exactly: lost and unstable fixed points, the nearest singularity, the error of the Euler pass.\n"
            + "An Euler run takes some 3 minutes on a free core, the others 1 to 3. scripts/fetch-mnist fetches the four files into data/mnist.\n"
            + "Until the end DIR is called DIR.unfinished and keeps every run that has ended: after a kill, a full disk or Ctrl-C --resume DIR computes\n"
            + "the others.",
            "fpk experiment breakdown --data data/mnist --out breakdown",
            "fpk experiment breakdown --data data/mnist --rates 0.025 --arms exact-skip,exact-keep --seeds 3 --out kept",
            "fpk experiment breakdown --resume kept");
        Option<string?> data = ImageFolder.Option();
        Option<string?> rates = new("--rates") { HelpName = "H,H", Description = "Learning rates; every arm runs at each [default: 0.005,0.01,0.025]." };
        Option<string> arms = CommonOptions.Word("--arms", "A,A", $"Arms: {string.Join(", ", BreakdownArms.Names)}.", string.Join(',', BreakdownArms.Names));
        Option<int?> seeds = CommonOptions.Whole("--seeds", "K", "Runs of every arm and rate, from --seed on [default: 1].");
        Option<int?> neurons = CommonOptions.Whole("--neurons", "N", "Neurons [default: 300].");
        Option<int?> batch = CommonOptions.Whole("--batch", "B", "Samples per step [default: 512].");
        Option<int?> epochs = CommonOptions.Whole("--epochs", "E", "Passes through the training set [default: 3].");
        Option<int?> every = CommonOptions.Whole("--probe", "K", "Steps between two probes [default: 10].");
        Option<int?> probed = CommonOptions.Whole("--probe-samples", "S", "Held-out images of a probe [default: 8]; 0.2 s each at N = 300.");
        Option<string> precision = CommonOptions.Word("--precision", "double|float", "Arithmetic.", "float");
        ExperimentOptions common = new(outputRequired: false);
        ResumeOptions resuming = new(Work, "--threads", data.Name);
        verb.Add(data);
        Option[] own = [rates, arms, seeds, neurons, batch, epochs, every, probed, precision];
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
            BreakdownSettings settings = new()
            {
                Neurons = Numbers.Positive(parsed, neurons, 300, 20_000),
                BatchSize = Numbers.Positive(parsed, batch, 512, 1_000_000),
                Epochs = Numbers.Positive(parsed, epochs, 3, 1_000_000),
                ProbeEvery = Numbers.Positive(parsed, every, 10, 1_000_000),
                ProbeSamples = Numbers.Positive(parsed, probed, 8, 1_000_000),
            };
            int count = Numbers.Positive(parsed, seeds, 1, 1000);
            IReadOnlyList<double> chosen = Numbers.Rates(parsed, rates, 0.005, 0.01, 0.025);
            List<BreakdownRun> runs = Plan(Numbers.Split(parsed.GetValue(arms)!), arms.Name, chosen, (ulong)options.Seed, count);
            if (type == Precision.Float) runs.ForEach(run => Words.RequireFloat(rates.Name, run.Rate));
            Split split = here.Await(() => ImageFolder.Load(data, folder));
            ImageFolder.RequireTest(split, batch, settings.BatchSize);
            ImageFolder.RequireTest(split, probed, settings.ProbeSamples);
            BreakdownExperiment experiment = new(here, options, settings, runs, type, folder, split);
            using UnfinishedFolder kept = open()!;
            return type == Precision.Float ? experiment.Carry<float>(kept, resuming.Keep(parsed), from) : experiment.Carry<double>(kept, resuming.Keep(parsed), from);
        }
    }

    private static List<BreakdownRun> Plan(string[] words, string option, IReadOnlyList<double> rates, ulong seed, int seeds)
    {
        if (words.Length == 0) throw new CommandFailure($"{option} names no arm; use {string.Join(", ", BreakdownArms.Names)}");
        if (words.Distinct().Count() != words.Length) throw new CommandFailure($"{option} names an arm twice");
        List<BreakdownRun> runs = [];
        for (int k = 0; k < seeds; k++)
        {
            foreach (double rate in rates)
            {
                foreach (string word in words)
                {
                    Words.Require(option, word, BreakdownArms.Names);
                    _ = BreakdownArms.TryParse(word, out BreakdownArm arm);
                    runs.Add(new(arm, rate, seed + (ulong)k));
                }
            }
        }

        return runs;
    }
}
