using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using FixedPointKernels.Studies.ZhuRosenbaum.OneNeuron;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>fpk experiment one-neuron.</summary>
internal static class OneNeuronVerb
{
    internal static Verb Create(Surroundings here)
    {
        OneNeuronSettings defaults = new();
        Verb verb = new(
            "one-neuron",
            "One linear neuron: the loss over w and over a = 1/(1 - w), and learning curves of three rules from w = -2 and w = 0.",
            "x ~ 0.1 N(0,1), targets x/(1 - w*) + 0.02 N(0,1) with w* = -1. Double precision.",
            "fpk experiment one-neuron --out one-neuron",
            "fpk experiment one-neuron --rates 0.2,2 --steps 200 --out quick");
        Option<string?> rates = new("--rates") { HelpName = "H,H", Description = $"Learning rates [default: {SettingsTable.List(defaults.Rates)}]." };
        Option<int?> steps = CommonOptions.Whole("--steps", "K", $"Updates [default: {defaults.Steps}].");
        Option<int?> samples = CommonOptions.Whole("--samples", "M", $"Samples [default: {defaults.Samples}].");
        ExperimentOptions common = new();
        verb.Add(rates);
        verb.Add(steps);
        verb.Add(samples);
        common.AddTo(verb);
        verb.SetAction(parsed =>
        {
            ExperimentOptions.Values options = common.Read(parsed);
            OneNeuronSettings settings = new()
            {
                Samples = Numbers.Positive(parsed, samples, defaults.Samples, 10_000_000),
                Seed = (ulong)options.Seed,
                Rates = Numbers.Rates(parsed, rates, defaults.Rates),
                Steps = Numbers.Positive(parsed, steps, defaults.Steps, 10_000_000),
            };
            long total = (long)OneNeuronSettings.Starts.Length * LinearRules.All.Length * settings.Rates.Count * settings.Steps;
            return new ExperimentRun(here, "one-neuron", options).Carry(
                total, sweep => OneNeuronCurves.Run(settings, sweep), OneNeuronReport.Of,
                ("samples", SettingsTable.Whole(settings.Samples)), ("rates", SettingsTable.List(settings.Rates)),
                ("updates", SettingsTable.Whole(settings.Steps)), ("seed", SettingsTable.Whole(options.Seed)));
        });
        return verb;
    }
}
