using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.OneNeuron;

/// <summary>The experiment with one neuron: what can be asked of it, and its report.</summary>
internal static class OneNeuronStudy
{
    // Beyond this J(w) says only that the pole is near; the parabola reaches a thousandth of it.
    private const double HighestLoss = 10;

    private static readonly OneNeuronSettings Defaults = new();
    private static readonly NumbersOption Rates = StudyOptions.Rates("--rates", "Learning rates", Defaults.Rates);
    private static readonly WholeOption Steps = new("--steps", "K", "Updates", Defaults.Steps, 10_000_000);
    private static readonly WholeOption Samples = new("--samples", "M", "Samples", Defaults.Samples, 10_000_000);

    internal static Study Entry { get; } = new(
        "one-neuron", "One linear neuron: the loss over w and over a = 1/(1 - w), and learning curves of three rules from w = -2 and "
            + "w = 0.",
        [Rates, Steps, Samples], Run)
    {
        Notes = "x ~ 0.1 N(0,1), targets x/(1 - w*) + 0.02 N(0,1) with w* = -1. Double precision.",
        Examples = ["--out one-neuron", "--rates 0.2,2 --steps 200 --out quick"],
    };

    private static Report Run(StudyContext context)
    {
        OneNeuronSettings settings =
            new() { Samples = context.Get(Samples), Seed = context.Seed, Rates = context.Get(Rates), Steps = context.Get(Steps) };
        long total = (long)OneNeuronSettings.Starts.Length * LinearRules.All.Length * settings.Rates.Count * settings.Steps;
        OneNeuronCurves neuron = context.Compute(total, sweep => OneNeuronCurves.Run(settings, sweep));
        return Of(neuron, context.Settings(neuron.Fingerprint, ("samples", settings.Samples), ("rates", settings.Rates),
            ("steps", settings.Steps), ("seed", settings.Seed)));
    }

    internal static Report Of(OneNeuronCurves neuron, TablePart settings)
    {
        double best = 1 - (1 / neuron.BestInverse);
        List<ReportPart> parts =
        [
            new CurvesPart(
                "loss-of-w", "Loss over the weight w",
                $"A pole at w = 1, where I − W is singular, a flat to the left, and the minimum at w = {LossParts.Short(best)} "
                    + $"between them.",
                new("w"), new("loss", AxisScale.Logarithmic, Cap: HighestLoss), [new("J(w)", neuron.Weights, neuron.LossOfWeight, 0)]),
            new CurvesPart(
                "loss-of-a", "Loss over a = 1/(1 − w)",
                $"A parabola with its minimum at a = {LossParts.Short(neuron.BestInverse)}: the same loss without the pole.",
                new("a"), new("loss"), [new("J(a)", neuron.Inverses, neuron.LossOfInverse, 0)]),
        ];
        foreach (OneNeuronStart start in neuron.Starts)
        {
            parts.AddRange(LossParts.Figures(start.Curves, $"losses-{Name(start)}", $" from w = {Weight(start)}"));
            parts.Add(LossParts.Table(start.Curves, $"runs-{Name(start)}", $"Runs from w = {Weight(start)}"));
        }

        parts.Add(settings);
        return new(
            "One linear neuron",
            "r = x/(1 − w) learns a slope. Over w the loss has a singularity and a flat, so that a rate that suits one start is far "
                + "too small or too large for another; "
            + "over a = 1/(1 − w) it is a parabola. The reparameterized and the linearized rule descend in a, from both starts alike.",
            parts);
    }

    private static string Name(OneNeuronStart start) => start.Weight < 0 ? $"minus-{-start.Weight:0}" : $"{start.Weight:0}";

    private static string Weight(OneNeuronStart start) => start.Weight < 0 ? $"−{-start.Weight:0.#}" : $"{start.Weight:0.#}";
}
