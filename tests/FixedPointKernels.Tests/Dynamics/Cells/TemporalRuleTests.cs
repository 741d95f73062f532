using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Cells;

/// <summary>Properties of the rules that learn through time, on random cells: who must agree does, who must differ does.</summary>
public sealed class TemporalRuleTests
{
    // One trial of a seed for each form and activation.
    private const int Seeds = 12;

    public static TheoryData<Twin.LeakForm, string> All
    {
        get
        {
            TheoryData<Twin.LeakForm, string> all = [];
            foreach (Twin.LeakForm form in Enum.GetValues<Twin.LeakForm>())
            {
                foreach (string activation in EveryActivation.Names) all.Add(form, activation);
            }

            return all;
        }
    }

    public static TheoryData<Twin.LeakForm> Forms => [.. Enum.GetValues<Twin.LeakForm>()];

    // 3 forms × 7 activations × 12 seeds: 252 cases of N ≤ 8. At most 10 steps of sums of 12 terms of order 1 with a gain of 1.3: a hundred
    // roundings of 1e-16, multiplied by at most 1.3¹⁰ = 14 on the way: 1e-12 of the largest entry is generous.
    [Theory]
    [MemberData(nameof(All))]
    public void Real_time_learning_is_the_exact_gradient_and_every_rule_is_the_twins(Twin.LeakForm form, string activation)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            // A power of 2 grows doubly exponentially: few steps.
            int steps = 1 + ((7 * seed) % (activation == "power" ? 4 : 10));
            EveryActivation.Run(activation, inFloat: false, new Agreement(form, seed, 1 + (seed % 8), steps, 1 + (seed % 4), 1e-12));
        }
    }

    // 40 steps of sums of 65 terms: some thousand roundings of 1e-16, multiplied by at most 1.3⁴⁰ = 4e4 where the state grows as much:
    // 1e-12; float has 2²⁹ times the unit, 5e-4. Relative to the largest entry of what is compared.
    [Theory]
    [InlineData(Twin.LeakForm.V, "tanh", 65, 40)]
    [InlineData(Twin.LeakForm.V, "retanh", 33, 25)]
    [InlineData(Twin.LeakForm.R, "tanh", 65, 40)]
    [InlineData(Twin.LeakForm.P, "softplus", 40, 12)]
    public void Every_rule_of_a_large_cell_is_the_twins(Twin.LeakForm form, string activation, int n, int steps)
    {
        EveryActivation.Run(activation, inFloat: false, new Agreement(form, 3, n, steps, 2, 1e-12));
        EveryActivation.Run(activation, inFloat: true, new Agreement(form, 3, n, steps, 2, 5e-4));
    }

    // In a linear network every neuron has the same trace whatever it is told, so F e zᵀ summed over anything is F times something: what
    // stands off the columns of F is rounding, of a sum of 5·4·20 terms of order 1, over its largest entry.
    [Theory]
    [MemberData(nameof(Forms))]
    public void What_fixed_feedback_learns_in_a_linear_network_has_the_rank_of_the_feedback(Twin.LeakForm form)
    {
        const int n = 12, outputs = 2, steps = 20, batch = 4;
        (Twin.LeakyCell twin, double[][][] x, double[][][] errors) =
            CoreLeaky.Draw(5, n, 3, steps, batch, form, 0.2, Twin.Activation.Linear);
        twin = twin with { W = Twin.DenseMatrix.Scale(0.5, twin.W) };
        double[][] feedback = [.. errors[0].Take(n).Select(row => row[..outputs])];
        LeakyWeights<double> weights = CoreLeaky.Of<double>(twin);
        LeakyCell<double, Linear> cell = new(weights, steps, batch);
        double[] all = new double[batch * steps * n], gradients = new double[weights.Shape.Count];
        double[] start = weights.Values[..(n * n)].ToArray();
        for (int update = 0; update < 5; update++)
        {
            cell.Trace(CoreLeaky.Flat<double>(x), all);
            double[] told =
            [
                .. Rows.From<double>(all, batch * steps, n).SelectMany(s => Twin.DenseMatrix.Multiply(feedback, s[..outputs])),
            ];
            cell.BackwardThrough(told, gradients, CreditPath.Leak);
            weights.Set([.. weights.Values.ToArray().Zip(gradients, (p, g) => p - (0.002 * g))]);
        }

        double[][] change = Rows.From<double>([.. weights.Values[..(n * n)].ToArray().Zip(start, (now, then) => now - then)], n, n);
        double[][] basis = Orthonormal(Twin.DenseMatrix.Transpose(feedback));
        double[][] shadow = Twin.DenseMatrix.Multiply(
            Twin.DenseMatrix.Transpose(basis), Twin.DenseMatrix.Multiply(basis, change));
        Assert.True(Twin.DenseMatrix.Largest(change) > 1e-2);
        Rows.AssertClose(change, shadow, 1e-12, "off the feedback");

        // And the whole gradient has more.
        cell.Trace(CoreLeaky.Flat<double>(x), all);
        cell.BackwardThrough(CoreLeaky.Flat<double>(errors), gradients);
        double[][] whole = Rows.From<double>(gradients.AsSpan(0, n * n), n, n);
        shadow = Twin.DenseMatrix.Multiply(Twin.DenseMatrix.Transpose(basis), Twin.DenseMatrix.Multiply(basis, whole));
        Assert.True(Rows.RelativeError(whole, shadow) > 0.1);
    }

    // The same sums in another order: a hundred roundings of 1e-16.
    [Theory]
    [MemberData(nameof(Forms))]
    public void Neurons_in_another_order_have_all_in_that_order(Twin.LeakForm form)
    {
        const int n = 7, m = 2, steps = 9, batch = 3;
        for (int seed = 0; seed < 10; seed++)
        {
            (Twin.LeakyCell twin, double[][][] x, double[][][] signals) =
                CoreLeaky.Draw(seed, n, m, steps, batch, form, 0.3, Twin.Activation.Tanh);
            int[] order = [.. Enumerable.Range(0, n).OrderBy(i => ((i + 1) * (seed + 3) * 37) % 41)], types = Types(n);
            T[] To<T>(T[] row) => [.. order.Select(i => row[i])];
            Twin.LeakyCell moved = twin with { W = To([.. twin.W.Select(To)]), U = To(twin.U), B = To(twin.B), Start = To(twin.Start) };
            double[][][] movedSignals = [.. signals.Select(one => one.Select(To).ToArray())];
            foreach (Twin.TemporalRule rule in RulesOf(form))
            {
                (double[] states, Twin.CellGradient found) = Core<double, Tanh>(default, twin, types, rule, x, signals);
                (double[] movedStates, Twin.CellGradient other) = Core<double, Tanh>(default, moved, To(types), rule, x, movedSignals);
                double[][] rows = Rows.From<double>(states, batch * steps, n);
                Rows.AssertClose([.. rows.Select(To)], Rows.From<double>(movedStates, batch * steps, n), 1e-13, "states");
                Rows.AssertClose(To([.. found.W.Select(To)]), other.W, 1e-13, $"{rule} W");
                Rows.AssertClose(To(found.U), other.U, 1e-13, $"{rule} U");
                Rows.AssertClose(To(found.B), other.B, 1e-13, $"{rule} b");
                Rows.AssertClose(To(found.Start), other.Start, 1e-13, $"{rule} s0");
            }
        }
    }

    private static int[] Types(int n) => [.. Enumerable.Range(0, n).Select(i => i * 3 / (n + 1))];

    private static IEnumerable<Twin.TemporalRule> RulesOf(Twin.LeakForm form) => Enum.GetValues<Twin.TemporalRule>()
        .Where(rule => CoreLeaky.Of(rule).Path().Fits((LeakPlacement)form));

    // Gram–Schmidt of rows, twice over.
    private static double[][] Orthonormal(double[][] rows)
    {
        List<double[]> basis = [];
        foreach (double[] row in rows)
        {
            double[] rest = row;
            foreach (double[] one in basis.Concat(basis).ToArray())
                rest = Twin.DenseMatrix.AddScaled(rest, -Twin.DenseMatrix.Dot(one, rest), one);
            basis.Add(Twin.DenseMatrix.Scale(1 / Math.Sqrt(Twin.DenseMatrix.Dot(rest, rest)), rest));
        }

        return [.. basis];
    }

    private static (double[] States, Twin.CellGradient Update) Core<T, TActivation>(
        TActivation f, Twin.LeakyCell twin, int[] types, Twin.TemporalRule rule, double[][][] x, double[][][] signals)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        (int n, int steps) = (twin.B.Length, x[0].Length);
        LeakyWeights<T> weights = CoreLeaky.Of<T>(twin, types);
        LeakyCell<T, TActivation> cell = new(weights, steps, x.Length, f);
        T[] all = new T[x.Length * steps * n], gradients = new T[weights.Shape.Count];
        Assert.Equal(0, cell.Trace(CoreLeaky.Flat<T>(x), all));
        cell.BackwardThrough(CoreLeaky.Flat<T>(signals), gradients, CoreLeaky.Of(rule).Path(Agreement.Modulation));
        return (Rows.From<T>(all), CoreLeaky.Parts<T>(weights.Shape, gradients));
    }

    private sealed class Agreement(Twin.LeakForm form, int seed, int n, int steps, int batch, double tolerance) : IActivationCase
    {
        internal const double Modulation = 0.3;

        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            double alpha = (seed % 3) switch { 0 => 1, 1 => 0.5, _ => 0.2 };
            (Twin.LeakyCell cell, double[][][] x, double[][][] signals) =
                CoreLeaky.Draw((97 * seed) + steps, n, 1 + (seed / 4 % 3), steps, batch, form, alpha, twin);
            Mask(signals);
            int[] types = Types(n);
            Twin.TrialNetwork network = new(cell, [], [], [], ReadsVoltage: true, types, Modulation);
            foreach (Twin.TemporalRule rule in RulesOf(form))
            {
                (_, Twin.CellGradient found) = Core<T, TActivation>(f, cell, types, rule, x, signals);
                bool isExact = rule is Twin.TemporalRule.Bptt or Twin.TemporalRule.FeedbackAlignment;
                if (isExact) AssertClose(Sum(network.Cell.Gradient), found, rule);
                if (!isExact || n <= 8) AssertClose(Sum((one, told) => network.Along(rule, one, told)), found, rule);
            }

            Twin.CellGradient Sum(Func<double[][], double[][], Twin.CellGradient> ofSample) =>
                x.Zip(signals, ofSample).Aggregate((one, other) => one + other);
        }

        // A third of the steps counts nothing, in every sample others.
        private static void Mask(double[][][] signals)
        {
            for (int k = 0; k < signals.Length; k++)
            {
                for (int t = 0; t < signals[k].Length - 1; t++)
                {
                    if ((k + t) % 3 == 0) Array.Clear(signals[k][t]);
                }
            }
        }

        private void AssertClose(Twin.CellGradient expected, Twin.CellGradient found, Twin.TemporalRule rule)
        {
            Rows.AssertClose(expected.W, found.W, tolerance, $"{rule} W of seed {seed}");
            Rows.AssertClose(expected.U, found.U, tolerance, $"{rule} U of seed {seed}");
            Rows.AssertClose(expected.B, found.B, tolerance, $"{rule} b of seed {seed}");
            Rows.AssertClose(expected.Start, found.Start, tolerance, $"{rule} s0 of seed {seed}");
        }
    }
}
