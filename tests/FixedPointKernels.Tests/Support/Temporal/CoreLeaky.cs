using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Rules;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>Leaky cells of the twin as those of the library, and random ones.</summary>
internal static class CoreLeaky
{
    internal static LeakyWeights<T> Of<T>(Twin.LeakyCell twin, int[]? types = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LeakyWeights<T> weights = new((LeakPlacement)twin.Form, new(twin.B.Length, twin.U[0].Length), twin.Alpha, types);
        weights.Set([.. Flat(twin.W, twin.U, twin.B, twin.Start).Select(T.CreateTruncating)]);
        return weights;
    }

    /// <summary>Parameters or gradients as the library lays them.</summary>
    internal static double[] Flat(double[][] w, double[][] u, double[] b, double[] start) =>
        [.. w.SelectMany(row => row), .. u.SelectMany(row => row), .. b, .. start];

    /// <inheritdoc cref="Flat(double[][], double[][], double[], double[])"/>
    internal static double[] Flat(Twin.CellGradient one) => Flat(one.W, one.U, one.B, one.Start);

    /// <summary>The library's gradients in the twin's parts.</summary>
    internal static Twin.CellGradient Parts<T>(LeakyShape shape, ReadOnlySpan<T> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[][] w = Rows.From(shape.Of(gradients, LeakyPart.Recurrent), shape.Units, shape.Units);
        double[][] u = Rows.From(shape.Of(gradients, LeakyPart.Input), shape.Units, shape.Inputs);
        return new(w, u, Rows.From(shape.Of(gradients, LeakyPart.Bias)), Rows.From(shape.Of(gradients, LeakyPart.Start)));
    }

    /// <summary>The library's row of a rule.</summary>
    internal static TemporalRuleEntry Of(Twin.TemporalRule rule) => rule switch
    {
        Twin.TemporalRule.Bptt => TemporalRules.Bptt,
        Twin.TemporalRule.FeedbackAlignment => TemporalRules.FeedbackAlignment,
        Twin.TemporalRule.Eprop => TemporalRules.Eprop,
        Twin.TemporalRule.Rflo => TemporalRules.Rflo,
        Twin.TemporalRule.Snap1 => TemporalRules.Snap1,
        Twin.TemporalRule.Mdgl => TemporalRules.Mdgl,
        Twin.TemporalRule.MdglByType => TemporalRules.MdglByType,
        Twin.TemporalRule.ModpropByType => TemporalRules.ModpropByType,
        _ => TemporalRules.Modprop,
    };

    internal static T[] Flat<T>(double[][][] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. inputs.SelectMany(sample => sample).SelectMany(x => x).Select(T.CreateTruncating)];

    /// <summary>The twin's gradient, summed over the samples, in parts as the library lays them.</summary>
    internal static double[] Gradient(Twin.LeakyCell twin, double[][][] x, double[][][] signals)
    {
        double[] sum = new double[Flat(twin.W, twin.U, twin.B, twin.Start).Length];
        for (int k = 0; k < x.Length; k++)
        {
            double[] one = Flat(twin.Gradient(x[k], signals[k]));
            for (int i = 0; i < sum.Length; i++) sum[i] += one[i];
        }

        return sum;
    }

    /// <summary>A random cell of gain 1.3, inputs for it, and signals of order 1 at every step.</summary>
    internal static (Twin.LeakyCell Twin, double[][][] Inputs, double[][][] Signals) Draw(
        int seed, int n, int m, int steps, int batch, Twin.LeakForm form, double alpha, Twin.Activation phi)
    {
        Random random = new(seed);
        double[] Row(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => scale * ((2 * random.NextDouble()) - 1))];
        double[][] Matrix(int rows, int columns, double scale) => [.. Enumerable.Range(0, rows).Select(_ => Row(columns, scale))];
        Twin.LeakyCell twin = new(
            form, alpha, phi, Matrix(n, n, 1.3 * Math.Sqrt(3.0 / n)), Matrix(n, m, 1), Row(n, 0.5), Row(n, 0.8));
        double[][][] inputs = [.. Enumerable.Range(0, batch).Select(_ => Matrix(steps, m, 1))];
        return (twin, inputs, [.. Enumerable.Range(0, batch).Select(_ => Matrix(steps, n, 1))]);
    }

    /// <summary>The same signals at the last step only.</summary>
    internal static double[][][] LastOnly(double[][][] signals) =>
        [.. signals.Select(one => one.Select((row, t) => t == one.Length - 1 ? row : new double[row.Length]).ToArray())];
}
