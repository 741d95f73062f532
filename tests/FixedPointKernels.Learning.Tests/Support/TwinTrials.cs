using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>A network and trials of the twin as the library's, and what a trainer makes of them.</summary>
/// <param name="Network">The network.</param>
/// <param name="Loss">Its loss over the batch.</param>
/// <param name="Inputs">x of each sample, T × D.</param>
/// <param name="Wanted">What is asked of each, T × K; a class as a row of zeros with a 1.</param>
/// <param name="Mask">m of each, T.</param>
internal sealed record TwinTrials(
    Twin.TrialNetwork Network, Twin.TrialLoss Loss, double[][][] Inputs, double[][][] Wanted, double[][] Mask)
{
    // So large that the parameter before a step is lost in it: the step is the gradient, rounded once.
    private static readonly double Rate = Math.ScaleB(1, 40);

    private static readonly string[] Learned = ["W", "U", "b", "s0", "V", "c"];

    private int Outputs => Network.C.Length;

    private int Steps => Inputs[0].Length;

    internal TrialSet Trials()
    {
        TrialTarget target = Loss.Kind switch
        {
            Twin.TrialLossKind.CrossEntropy => TrialTarget.Classes,
            Twin.TrialLossKind.SquaredError => TrialTarget.Values,
            _ => TrialTarget.Bits,
        };
        TrialSet trials = new("twin's", Inputs.Length, Steps, Inputs[0][0].Length, Outputs, target);
        for (int k = 0; k < Inputs.Length; k++)
        {
            Inputs[k].SelectMany(row => row).ToArray().CopyTo(trials.Inputs(k));
            Mask[k].CopyTo(trials.Mask(k));
            if (target != TrialTarget.Classes) Wanted[k].SelectMany(row => row).ToArray().CopyTo(trials.Targets(k));
            else Wanted[k].Select(row => Array.IndexOf(row, 1)).ToArray().CopyTo(trials.Classes(k));
        }

        return trials;
    }

    /// <summary>A trainer of plain steps by a rule.</summary>
    internal Trainer<T> Trainer<T, TActivation>(TemporalNetwork<T, TActivation> network, TemporalRuleEntry rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation => new(
            network,
            new() { Rule = rule, Parts = new(Learned), Optimizer = OptimizerKind.Sgd, Rate = Rate, BatchSize = Inputs.Length });

    internal TemporalNetwork<T, TActivation> Made<T, TActivation>(TActivation f)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Twin.LeakyCell cell = Network.Cell;
        TemporalOptions options = new()
        {
            Placement = (LeakPlacement)cell.Form, Alpha = cell.Alpha, Types = Network.Types, Modulation = Network.Modulation,
            Readout = Network.ReadsVoltage ? LeakyReadout.State : LeakyReadout.Activity,
        };
        TemporalNetwork<T, TActivation> network = new(new(cell.B.Length, cell.U[0].Length, Steps, Outputs), options, f);
        (string, double[][])[] all =
        [
            ("W", cell.W), ("U", cell.U), ("b", [cell.B]), ("s0", [cell.Start]), ("V", Network.V), ("c", [Network.C]), ("F", Network.F),
        ];
        foreach ((string name, double[][] values) in all) Assert.True(network[name].TrySet(Rows.Flat<T>(values)));
        return network;
    }

    /// <summary>Loss, outputs by sample, and the gradient of every parameter by a rule, of the whole batch.</summary>
    internal (double Loss, double[] Outputs, IReadOnlyDictionary<string, double[]> Gradients) Step<T, TActivation>(
        TActivation f, TemporalRuleEntry rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        TemporalNetwork<T, TActivation> network = Made<T, TActivation>(f);
        Dictionary<string, double[]> before = Values();
        using Trainer<T> trainer = Trainer(network, rule);
        StepReport report = trainer.Step(Trials(), [.. Enumerable.Range(0, Inputs.Length)]);
        Assert.True(report.Applied);
        Assert.Equal(0, report.Skipped);
        return (
            report.Loss, Rows.From(trainer.States),
            Values().ToDictionary(one => one.Key, one => one.Value.Zip(before[one.Key], (now, then) => (then - now) / Rate).ToArray()));

        Dictionary<string, double[]> Values() => Learned.ToDictionary(name => name, name => Rows.From(network[name].Values));
    }
}
