using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using FixedPointKernels.Circuits;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;
using CircuitKind = FixedPointKernels.Circuits.CircuitKind;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>The closed spectrum is that of the Jacobian at the closed form.</summary>
public sealed class UniformPoolSpectrumTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData("ident_main_n5_uniform_W")]
    [InlineData("ident_rect_n5_uniform_W")]
    public void It_is_the_file_s(string name)
    {
        JsonElement golden = CircuitGolden.Case(name);
        (Twin twin, double[] z) = CircuitGolden.Read(golden);
        AssertSameSet(CircuitGolden.Values(golden, "eigenvalues"), UniformPoolSpectrum.Of<double>(CoreCircuit.Of<double>(twin), z)!, 1e-10);
    }

    // Each closed value must make J − λ I singular to rounding, so it is an eigenvalue; that they are all of them, as often as they must
    // be, the sums of the first and second powers say: tr J and tr J².
    [Theory]
    [InlineData(CircuitKind.Main)]
    [InlineData(CircuitKind.RectifiedInput)]
    public void It_is_the_jacobian_s(CircuitKind kind)
    {
        Random random = new(6);
        for (int draw = 0; draw < 300; draw++)
        {
            (Twin drawn, double[] z) = DrawnCircuits.Next(random, (TwinKind)kind, identity: true, units: random.Next(1, 11));
            int n = drawn.Units;
            Twin twin = drawn with
            {
                W = [.. Enumerable.Range(0, n).Select(_ => Same(drawn.W[0][0]))],
                B0 = Same(drawn.B0[0]),
                Sigma = Same(drawn.Sigma[0]),
                TauY = Same(drawn.TauY[0]),
                TauA = Same(drawn.TauA[0]),
            };
            Complex[] found = UniformPoolSpectrum.Of<double>(CoreCircuit.Of<double>(twin), z)!;
            (double[] y, double[] a) = CircuitPoints.OfIdentity(twin, z);
            double[][] jacobian = Spectrum.Balanced(twin.Jacobian(y, a)), square = DenseMatrix.Multiply(jacobian, jacobian);
            double norm = Math.Sqrt(jacobian.Sum(row => row.Sum(one => one * one)));
            Assert.Equal(2 * n, found.Length);
            Assert.All(found, one => Assert.True(Pseudospectrum.Distance(jacobian, one) <= 1e-14 * n * norm, $"draw {draw}: {one}"));
            Assert.Equal(jacobian.Select((row, i) => row[i]).Sum(), found.Sum(one => one.Real), 1e-14 * n * norm);
            Assert.Equal(square.Select((row, i) => row[i]).Sum(), found.Sum(one => (one * one).Real), 1e-14 * n * norm * norm);

            double[] Same(double value) => [.. Enumerable.Repeat(value, n)];
        }
    }

    [Fact]
    public void Circuits_of_unlike_units_have_none()
    {
        double[] one = [1, 1], other = [1, 2];
        Assert.Null(Of([1, 1, 1, 2], one, one, one));
        Assert.Null(Of([1, 1, 1, 1], other, one, one));
        Assert.Null(Of([1, 1, 1, 1], one, other, one));
        Assert.Null(Of([1, 1, 1, 1], one, one, other));
        Assert.NotNull(Of([1, 1, 1, 1], one, one, one));

        static Complex[]? Of(double[] w, double[] sigma, double[] tauY, double[] tauA) =>
            UniformPoolSpectrum.Of<double>(new(CircuitKind.Main, w, [], [1, 3], [1, 1], sigma, tauY, tauA), [1, -2]);
    }

    private static void AssertSameSet(Complex[] expected, Complex[] found, double relative)
    {
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(one => one.Magnitude);
        List<Complex> rest = [.. found];
        foreach (Complex one in expected)
        {
            Complex nearest = rest.MinBy(other => (other - one).Magnitude);
            Assert.True((nearest - one).Magnitude <= relative * scale, $"{one} is not among them; the nearest is {nearest}");
            rest.Remove(nearest);
        }
    }
}
