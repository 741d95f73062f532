using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Cells;

/// <summary>Learning while the cell runs: the sums of traces forward are those of signals backward, along every path that has both.
/// </summary>
public sealed class OnlineCellTests
{
    public static TheoryData<LeakPlacement, string> Paths => That("leak", "self", "hop", "types");

    public static TheoryData<LeakPlacement, string> PartsOfTheWay => That("leak", "self", "hop", "types", "modulated", "modulated types");

    // The same sums in another order: of T·B = 30 terms of order 1, some hundred roundings of 1e-16, over what cancels among them.
    [Theory]
    [MemberData(nameof(Paths))]
    public void Traces_forward_are_signals_backward(LeakPlacement placement, string path)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            (int n, int m, int steps, int batch) = (1 + (seed % 9), 1 + (seed % 3), 1 + (seed % 7), 1 + (seed % 6));
            double alpha = seed % 4 == 0 ? 1 : 0.3;
            LeakyReadout readout = seed % 2 == 0 ? LeakyReadout.Activity : LeakyReadout.State;
            (LeakyWeights<double> weights, double[] x, double[] signals) = Draw(seed, placement, n, m, steps, batch, alpha);
            LeakyCell<double, Tanh> cell = new(weights, steps, batch, default, readout);
            double[] all = new double[batch * steps * n], expected = new double[weights.Shape.Count], found = new double[expected.Length];
            cell.Trace(x, all);
            cell.BackwardThrough(signals, expected, PathOf(path));
            OnlineCell<double, Tanh> online = new(weights, PathOf(path), batch, default, readout);
            Run(online, x, signals, all, found, steps, seed % 5 == 0);
            double largest = expected.Max(Math.Abs);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-13 * largest);
        }
    }

    // A rule that silently is backpropagation through time is the known failure of such libraries: each path differs from it, unless there
    // is one step, or nothing goes through the weights.
    [Theory]
    [MemberData(nameof(PartsOfTheWay))]
    public void A_part_of_the_way_is_not_the_whole_way(LeakPlacement placement, string path)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            (int n, int steps, double alpha) = (2 + (seed % 6), seed % 3 == 0 ? 1 : 3 + (seed % 5), seed % 4 == 0 ? 1 : 0.4);
            (LeakyWeights<double> weights, double[] x, double[] signals) = Draw(seed, placement, n, 2, steps, 3, alpha);
            bool isolated = seed % 5 == 1;
            if (isolated) weights.Set(LeakyPart.Recurrent, new double[n * n]);
            LeakyCell<double, Tanh> cell = new(weights, steps, 3, default, LeakyReadout.Activity);
            double[] all = new double[3 * steps * n], exact = new double[weights.Shape.Count], part = new double[exact.Length];
            cell.Trace(x, all);
            cell.BackwardThrough(signals, exact);
            cell.Trace(x, all);
            cell.BackwardThrough(signals, part, PathOf(path));

            // Of W, U and b: a step back to the start goes through the weights even where there is one step.
            int count = weights.Shape.Offset(LeakyPart.Start);
            double distance = Enumerable.Range(0, count).Max(i => Math.Abs(exact[i] - part[i])) / exact[..count].Max(Math.Abs);
            if (steps == 1 || isolated) Assert.InRange(distance, 0, 1e-14);
            else Assert.InRange(distance, 1e-4, double.PositiveInfinity);
        }
    }

    // Weights that change after every step: what is learned of step t has the slopes and factors that step had.
    [Fact]
    public void Weights_may_change_on_the_way()
    {
        (LeakyWeights<float> weights, _, _) = Draw<float>(3, LeakPlacement.Rate, 7, 2, 4, 3, 0.3);
        OnlineCell<float, Tanh> cell = new(weights, CreditPath.Self, 3);
        float[] states = new float[21], gradient = new float[weights.Shape.Count], values = [.. weights.Values], first = new float[21];
        cell.Begin(3);
        for (int t = 0; t < 5; t++)
        {
            Assert.Equal(0, cell.Step([1, 0, 0, 1, 0.5f, 0.5f], states));
            if (t == 0) states.CopyTo(first, 0);
            cell.Learn(states);
            cell.Take(gradient);
            for (int i = 0; i < values.Length; i++) values[i] -= 0.1f * gradient[i];
            weights.Set(values);
        }

        cell.Begin(3);
        cell.Step([1, 0, 0, 1, 0.5f, 0.5f], states);
        Assert.True(states.Sum(s => s * s) < first.Sum(s => s * s));
        cell.Take(gradient);
        Assert.All(gradient, one => Assert.Equal(0, one));
    }

    [Theory]
    [InlineData(LeakPlacement.Voltage, "leak")]
    [InlineData(LeakPlacement.Voltage, "types")]
    [InlineData(LeakPlacement.Rate, "self")]
    public void What_is_not_finite_counts_no_more_and_harms_no_other(LeakPlacement placement, string path)
    {
        const int n = 5, m = 2, steps = 4, batch = 3;
        (LeakyWeights<double> weights, double[] x, double[] signals) = Draw(8, placement, n, m, steps, batch, 0.5);
        OnlineCell<double, Tanh> cell = new(weights, PathOf(path), batch);
        double[] expected = new double[weights.Shape.Count], found = new double[expected.Length];

        // The second sample is told nothing, then it is NaN from its first step on.
        signals.AsSpan(steps * n, steps * n).Clear();
        Run(cell, x, signals, null, expected, steps, false);
        x[steps * m] = double.NaN;
        Run(cell, x, signals, null, found, steps, false);
        Assert.Equal([false, true, false], cell.LeftOut.ToArray());
        for (int i = 0; i < found.Length; i++)
        {
            // Its start would have been moved by the hop: without signals nothing is.
            Assert.Equal(expected[i], found[i], 1e-14);
        }
    }

    // Nothing is told of the first steps, in which the second sample stops being finite: zero times its NaN would be in every sum.
    [Theory]
    [InlineData(LeakPlacement.Voltage, "leak")]
    [InlineData(LeakPlacement.Voltage, "hop")]
    [InlineData(LeakPlacement.Rate, "leak")]
    [InlineData(LeakPlacement.Inside, "self")]
    public void What_is_not_finite_harms_no_other_where_nothing_is_told(LeakPlacement placement, string path)
    {
        (LeakyWeights<double> weights, _, _) = Draw(8, placement, 5, 2, 4, 3, 0.5);
        double[] told = [.. Enumerable.Range(0, 15).Select(i => i / 5 == 1 ? 0.0 : 1)], states = new double[15];
        Assert.Equal(Learned(1), Learned(double.NaN));

        double[] Learned(double entry)
        {
            OnlineCell<double, Tanh> cell = new(weights, PathOf(path), 3);
            cell.Begin(3);
            for (int t = 0; t < 4; t++) cell.Step([1, 0, entry, 1, 0.5, 0.5], states);
            cell.Learn(told);
            double[] gradient = new double[weights.Shape.Count];
            cell.Take(gradient);
            return gradient;
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        foreach (LeakPlacement placement in Enum.GetValues<LeakPlacement>())
        {
            (LeakyWeights<float> weights, float[] x, float[] signals) = Draw<float>(4, placement, 20, 3, 1, 9, 0.3);
            foreach (string path in (string[])["leak", "self"])
            {
                OnlineCell<float, Tanh> cell = new(weights, PathOf(path), 9);
                float[] states = new float[9 * 20], gradient = new float[weights.Shape.Count];
                ZeroBytes.Assert(path, () =>
                {
                    cell.Begin(9);
                    cell.Step(x, states);
                    cell.Learn(signals);
                    cell.Step(x, states);
                    cell.Step(x, states);
                    cell.Take(gradient);
                });
            }
        }
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        LeakyWeights<double> voltage = new(LeakPlacement.Voltage, new(3, 2)), rate = new(LeakPlacement.Rate, new(3, 2));
        Assert.Throws<ArgumentException>(() => new OnlineCell<double, Tanh>(voltage, CreditPath.Exact, 1));
        Assert.Throws<ArgumentException>(() => new OnlineCell<double, Tanh>(voltage, CreditPath.Modulated(0.2, false), 1));
        Assert.Throws<ArgumentException>(() => new OnlineCell<double, Tanh>(voltage, CreditPath.OneHopByType, 1));
        Assert.Throws<ArgumentException>(() => new OnlineCell<double, Tanh>(rate, CreditPath.OneHop, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CreditPath.Modulated(double.NaN, false));
        Assert.Throws<ArgumentNullException>(() => new OnlineCell<double, Tanh>(null!, CreditPath.Leak, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnlineCell<double, Tanh>(voltage, CreditPath.Leak, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnlineCell<double, Tanh>(voltage, CreditPath.Leak, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyWeights<double>(LeakPlacement.Voltage, new(3, 2), 1, [0, 1, 3]));
        Assert.Throws<ArgumentException>(() => new LeakyWeights<double>(LeakPlacement.Voltage, new(3, 2), 1, [0, 1]));
        OnlineCell<double, Tanh> cell = new(voltage, CreditPath.Leak, 2);
        Assert.Throws<InvalidOperationException>(() => cell.Step(new double[2], new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cell.Begin(3));
        cell.Begin(1);
        Assert.Throws<InvalidOperationException>(() => cell.Learn(new double[3]));
        Assert.Throws<ArgumentException>(() => cell.Step(new double[3], new double[3]));
        Assert.Throws<ArgumentException>(() => cell.Step(new double[2], new double[2]));
        cell.Step(new double[2], new double[3]);
        Assert.Throws<ArgumentException>(() => cell.Learn(new double[2]));
        Assert.Throws<ArgumentException>(() => cell.Take(new double[2]));
        LeakyCell<double, Tanh> whole = new(rate, 1, 1);
        whole.Trace(new double[2], new double[3]);
        Assert.Throws<ArgumentException>(() => whole.BackwardThrough(new double[3], new double[rate.Shape.Count], CreditPath.OneHop));
    }

    private static CreditPath PathOf(string path) => path switch
    {
        "leak" => CreditPath.Leak,
        "self" => CreditPath.Self,
        "hop" => CreditPath.OneHop,
        "types" => CreditPath.OneHopByType,
        _ => CreditPath.Modulated(0.3, byType: path == "modulated types"),
    };

    private static TheoryData<LeakPlacement, string> That(params string[] paths)
    {
        TheoryData<LeakPlacement, string> all = [];
        foreach (LeakPlacement placement in Enum.GetValues<LeakPlacement>())
        {
            foreach (string path in paths.Where(path => PathOf(path).Fits(placement))) all.Add(placement, path);
        }

        return all;
    }

    private static void Run(
        OnlineCell<double, Tanh> cell, double[] x, double[] signals, double[]? all, double[] gradients, int steps, bool takesEachStep)
    {
        (int n, int m) = (cell.Weights.Shape.Units, cell.Weights.Shape.Inputs);
        int batch = signals.Length / steps / n;
        double[] states = new double[batch * n], one = new double[gradients.Length];
        Array.Clear(gradients);
        cell.Begin(batch);
        for (int t = 0; t < steps; t++)
        {
            double[] Rows(double[] of, int width) =>
                [.. Enumerable.Range(0, batch).SelectMany(k => of[(((k * steps) + t) * width)..(((k * steps) + t + 1) * width)])];
            cell.Step(Rows(x, m), states);
            if (all is not null) Assert.Equal(Rows(all, n), states);
            cell.Learn(Rows(signals, n));
            if (!takesEachStep && t < steps - 1) continue;
            cell.Take(one);
            for (int i = 0; i < one.Length; i++) gradients[i] += one[i];
        }
    }

    private static (LeakyWeights<double> Weights, double[] X, double[] Signals) Draw(
        int seed, LeakPlacement placement, int n, int m, int steps, int batch, double alpha) =>
        Draw<double>(seed, placement, n, m, steps, batch, alpha);

    private static (LeakyWeights<T> Weights, T[] X, T[] Signals) Draw<T>(
        int seed, LeakPlacement placement, int n, int m, int steps, int batch, double alpha)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        (Twin.LeakyCell twin, double[][][] x, double[][][] signals) =
            CoreLeaky.Draw(seed, n, m, steps, batch, (Twin.LeakForm)placement, alpha, Twin.Activation.Tanh);
        LeakyWeights<T> weights = new(placement, new(n, m), alpha, [.. Enumerable.Range(0, n).Select(i => i * 3 / (n + 1))]);
        weights.Set(CoreLeaky.Of<T>(twin).Values);
        return (weights, CoreLeaky.Flat<T>(x), CoreLeaky.Flat<T>(signals));
    }
}
