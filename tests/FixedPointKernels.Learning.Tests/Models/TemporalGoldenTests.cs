using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
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
    public static TheoryData<string> All => TrialGolden.Ids;

    // The tolerance: 1e-11 of the largest entry.
    [Theory]
    [MemberData(nameof(All))]
    public void Loss_outputs_and_every_update_in_double(string id)
    {
        TrialGolden golden = new(id);
        EveryActivation.Run(golden.Phi, inFloat: false, new Case(golden, 1e-11));
    }

    // Each of T steps, there and back, is a sum of N + D + 1 products and an activation that is off by at most some 8 units, u = 6e-8; what
    // a step is off by reaches the others by Jacobians whose products stay near 1 in these cases, and a gradient's largest entry is of the
    // order of its terms: 4 T (N + D + 8) u, 1e-5 to 2e-4.
    [Theory]
    [MemberData(nameof(All))]
    public void Loss_outputs_and_every_update_in_float(string id)
    {
        TrialGolden golden = new(id);
        double limit = 4 * golden["T"] * (golden["N"] + golden["D"] + 8) * Math.ScaleB(1, -24);
        EveryActivation.Run(golden.Phi, inFloat: true, new Case(golden, limit));
    }

    // What a trial is given back does not depend on the others of its batch.
    [Theory]
    [InlineData("P_richlazy_a1")]
    [InlineData("V_leaky_relu_ce")]
    [InlineData("V_engelken_xor")]
    public void Outputs_of_a_trial_have_the_bits_of_a_trial_alone(string id)
    {
        TrialGolden golden = new(id);
        EveryActivation.Run(golden.Phi, inFloat: true, new Single(golden));
    }

    private static TwinTrials Of(TrialGolden golden) => new(golden.Network, golden.Loss, golden.Inputs, golden.Wanted, golden.Mask);

    private sealed class Case(TrialGolden golden, double tolerance) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            TwinTrials trials = Of(golden);
            foreach (Twin.TemporalRule rule in golden.Rules)
            {
                (double loss, double[] y, IReadOnlyDictionary<string, double[]> found) =
                    trials.Step<T, TActivation>(f, CoreLeaky.Of(rule));
                AssertClose([golden.ExpectedLoss], [loss], "loss");
                AssertClose(CoreLeaky.Flat<double>(golden.Outputs), y, "y");
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

        private void AssertClose(double[] expected, double[] found, string what) => Rows.AssertClose(expected, found, tolerance, what);
    }

    private sealed class Single(TrialGolden golden) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            TwinTrials twins = Of(golden);
            (TrialSet trials, int batch) = (twins.Trials(), golden["B"]);
            using Trainer<T> trainer = twins.Trainer(twins.Made<T, TActivation>(f), TemporalRules.Eprop);
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
