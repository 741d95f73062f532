using System;
using FixedPointKernels.Circuits;
using FixedPointKernels.Tests.Support;
using Xunit;
using CircuitKind = FixedPointKernels.Circuits.CircuitKind;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>Circuits of one unit, and whether a point of one is at rest.</summary>
internal static class PlanarCases
{
    internal static Circuit<double> Make(CircuitKind kind, double? wr, double w, double beta) =>
        new(kind, [w], wr is { } given ? [given] : [], [1], [1], [beta], [1], [1]);

    internal static (Circuit<double> Circuit, Twin Twin, double Z) Draw(Random random)
    {
        (Twin drawn, double[] z) = DrawnCircuits.Next(random, TwinKind.Main, identity: false, units: 1);
        Twin twin = drawn with { Wr = [[DrawnCircuits.Decades(random)]], Sigma = [drawn.Sigma[0] / 10] };
        return (CoreCircuit.Of<double>(twin), twin, z[0] / 10);
    }

    internal static void AssertAtRest(Twin twin, double z, PlanarPoint point)
    {
        (double[] atY, double[] atA) = twin.Residual([point.Y], [point.A], [z]);
        double s = Math.Sqrt(point.A), wr = Math.Abs(twin.Wr[0][0]), pooled = twin.W[0][0] * point.Y * point.Y * point.A;
        double terms = (Math.Abs(point.Y) * (1 + ((1 + s) * wr))) + Math.Abs(twin.B[0] * z);
        Assert.True(Math.Abs(atY[0]) <= 1e-14 * terms, $"{atY[0]} of {terms}: {point}");
        Assert.True(Math.Abs(atA[0]) <= 1e-14 * (point.A + pooled), $"{atA[0]} of {point.A}: {point}");
    }
}
