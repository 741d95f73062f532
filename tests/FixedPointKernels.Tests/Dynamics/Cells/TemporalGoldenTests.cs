using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Rules;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Cells;

/// <summary>Cell and twin against states, outputs, losses and the update by every rule that independent code found in double.</summary>
/// <remarks>1e-11 of the largest entry is the tolerance.</remarks>
public sealed class TemporalGoldenTests
{
    public static TheoryData<string> All => TrialGolden.Ids;

    [Theory]
    [MemberData(nameof(All))]
    public void The_twin_has_every_number(string id)
    {
        TrialGolden golden = new(id);
        Twin.TrialNetwork network = golden.Network;
        double[][][] x = golden.Inputs, y = [.. x.Select(network.Outputs)], errors = Errors(golden, y);
        double loss = Enumerable.Range(0, x.Length).Sum(k => golden.Loss.Value(y[k], golden.Wanted[k], golden.Mask[k]));
        AssertClose([golden.ExpectedLoss], [loss], "loss");
        AssertClose(CoreLeaky.Flat<double>(golden.Outputs), CoreLeaky.Flat<double>(y), "y");
        AssertClose(Flat(golden.Last), [.. x.SelectMany(one => network.Cell.Run(one)[^1])], "last state");
        (double[][] V, double[] C)[] readout = [.. x.Select((one, k) => network.Readout(one, errors[k]))];
        AssertClose(Flat(golden.GradientOfV), Sum(readout.Select(one => Flat(one.V))), "V");
        AssertClose(golden.GradientOfC, Sum(readout.Select(one => one.C)), "c");
        foreach (Twin.TemporalRule rule in golden.Rules)
        {
            Twin.CellGradient[] updates = [.. x.Select((one, k) => network.Gradient(rule, one, errors[k]))];
            AssertUpdate(golden, rule, updates.Aggregate((one, other) => one + other));
            if (rule == Twin.TemporalRule.Bptt)
                AssertClose(Flat(golden.GradientOfStarts), [.. updates.SelectMany(one => one.Start)], "s0");
        }

        double[][][] back = [.. x.Select((one, k) => network.Signals(one, errors[k], byFeedback: false))];
        Twin.CellGradient descent = x.Select((one, k) => network.Cell.Gradient(one, back[k])).Aggregate((one, other) => one + other);
        AssertUpdate(golden, Twin.TemporalRule.Bptt, descent);
        Twin.EligibilityTraces traces = new(network.Cell, ownWeight: false);
        AssertClose(golden.LastTrace, golden.Kept([.. x.Select(traces.Last)]), "last trace");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_cell_has_states_and_updates(string id)
    {
        TrialGolden golden = new(id);
        EveryActivation.Run(golden.Phi, inFloat: false, new Case(golden));
    }

    private static double[][][] Errors(TrialGolden golden, double[][][] y) =>
        [.. y.Select((one, k) => golden.Loss.Errors(one, golden.Wanted[k], golden.Mask[k]))];

    private static void AssertUpdate(TrialGolden golden, Twin.TemporalRule rule, Twin.CellGradient found)
    {
        (double[][] w, double[][] u, double[] b) = golden.Gradient(rule);
        AssertClose(Flat(w), Flat(found.W), $"{rule} W");
        AssertClose(Flat(u), Flat(found.U), $"{rule} U");
        AssertClose(b, found.B, $"{rule} b");
    }

    private static double[] Flat(double[][] rows) => [.. rows.SelectMany(row => row)];

    private static double[] Sum(IEnumerable<double[]> all) => all.Aggregate((one, other) => Twin.DenseMatrix.AddScaled(one, 1, other));

    private static void AssertClose(double[] expected, double[] found, string what) => Rows.AssertClose(expected, found, 1e-11, what);

    private sealed class Case(TrialGolden golden) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            Twin.TrialNetwork network = golden.Network;
            double[][][] x = golden.Inputs, errors = Errors(golden, [.. x.Select(network.Outputs)]);
            (int n, int steps, int batch) = (golden["N"], golden["T"], golden["B"]);
            LeakyWeights<T> weights = CoreLeaky.Of<T>(network.Cell, network.Types);
            LeakyCell<T, TActivation> cell = new(weights, steps, batch, f);
            T[] all = new T[batch * steps * n], gradients = new T[weights.Shape.Count];
            foreach (Twin.TemporalRule rule in golden.Rules)
            {
                TemporalRuleEntry entry = CoreLeaky.Of(rule);
                double[][][] told = [.. x.Select((one, k) => network.Signals(one, errors[k], entry.HasFixedFeedback))];
                Assert.Equal(0, cell.Trace(CoreLeaky.Flat<T>(x), all));
                AssertClose(Flat(golden.Last), [.. Rows.From<T>(all, batch * steps, n).Chunk(steps).SelectMany(one => one[^1])], "last");
                cell.BackwardThrough(CoreLeaky.Flat<T>(told), gradients, entry.Path(network.Modulation));
                AssertUpdate(golden, rule, CoreLeaky.Parts<T>(weights.Shape, gradients));
                if (rule == Twin.TemporalRule.Bptt)
                    AssertClose(Sum(golden.GradientOfStarts), CoreLeaky.Parts<T>(weights.Shape, gradients).Start, "sum of s0");
                if (entry.IsOnline) AssertUpdate(golden, rule, Online(weights, f, entry.Path(), x, told));
            }

            // Told once, at the end, a one for every neuron: what a trace has become.
            double[][][] ones = [.. x.Select(one => one.Select((_, t) => new double[n]).ToArray())];
            foreach (double[][] one in ones) Array.Fill(one[^1], 1);
            double[][][] traces =
                [.. x.Select((one, k) => Online(weights, f, TemporalRules.Eprop.Path(), [one], [ones[k]]).W)];
            AssertClose(golden.LastTrace, golden.Kept(traces), "last trace");
        }

        private static Twin.CellGradient Online<T, TActivation>(
            LeakyWeights<T> weights, TActivation f, CreditPath path, double[][][] x, double[][][] told)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            OnlineCell<T, TActivation> cell = new(weights, path, x.Length, f);
            T[] states = new T[x.Length * weights.Shape.Units], gradients = new T[weights.Shape.Count];
            cell.Begin(x.Length);
            for (int t = 0; t < x[0].Length; t++)
            {
                cell.Step([.. x.SelectMany(one => one[t]).Select(T.CreateTruncating)], states);
                cell.Learn([.. told.SelectMany(one => one[t]).Select(T.CreateTruncating)]);
            }

            cell.Take(gradients);
            return CoreLeaky.Parts<T>(weights.Shape, gradients);
        }
    }
}
