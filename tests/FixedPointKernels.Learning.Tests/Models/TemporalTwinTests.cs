using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>A network through time against its twin on random trials: every loss, readout, form and rule.</summary>
[Collection(Alone.Name)]
public sealed class TemporalTwinTests
{
    public static TheoryData<Twin.LeakForm, Twin.TrialLossKind, bool> All
    {
        get
        {
            TheoryData<Twin.LeakForm, Twin.TrialLossKind, bool> all = [];
            foreach (Twin.TrialLossKind kind in Enum.GetValues<Twin.TrialLossKind>())
            {
                foreach (Twin.LeakForm form in Enum.GetValues<Twin.LeakForm>()) all.Add(form, kind, false);
                all.Add(Twin.LeakForm.V, kind, true);
            }

            return all;
        }
    }

    // 12 × 20 cases. At most 8 steps of sums of 12 terms of order 1 with a gain of 1.3, and losses of a few exponentials: some hundred
    // roundings of 1e-16, and where a gradient is a difference of what it sums up a digit or two are gone: 1e-12 of the largest entry.
    [Theory]
    [MemberData(nameof(All))]
    public void Loss_outputs_and_every_update_are_the_twins(Twin.LeakForm form, Twin.TrialLossKind kind, bool readsVoltage)
    {
        string[] activations = [.. EveryActivation.Names.Where(name => name != "power")];
        for (int seed = 0; seed < 20; seed++)
        {
            EveryActivation.Run(
                activations[seed % activations.Length], inFloat: false, new Case(form, kind, readsVoltage, seed));
        }
    }

    private sealed class Case(Twin.LeakForm form, Twin.TrialLossKind kind, bool readsVoltage, int seed) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            TwinTrials trials = Draw(twin);
            Twin.TrialNetwork network = trials.Network;
            double[][][] y = [.. trials.Inputs.Select(network.Outputs)];
            double[][][] errors = [.. y.Select((one, k) => trials.Loss.Errors(one, trials.Wanted[k], trials.Mask[k]))];
            double whole = y.Select((one, k) => trials.Loss.Value(one, trials.Wanted[k], trials.Mask[k])).Sum();
            (double[][] V, double[] C)[] readout = [.. trials.Inputs.Select((one, k) => network.Readout(one, errors[k]))];
            foreach (Twin.TemporalRule rule in Enum.GetValues<Twin.TemporalRule>())
            {
                if (!CoreLeaky.Of(rule).Path().Fits((LeakPlacement)form)) continue;
                Twin.CellGradient update = trials.Inputs.Select((one, k) => network.Gradient(rule, one, errors[k]))
                    .Aggregate((one, other) => one + other);
                (double loss, double[] outputs, IReadOnlyDictionary<string, double[]> found) =
                    trials.Step<T, TActivation>(f, CoreLeaky.Of(rule));
                AssertClose([whole], [loss], "loss");
                AssertClose(CoreLeaky.Flat<double>(y), outputs, "y");
                AssertClose(Flat(update.W), found["W"], $"{rule} W");
                AssertClose(Flat(update.U), found["U"], $"{rule} U");
                AssertClose(update.B, found["b"], $"{rule} b");
                AssertClose(update.Start, found["s0"], $"{rule} s0");
                AssertClose(Sum(readout.Select(one => Flat(one.V))), found["V"], $"{rule} V");
                AssertClose(Sum(readout.Select(one => one.C)), found["c"], $"{rule} c");
            }
        }

        private static double[] Flat(double[][] rows) => [.. rows.SelectMany(row => row)];

        private static double[] Sum(IEnumerable<double[]> all) => all.Aggregate((one, other) => Twin.DenseMatrix.AddScaled(one, 1, other));

        private TwinTrials Draw(Twin.Activation phi)
        {
            (int n, int m, int steps, int batch, int outputs) =
                (1 + (seed % 8), 1 + (seed % 2), 1 + (5 * seed % 8), 1 + (seed % 4), 1 + (seed % 3));
            (Twin.LeakyCell cell, double[][][] x, _) =
                CoreLeaky.Draw(seed + 100, n, m, steps, batch, form, seed % 4 == 0 ? 1 : 0.3, phi);
            Random random = new(seed);
            double[] Row(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
            double[][] Matrix(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => Row(columns))];
            double[] Asked() => kind switch
            {
                Twin.TrialLossKind.SquaredError => Row(outputs),
                Twin.TrialLossKind.Logistic => [.. Row(outputs).Select(one => one > 0 ? 1.0 : 0)],
                _ => OfClass(random.Next(outputs)),
            };
            double[][][] wanted = [.. x.Select(one => one.Select(_ => Asked()).ToArray())];

            // Weights 0, 1/2 and 1; some trial always counts.
            double[][] mask = [.. x.Select((one, k) => one.Select((_, t) => (k + t + 1) % 3 / 2.0).ToArray())];
            Twin.TrialNetwork network = new(
                cell, Matrix(outputs, n), Row(outputs), Matrix(n, outputs), readsVoltage,
                [.. Enumerable.Range(0, n).Select(i => i * 3 / (n + 1))], 0.3);
            return new(network, new(kind, mask.Sum(one => one.Sum())), x, wanted, mask);
        }

        private double[] OfClass(int label) => [.. Enumerable.Range(0, 1 + (seed % 3)).Select(k => k == label ? 1.0 : 0)];

        private static void AssertClose(double[] expected, double[] found, string what) => Rows.AssertClose(expected, found, 1e-12, what);
    }
}
