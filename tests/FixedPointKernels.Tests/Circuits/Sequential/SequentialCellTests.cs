using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference.SequentialCell;
using TwinForm = FixedPointKernels.Reference.SequentialForm;

namespace FixedPointKernels.Tests.Circuits.Sequential;

/// <summary>The sequential cell against its twin, which differentiates by complex steps, and against central differences.</summary>
public sealed class SequentialCellTests
{
    public static TheoryData<TwinForm, bool> All
    {
        get
        {
            TheoryData<TwinForm, bool> all = [];
            foreach (TwinForm form in Enum.GetValues<TwinForm>())
            {
                all.Add(form, false);
                all.Add(form, true);
            }

            return all;
        }
    }

    // Some hundred roundings in a row, the sums of n terms each, of numbers of order 1: 1e-13 and 1e-11 of the largest are generous in
    // double. Float has 2²⁹ times its unit, 1e-13 → 5e-5, and gradients of T = 7 steps a few times that.
    [Theory]
    [MemberData(nameof(All))]
    public void States_and_gradients_are_the_twins(TwinForm form, bool isOrdered)
    {
        foreach ((int n, int m, int steps, int batch, int segment) in ((int, int, int, int, int)[])
            [(1, 1, 1, 1, 0), (3, 2, 7, 3, 2), (5, 1, 4, 2, 1), (17, 3, 3, 5, 0), (4, 1, 9, 70, 4)])
        {
            (Twin twin, double[][][] x) = CoreSequential.Draw(n + steps, n, m, steps, batch, form, isOrdered);
            double[][] back = Cotangents(batch, n);
            Dictionary<string, double[][]> expected = twin.Gradient(x, back);
            Compare<double>(twin, x, back, expected, segment, 1e-13, 1e-11);
            Compare<float>(twin, x, back, expected, segment, 5e-5, 1e-3);
        }
    }

    // (L(p + h) − L(p − h))/2h is off by h² L‴/6, and by the rounding of L, 1e-16, over h: 1e-10 at h = 1e-5, of gradients of order 1.
    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_are_central_differences(TwinForm form, bool isOrdered)
    {
        const int n = 6, m = 2, steps = 8, batch = 3;
        (Twin twin, double[][][] x) = CoreSequential.Draw(11, n, m, steps, batch, form, isOrdered);
        double[] back = [.. Cotangents(batch, n).SelectMany(row => row)], inputs = CoreSequential.Flat<double>(x);
        SequentialWeights<double> weights = CoreSequential.Of<double>(twin);
        SequentialCell<double> cell = new(weights, steps, batch, segment: 3);
        double[] gradients = Gradients(cell, inputs, back), parameters = [.. weights.Values];
        double largest = gradients.Max(Math.Abs);
        for (int k = 0; k < parameters.Length; k += 7)
        {
            double Loss(double change)
            {
                double[] moved = [.. parameters];
                moved[k] += change;
                weights.Set(moved);
                double[] y = new double[batch * n];
                cell.Look(inputs, y);
                return y.Zip(back, (one, other) => one * other).Sum();
            }

            Assert.Equal((Loss(1e-5) - Loss(-1e-5)) / 2e-5, gradients[k], 1e-8 * largest);
        }
    }

    // The fourth form: Wr′ = I + Wr/s, s = uᵀ Wr v the largest singular value; ∂L/∂Wr = (G − ⟨G, Wr/s⟩ u vᵀ)/s of the cell's G.
    [Fact]
    public void The_fourth_form_is_the_papers_with_another_recurrence()
    {
        const int n = 5, steps = 6, batch = 2;
        (Twin twin, double[][][] x) = CoreSequential.Draw(3, n, 1, steps, batch);
        double[] back = [.. Cotangents(batch, n).SelectMany(row => row)], inputs = CoreSequential.Flat<double>(x);
        SequentialWeights<double> weights = CoreSequential.Of<double>(twin);
        SequentialCell<double> cell = new(weights, steps, batch);
        double[] raw = [.. twin.Parameters["Wr"].SelectMany(row => row)];
        (double s, double[] u, double[] v) = Largest(raw, n);
        weights.Set(SequentialPart.Recurrent, Effective(raw, s));
        double[] g = weights.Shape.Of<double>(Gradients(cell, inputs, back).AsSpan(), SequentialPart.Recurrent).ToArray();
        double along = g.Zip(raw, (one, w) => one * w / s).Sum();
        for (int k = 0; k < raw.Length; k++)
        {
            double Loss(double change)
            {
                double[] moved = [.. raw];
                moved[k] += change;
                weights.Set(SequentialPart.Recurrent, Effective(moved, Largest(moved, n).Value));
                double[] y = new double[batch * n];
                cell.Look(inputs, y);
                return y.Zip(back, (one, other) => one * other).Sum();
            }

            Assert.Equal((Loss(1e-5) - Loss(-1e-5)) / 2e-5, (g[k] - (along * u[k / n] * v[k % n])) / s, 1e-8);
        }

        double[] Effective(double[] wr, double value) => [.. wr.Select((w, k) => (w / value) + (k / n == k % n ? 1 : 0))];
    }

    private static void Compare<T>(
        Twin twin, double[][][] x, double[][] back, Dictionary<string, double[][]> expected, int segment, double ofStates,
        double ofGradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int n, int batch) = (twin.Start.Y.Length, x.Length);
        SequentialWeights<T> weights = CoreSequential.Of<T>(twin);
        SequentialCell<T> cell = new(weights, x[0].Length, batch, segment);
        T[] y = new T[batch * n], gradients = new T[weights.Shape.Count];
        Assert.Equal(0, cell.Forward(CoreSequential.Flat<T>(x), y));
        for (int k = 0; k < batch; k++) AssertClose<T>(twin.Run(x[k])[^1].Real[..n], y.AsSpan(k * n, n), ofStates);
        cell.Backward([.. back.SelectMany(row => row).Select(T.CreateTruncating)], gradients);
        for (SequentialPart part = 0; part <= SequentialPart.RateGain; part++)
        {
            double[] flat = [.. expected[CoreSequential.Name(part)].SelectMany(row => row)];
            AssertClose<T>(flat, weights.Shape.Of(gradients.AsSpan(), part), ofGradients);
        }
    }

    private static double[] Gradients(SequentialCell<double> cell, double[] inputs, double[] back)
    {
        double[] y = new double[back.Length], gradients = new double[cell.Weights.Shape.Count];
        cell.Forward(inputs, y);
        cell.Backward(back, gradients);
        return gradients;
    }

    private static (double Value, double[] U, double[] V) Largest(double[] matrix, int n)
    {
        double[] v = [.. Enumerable.Repeat(1 / Math.Sqrt(n), n)], u = v;
        double s = 0;
        for (int step = 0; step < 5000; step++)
        {
            u = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => matrix[(i * n) + j] * v[j]))];
            u = Unit(u, out _);
            v = [.. Enumerable.Range(0, n).Select(j => Enumerable.Range(0, n).Sum(i => matrix[(i * n) + j] * u[i]))];
            v = Unit(v, out s);
        }

        return (s, u, v);
    }

    private static double[] Unit(double[] vector, out double norm)
    {
        double length = norm = Math.Sqrt(vector.Sum(one => one * one));
        return [.. vector.Select(one => one / length)];
    }

    private static double[][] Cotangents(int batch, int n)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, batch).Select(_ => Enumerable.Range(0, n).Select(_ => (2 * random.NextDouble()) - 1).ToArray())];
    }

    private static void AssertClose<T>(double[] expected, ReadOnlySpan<T> found, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = Math.Max(expected.Max(Math.Abs), 1e-3);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], double.CreateChecked(found[i]), tolerance * largest);
    }
}
