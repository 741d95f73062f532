using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Loss, outputs and the update by every rule of a case, as a trainer of the network takes them.</summary>
/// <remarks>A gradient is what a plain step went, over its rate. The rate is so large that the parameter before the step is lost in it: the
/// difference has one rounding of the gradient itself.</remarks>
internal sealed class TemporalUpdates<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    private static readonly double Rate = Math.ScaleB(1, 40);
    private readonly TemporalCase one;
    private readonly TActivation activation;
    private readonly TrialSet trials;
    private readonly int[] all;

    internal TemporalUpdates(TemporalCase one, TActivation activation)
    {
        (this.one, this.activation, trials) = (one, activation, one.Trials());
        all = [.. Enumerable.Range(0, one.Batch)];
    }

    internal void AddTo(Dictionary<string, double[]> found)
    {
        foreach ((string name, TemporalRuleEntry rule) in TemporalQuantities.Rules)
        {
            if (!TemporalQuantities.Fits(rule, one)) continue;
            bool isExact = rule == TemporalRules.Bptt;
            IEnumerable<string> parts = TemporalQuantities.PartsOf(rule).Where(part => part != TemporalQuantities.Start);
            (IReadOnlyDictionary<string, double[]> gradients, double loss, double[] outputs) = Step(rule, [.. parts], all);
            foreach ((string part, double[] gradient) in gradients) found[TemporalQuantities.GradientName(name, part)] = gradient;
            if (!isExact) continue;
            found[TemporalQuantities.Loss] = [loss];
            found[TemporalQuantities.Outputs] = one.ByStep(outputs, one.Shape.Outputs);
            found[TemporalQuantities.GradientName(name, TemporalQuantities.Start)] = [.. all.SelectMany(OfStart)];
        }
    }

    // A trial alone is divided by its own weight, not the batch's.
    private double[] OfStart(int trial)
    {
        double share = trials.Weight([trial]) / trials.Weight(all);
        if (share == 0) return new double[one.Shape.Units];
        double[] gradient = Step(TemporalRules.Bptt, [TemporalQuantities.Start], [trial]).Gradients[TemporalQuantities.Start];
        return [.. gradient.Select(slope => share * slope)];
    }

    private (IReadOnlyDictionary<string, double[]> Gradients, double Loss, double[] Outputs) Step(
        TemporalRuleEntry rule, string[] parts, int[] chosen)
    {
        TemporalNetwork<T, TActivation> network = new(one.Shape, one.Options, activation);
        foreach ((string name, double[] values) in one.Parameters)
        {
            if (!network[name].TrySet(TemporalComputation.Narrow<T>(values)))
                throw new ArgumentException($"{one.Name}: {name} holds a number beyond this precision's range.");
        }

        Dictionary<string, double[]> before = parts.ToDictionary(part => part, part => Values(network[part]));
        using Trainer<T> trainer = new(network, new()
        {
            Rule = rule, Parts = new(parts), Optimizer = OptimizerKind.Sgd, Rate = Rate, BatchSize = one.Batch,
        });
        StepReport report = trainer.Step(trials, chosen);
        bool holds = report.Applied && report.Skipped == 0 && report.Unsolved == 0;
        return (
            parts.ToDictionary(part => part, part => Gradient(before[part], holds ? Values(network[part]) : null)), report.Loss,
            TemporalComputation.Widen(trainer.States));
    }

    // NaN, which nothing holds, where no step was taken or not all trials counted.
    private static double[] Gradient(double[] before, double[]? after) =>
        [.. before.Select((value, i) => after is null ? double.NaN : (value - after[i]) / Rate)];

    private static double[] Values(Parameter<T> parameter) => TemporalComputation.Widen(parameter.Values);
}
