using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference.SequentialCell;

namespace FixedPointKernels.Tests.Circuits.Sequential;

/// <summary>Cell and twin against states and gradients that independent code found by automatic differentiation in double.</summary>
/// <remarks>Tolerances, relative to the largest entry, are the issue's: 1e-13 for states, 1e-11 for gradients.</remarks>
public sealed class SequentialGoldenTests
{
    public static TheoryData<string> All => [.. SequentialGolden.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void States_of_every_step(string name)
    {
        SequentialGolden golden = new(name);
        double[][][] x = golden.Inputs;
        (int batch, int steps, int size) = (x.Length, x[0].Length, 4 * golden.Cell.Start.Y.Length);
        SequentialWeights<double> weights = CoreSequential.Of<double>(golden.Cell);
        double[] found = new double[batch * steps * size];
        Assert.Equal(0, new SequentialCell<double>(weights, steps).Trace(CoreSequential.Flat<double>(x), found));
        for (int k = 0; k < batch; k++)
        {
            for (int t = 0; t < steps; t++)
            {
                AssertClose(golden.State(t, k), found[(((k * steps) + t) * size)..][..size], 1e-13);
                AssertClose(golden.State(t, k), golden.Cell.Run(x[k])[t].Real, 1e-13);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_gradient(string name)
    {
        SequentialGolden golden = new(name);
        Twin twin = golden.Cell;
        double[][][] x = golden.Inputs;
        int n = twin.Start.Y.Length;
        SequentialWeights<double> weights = CoreSequential.Of<double>(twin);
        SequentialCell<double> cell = new(weights, x[0].Length, x.Length, segment: 4);
        double[] y = new double[x.Length * n], gradients = new double[weights.Shape.Count];
        cell.Forward(CoreSequential.Flat<double>(x), y);
        double[][] back = golden.Cotangents([.. Enumerable.Range(0, x.Length).Select(k => y[(k * n)..][..n])]);
        cell.Backward(back.SelectMany(row => row).ToArray(), gradients);
        Dictionary<string, double[][]> ofTwin = twin.Gradient(x, back);
        for (SequentialPart part = 0; part <= SequentialPart.RateGain; part++)
        {
            string parameter = CoreSequential.Name(part);
            double[] flat = weights.Shape.Of<double>(gradients.AsSpan(), part).ToArray();
            AssertGradient(golden, parameter, [.. flat.Chunk(weights.Shape.Columns(part))]);
            AssertGradient(golden, parameter, ofTwin[parameter]);
        }
    }

    private static void AssertGradient(SequentialGolden golden, string parameter, double[][] gradient)
    {
        (double[][] expected, double[][] found) = golden.Gradient(parameter, gradient);
        AssertClose([.. expected.SelectMany(row => row)], [.. found.SelectMany(row => row)], 1e-11);
    }

    private static void AssertClose(double[] expected, double[] found, double tolerance)
    {
        double largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], tolerance * largest);
    }
}
