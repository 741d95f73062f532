using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Cells;

/// <summary>The leaky cell against its twin in every form, and against central differences.</summary>
public sealed class LeakyCellTests
{
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

    // Up to 40 steps of sums of N = 65 terms of order 1 and a gain of 1.3: some thousand roundings of 1e-16, multiplied by at most 1.3⁴⁰ in
    // the linear cell alone, whose state has grown as much: 1e-12 of the largest is generous in double; float has 2²⁹ times the unit, 5e-4.
    [Theory]
    [MemberData(nameof(All))]
    public void States_and_gradients_are_the_twins(Twin.LeakForm form, string activation)
    {
        EveryActivation.Run(activation, inFloat: false, new Case(form, 1e-12));
        EveryActivation.Run(activation, inFloat: true, new Case(form, 5e-4));
    }

    // (L(p + h) − L(p − h))/2h is off by h² L‴/6, and by the rounding of L, 1e-15, over h: 1e-9 at h = 1e-5, of gradients of order 1.
    [Theory]
    [InlineData(Twin.LeakForm.V)]
    [InlineData(Twin.LeakForm.R)]
    [InlineData(Twin.LeakForm.P)]
    public void Gradients_are_central_differences(Twin.LeakForm form)
    {
        const int n = 6, m = 2, steps = 9, batch = 3;
        (Twin.LeakyCell twin, double[][][] x, double[][][] signals) =
            CoreLeaky.Draw(11, n, m, steps, batch, form, 0.3, Twin.Activation.Tanh);
        double[] inputs = CoreLeaky.Flat<double>(x), through = CoreLeaky.Flat<double>(signals);
        double[] last = [.. signals.SelectMany(one => one[^1])];
        LeakyWeights<double> weights = CoreLeaky.Of<double>(twin);
        LeakyCell<double, Tanh> cell = new(weights, steps, batch);
        double[] parameters = [.. weights.Values], y = new double[batch * n], all = new double[batch * steps * n];
        double[] ofLast = new double[parameters.Length], ofAll = new double[parameters.Length];
        cell.Forward(inputs, y);
        cell.Backward(last, ofLast);
        cell.Trace(inputs, all);
        cell.BackwardThrough(through, ofAll);
        for (int k = 0; k < parameters.Length; k++)
        {
            (double Last, double All) Loss(double change)
            {
                double[] moved = [.. parameters];
                moved[k] += change;
                weights.Set(moved);
                cell.Look(inputs, y);
                cell.Trace(inputs, all);
                return (y.Zip(last, (one, other) => one * other).Sum(), all.Zip(through, (one, other) => one * other).Sum());
            }

            ((double lastUp, double allUp), (double lastDown, double allDown)) = (Loss(1e-5), Loss(-1e-5));
            Assert.Equal((lastUp - lastDown) / 2e-5, ofLast[k], 1e-8 * ofLast.Max(Math.Abs));
            Assert.Equal((allUp - allDown) / 2e-5, ofAll[k], 1e-8 * ofAll.Max(Math.Abs));
        }
    }

    // With α = 1 both are φ(W s + U x + b): the leak's terms are exact zeros, so to the bit.
    [Fact]
    public void Without_a_leak_rate_and_inside_are_the_same()
    {
        (Twin.LeakyCell twin, double[][][] x, double[][][] signals) =
            CoreLeaky.Draw(2, 21, 3, 8, 5, Twin.LeakForm.R, 1, Twin.Activation.Tanh);
        (double[] states, double[] gradients) = Run(twin);
        (double[] ofInside, double[] gradientsOfInside) = Run(twin with { Form = Twin.LeakForm.P });
        Assert.Equal(states, ofInside);
        Assert.Equal(gradients, gradientsOfInside);

        (double[] States, double[] Gradients) Run(Twin.LeakyCell one)
        {
            LeakyCell<double, Tanh> cell = new(CoreLeaky.Of<double>(one), 8, 5);
            double[] all = new double[5 * 8 * 21], found = new double[cell.Weights.Shape.Count];
            cell.Trace(CoreLeaky.Flat<double>(x), all);
            cell.BackwardThrough(CoreLeaky.Flat<double>(signals), found);
            return (all, found);
        }
    }

    private sealed class Case(Twin.LeakForm form, double tolerance) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            foreach ((int n, int m, int steps, int batch, double alpha) in ((int, int, int, int, double)[])
                [(1, 1, 1, 1, 1), (3, 2, 7, 3, 0.2), (5, 1, 4, 2, 1), (17, 3, 3, 5, 0.5), (4, 1, 9, 70, 0.1), (65, 9, 40, 2, 0.2)])
            {
                // A power of 2 grows doubly exponentially: few steps.
                if (twin.Kind == Twin.ActivationKind.PowerLaw && steps > 4) continue;
                (Twin.LeakyCell cell, double[][][] x, double[][][] signals) =
                    CoreLeaky.Draw(n + steps, n, m, steps, batch, form, alpha, twin);
                Compare<T, TActivation>(f, cell, x, signals, steps, batch);
            }
        }

        private void Compare<T, TActivation>(
            TActivation f, Twin.LeakyCell twin, double[][][] x, double[][][] signals, int steps, int batch)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            int n = twin.B.Length;
            LeakyCell<T, TActivation> cell = new(CoreLeaky.Of<T>(twin), steps, batch, f);
            T[] inputs = CoreLeaky.Flat<T>(x), all = new T[batch * steps * n], last = new T[batch * n];
            T[] gradients = new T[cell.Weights.Shape.Count];
            double[][][] states = [.. x.Select(twin.Run)];
            Assert.Equal(0, cell.Trace(inputs, all));
            AssertClose(CoreLeaky.Flat<double>(states), all);
            cell.BackwardThrough(CoreLeaky.Flat<T>(signals), gradients);
            AssertParts(cell.Weights.Shape, CoreLeaky.Gradient(twin, x, signals), gradients);
            Assert.Equal(0, cell.Forward(inputs, last));
            AssertClose([.. states.SelectMany(one => one[^1])], last);
            cell.Backward(CoreLeaky.Flat<T>([.. signals.Select(one => (double[][])[one[^1]])]), gradients);
            AssertParts(cell.Weights.Shape, CoreLeaky.Gradient(twin, x, CoreLeaky.LastOnly(signals)), gradients);
        }

        private void AssertParts<T>(LeakyShape shape, double[] expected, T[] found)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (LeakyPart part = 0; part <= LeakyPart.Start; part++)
                AssertClose(shape.Of<double>(expected, part), shape.Of<T>(found, part));
        }

        private void AssertClose<T>(ReadOnlySpan<double> expected, ReadOnlySpan<T> found)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double largest = 1e-3;
            foreach (double one in expected) largest = Math.Max(largest, Math.Abs(one));
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], double.CreateChecked(found[i]), tolerance * largest);
        }
    }
}
