using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.OneNeuron;

/// <summary>The experiment with one neuron as a report.</summary>
public static class OneNeuronReport
{
    // Beyond this J(w) says only that the pole is near; the parabola reaches a thousandth of it.
    private const double HighestLoss = 10;

    /// <summary>Makes the report.</summary>
    /// <param name="neuron">What was computed.</param>
    /// <param name="settings">Settings, times and machine.</param>
    public static Report Of(OneNeuronCurves neuron, TablePart settings)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        double best = 1 - (1 / neuron.BestInverse);
        List<ReportPart> parts =
        [
            new CurvesPart(
                "loss-of-w", "Loss over the weight w",
                $"A pole at w = 1, where I − W is singular, a flat to the left, and the minimum at w = {LossParts.Short(best)} between them.",
                new("w"), new("loss", AxisScale.Logarithmic, To: HighestLoss), [new("J(w)", neuron.Weights, neuron.LossOfWeight, 0)]),
            new CurvesPart(
                "loss-of-a", "Loss over a = 1/(1 − w)", $"A parabola with its minimum at a = {LossParts.Short(neuron.BestInverse)}: the same loss without the pole.",
                new("a"), new("loss"), [new("J(a)", neuron.Inverses, neuron.LossOfInverse, 0)]),
        ];
        foreach (OneNeuronStart start in neuron.Starts)
        {
            parts.AddRange(LossParts.Figures(start.Curves, $"losses-{Name(start)}", $" from w = {Weight(start)}"));
            parts.Add(Table(start));
        }

        parts.Add(settings);
        return new(
            "One linear neuron",
            "r = x/(1 − w) learns a slope. Over w the loss has a singularity and a flat, so that a rate that suits one start is far too small or too large for another; "
            + "over a = 1/(1 − w) it is a parabola. The reparameterized and the linearized rule descend in a, from both starts alike.",
            parts);
    }

    /// <summary>A row per run from one start.</summary>
    public static TablePart Table(OneNeuronStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return LossParts.Table(start.Curves, $"runs-{Name(start)}", $"Runs from w = {Weight(start)}");
    }

    private static string Name(OneNeuronStart start) => start.Weight < 0 ? $"minus-{-start.Weight:0}" : $"{start.Weight:0}";

    private static string Weight(OneNeuronStart start) => start.Weight < 0 ? $"−{-start.Weight:0.#}" : $"{start.Weight:0.#}";
}
