using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>A network through time against what independent code found: loss, outputs and the update by every rule, as a trainer takes
/// them.</summary>
[Collection(Alone.Name)]
public sealed class TemporalGoldenTests
{
    public static TheoryData<string> All => TemporalGolden.Ids;

    // The tolerance: 1e-11 of the largest entry.
    [Theory]
    [MemberData(nameof(All))]
    public void Loss_outputs_and_every_update_in_double(string id)
    {
        TemporalGolden golden = new(id);
        EveryActivation.Run(golden.Phi, inFloat: false, new Case(golden, 1e-11));
    }

    // Each of T steps, there and back, is a sum of N + D + 1 products and an activation that is off by at most some 8 units, u = 6e-8; what
    // a step is off by reaches the others by Jacobians whose products stay near 1 in these cases, and a gradient's largest entry is of the
    // order of its terms: 4 T (N + D + 8) u, 2e-5 to 2e-4.
    [Theory]
    [MemberData(nameof(All))]
    public void Loss_outputs_and_every_update_in_float(string id)
    {
        TemporalGolden golden = new(id);
        double limit = 4 * golden["T"] * (golden["N"] + golden["D"] + 8) * Math.ScaleB(1, -24);
        EveryActivation.Run(golden.Phi, inFloat: true, new Case(golden, limit));
    }

    // What a trial is given back does not depend on the others of its batch.
    [Fact]
    public void Outputs_of_a_trial_have_the_bits_of_a_trial_alone()
    {
        TemporalGolden golden = new("P_richlazy_a1");
        EveryActivation.Run(golden.Phi, inFloat: true, new Single(golden));
    }

    private static TrialSet Trials(TemporalGolden golden)
    {
        TrialTarget target = golden.Loss.Kind switch
        {
            Twin.TrialLossKind.CrossEntropy => TrialTarget.Classes,
            Twin.TrialLossKind.SquaredError => TrialTarget.Values,
            _ => TrialTarget.Bits,
        };
        TrialSet trials = new("golden", golden["B"], golden["T"], golden["D"], golden["K"], target);
        (double[][][] x, double[][][] wanted) = (golden.Inputs, golden.Wanted);
        for (int k = 0; k < x.Length; k++)
        {
            x[k].SelectMany(row => row).ToArray().CopyTo(trials.Inputs(k));
            golden.Mask[k].CopyTo(trials.Mask(k));
            if (target != TrialTarget.Classes) wanted[k].SelectMany(row => row).ToArray().CopyTo(trials.Targets(k));
            else wanted[k].Select(row => Array.IndexOf(row, 1)).ToArray().CopyTo(trials.Classes(k));
        }

        return trials;
    }

    private static TemporalNetwork<T, TActivation> Network<T, TActivation>(TActivation f, TemporalGolden golden)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Twin.TrialNetwork twin = golden.Network;
        TemporalOptions options = new()
        {
            Placement = (LeakPlacement)twin.Cell.Form, Alpha = twin.Cell.Alpha, Types = twin.Types, Modulation = twin.Modulation,
            Readout = twin.ReadsVoltage ? LeakyReadout.State : LeakyReadout.Activity,
        };
        TemporalNetwork<T, TActivation> network = new(new(golden["N"], golden["D"], golden["T"], golden["K"]), options, f);
        foreach ((string name, double[][] values) in ((string, double[][])[])
            [
                ("W", twin.Cell.W), ("U", twin.Cell.U), ("b", [twin.Cell.B]), ("s0", [twin.Cell.Start]), ("V", twin.V), ("c", [twin.C]),
                ("F", twin.F),
            ])
            Assert.True(network[name].TrySet(Rows.Flat<T>(values)));
        return network;
    }

    private static TrainingSettings Settings(TemporalRuleEntry rule, int batch) => new()
    {
        Rule = rule, Parts = new(["W", "U", "b", "s0", "V", "c"]), Optimizer = OptimizerKind.Sgd, Rate = Math.ScaleB(1, 40),
        BatchSize = batch,
    };

    private sealed class Case(TemporalGolden golden, double tolerance) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            TrialSet trials = Trials(golden);
            int[] all = [.. Enumerable.Range(0, golden["B"])];
            foreach (Twin.TemporalRule rule in golden.Rules)
            {
                TemporalNetwork<T, TActivation> network = Network<T, TActivation>(f, golden);
                TrainingSettings settings = Settings(CoreLeaky.Of(rule), golden["B"]);
                Dictionary<string, double[]> before = Values(network);
                using Trainer<T> trainer = new(network, settings);
                StepReport report = trainer.Step(trials, all);
                Assert.True(report.Applied);
                Close(golden.ExpectedLoss, report.Loss, "loss");
                AssertClose(CoreLeaky.Flat<double>(golden.Outputs), Rows.From(trainer.States), "y");

                // The rate is so large that what it began from is lost: the step is the gradient, rounded once.
                Dictionary<string, double[]> found = Values(network).ToDictionary(
                    one => one.Key, one => one.Value.Zip(before[one.Key], (now, then) => (then - now) / settings.Rate!.Value).ToArray());
                (double[][] w, double[][] u, double[] b) = golden.Gradient(rule);
                AssertClose(Flat(w), found["W"], $"{rule} W");
                AssertClose(Flat(u), found["U"], $"{rule} U");
                AssertClose(b, found["b"], $"{rule} b");
                AssertClose(Flat(golden.GradientOfV), found["V"], $"{rule} V");
                AssertClose(golden.GradientOfC, found["c"], $"{rule} c");
                double[] start = golden.GradientOfStarts.Aggregate((one, other) => Twin.DenseMatrix.AddScaled(one, 1, other));
                if (rule == Twin.TemporalRule.Bptt) AssertClose(start, found["s0"], "s0");
            }
        }

        private static double[] Flat(double[][] rows) => [.. rows.SelectMany(row => row)];

        private static Dictionary<string, double[]> Values<T, TActivation>(TemporalNetwork<T, TActivation> network)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation => network.Parameters.ToDictionary(one => one.Name, one => Rows.From(one.Values));

        private void Close(double expected, double found, string what) => AssertClose([expected], [found], what);

        private void AssertClose(double[] expected, double[] found, string what) => Rows.AssertClose(expected, found, tolerance, what);
    }

    private sealed class Single(TemporalGolden golden) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            (TrialSet trials, int batch) = (Trials(golden), golden["B"]);
            using Trainer<T> trainer = new(Network<T, TActivation>(f, golden), Settings(TemporalRules.Eprop, batch));
            trainer.Measure(trials, [.. Enumerable.Range(0, batch)]);
            T[][] together = [.. trainer.States.ToArray().Chunk(golden["T"] * golden["K"])];
            for (int k = 0; k < batch; k++)
            {
                trainer.Measure(trials, [k]);
                Assert.Equal(together[k], trainer.States.ToArray());
            }
        }
    }
}
