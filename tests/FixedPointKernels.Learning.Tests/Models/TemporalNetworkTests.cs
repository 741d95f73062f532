using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>A network through time, trained as a whole on trials.</summary>
[Collection(Alone.Name)]
public sealed class TemporalNetworkTests
{
    private static readonly SequenceShape Shape = new(Units: 4, Inputs: 2, Steps: 5, Outputs: 3);

    public static TheoryData<LeakPlacement, LeakyReadout, TrialTarget> Kinds
    {
        get
        {
            TheoryData<LeakPlacement, LeakyReadout, TrialTarget> all = [];
            foreach (TrialTarget target in Enum.GetValues<TrialTarget>())
            {
                foreach (LeakPlacement placement in Enum.GetValues<LeakPlacement>()) all.Add(placement, LeakyReadout.Activity, target);
                all.Add(LeakPlacement.Voltage, LeakyReadout.State, target);
            }

            return all;
        }
    }

    public static TheoryData<string> Rules => [.. TemporalRules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_gradient_of_the_exact_rule_is_that_of_the_loss_computed_anew(
        LeakPlacement placement, LeakyReadout readout, TrialTarget target)
    {
        TemporalNetwork<double, Tanh> network = Draw<double>(new() { Placement = placement, Readout = readout });
        LossDifferences.Check(network, Settings(9) with { Parts = new(["W", "U", "b", "s0", "V", "c"]) }, Trials(9, target));
    }

    // The readout learns by the gradient whatever the rule; W does so along its own path: no rule but one is the exact one, and those that
    // send the error by F change with F.
    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_moves_the_readout_alike_and_the_network_in_its_own_way(string name)
    {
        Assert.True(RuleTable.TryFind(name, out RuleEntry? entry));
        TemporalRuleEntry rule = Assert.IsType<TemporalRuleEntry>(entry);
        Dictionary<string, double[]> exact = Step(TemporalRules.Bptt, 1), found = Step(rule, 1), other = Step(rule, 2);
        Assert.Equal(exact["V"], found["V"]);
        Assert.Equal(exact["c"], found["c"]);
        if (rule == TemporalRules.Bptt) Assert.Equal(exact["W"], found["W"]);
        else Assert.NotEqual(exact["W"], found["W"]);
        if (rule.HasFixedFeedback) Assert.NotEqual(found["W"], other["W"]);
        else Assert.Equal(found["W"], other["W"]);

        Dictionary<string, double[]> Step(TemporalRuleEntry by, double feedback)
        {
            TemporalNetwork<double, Tanh> network = Draw<double>(new() { Types = TemporalOptions.Halves(4) });
            network["F"].TrySet([.. network["F"].Values.ToArray().Select(one => feedback * one)]);
            using Trainer<double> trainer = new(network, Settings(9) with { Rule = by, Optimizer = OptimizerKind.Sgd, Rate = 0.1 });
            Assert.True(trainer.Step(Trials(9, TrialTarget.Classes), [.. Enumerable.Range(0, 9)]).Applied);
            return network.Parameters.ToDictionary(one => one.Name, one => one.Values.ToArray());
        }
    }

    // 130 trials are three blocks: on one thread, on two, on three.
    [Fact]
    public void The_bits_do_not_depend_on_the_threads()
    {
        float[] one = Train(1);
        Assert.Equal(one, Train(2));
        Assert.Equal(one, Train(3));

        static float[] Train(int threads)
        {
            TemporalNetwork<float, Tanh> network = Draw<float>(new());
            TrialSet trials = Trials(130, TrialTarget.Classes);
            using Trainer<float> trainer = new(network, Settings(130) with { Threads = threads });
            for (int k = 0; k < 3; k++) Assert.True(trainer.Step(trials, [.. Enumerable.Range(0, 130)]).Applied);
            return [.. network.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        TemporalNetwork<float, Tanh> network = Draw<float>(new());
        TrialSet trials = Trials(70, TrialTarget.Bits);
        using Trainer<float> trainer = new(network, Settings(70) with { Threads = 2, Rule = TemporalRules.RandomEprop });
        int[] all = [.. Enumerable.Range(0, 70)];
        ZeroBytes.InAllThreads("temporal", () => trainer.Step(trials, all).AllocatedBytes);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        TemporalNetwork<double, Tanh> network = Draw<double>(new()), rate = Draw<double>(new() { Placement = LeakPlacement.Rate });
        Refuses(network, Settings(9) with { Rule = RuleTable.Linearized }, "random-eprop");
        Refuses(network, Settings(9) with { Rule = TemporalRules.MdglByType }, "none");
        Refuses(rate, Settings(9) with { Rule = TemporalRules.Mdgl }, "voltage");
        Refuses(network, Settings(9) with { Parts = new(["F"]) }, "F");
        Assert.Contains("voltage", Assert.Throws<ArgumentException>(() =>
            Draw<double>(new() { Placement = LeakPlacement.Rate, Readout = LeakyReadout.State })).Message, StringComparison.Ordinal);
        using Trainer<double> trainer = new(network, Settings(9));
        TrialSet trials = Trials(9, TrialTarget.Classes);
        trials.Mask(3).Clear();
        Assert.Throws<ArgumentException>(() => trainer.Step(trials, [3]));
        Assert.Throws<ArgumentException>(() => trainer.Step(new TrialSet("short", 1, 4, 2, 3, TrialTarget.Classes), [0]));
        trials.Inputs(2)[1] = double.NaN;
        Assert.Throws<ArgumentException>(() => trainer.Step(trials, [2]));

        static void Refuses(TemporalNetwork<double, Tanh> network, TrainingSettings settings, string word) => Assert.Contains(
            word, Assert.Throws<ArgumentException>(() => new Trainer<double>(network, settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_loss_falls()
    {
        TemporalNetwork<float, Tanh> network = Draw<float>(new());
        TrialSet trials = Trials(60, TrialTarget.Classes);
        int[] all = [.. Enumerable.Range(0, 60)];
        using Trainer<float> trainer = new(network, Settings(60) with { Rule = TemporalRules.Eprop, Rate = 0.02 });
        double first = trainer.Measure(trials, all).Loss;
        for (int k = 0; k < 200; k++) Assert.True(trainer.Step(trials, all).Applied);
        Assert.True(trainer.Measure(trials, all).Loss < 0.8 * first);
    }

    private static TrainingSettings Settings(int batch) => new()
    {
        Rule = TemporalRules.Bptt, Parts = TemporalNetwork<double, Tanh>.Learned, Optimizer = OptimizerKind.Adam, BatchSize = batch,
    };

    private static TemporalNetwork<T, Tanh> Draw<T>(TemporalOptions options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        TemporalNetwork<T, Tanh> network = new(Shape, options);
        SeededRandom random = new(5, 1);
        foreach (Parameter<T> one in network.Parameters)
            Assert.True(one.TrySet([.. Enumerable.Range(0, one.Count).Select(_ => T.CreateTruncating(0.6 * random.NextGaussian()))]));
        return network;
    }

    private static TrialSet Trials(int count, TrialTarget target)
    {
        TrialSet trials = new("drawn", count, Shape.Steps, Shape.Inputs, Shape.Outputs, target);
        SeededRandom random = new(6, 1);
        for (int k = 0; k < count; k++)
        {
            foreach (ref double x in trials.Inputs(k)) x = random.NextGaussian();
            for (int t = 0; t < Shape.Steps; t++)
            {
                trials.Mask(k)[t] = (k + t) % 3 / 2.0;
                trials.Scored(k)[t] = t == Shape.Steps - 1;
                if (target == TrialTarget.Classes) trials.Classes(k)[t] = (k + t) % Shape.Outputs;
            }

            if (target == TrialTarget.Classes) continue;
            foreach (ref double wanted in trials.Targets(k)) wanted = random.NextUniform();
        }

        return trials;
    }
}
