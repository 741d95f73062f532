using System;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>Sum + Correction is the exact inner product within the bound that it states, however much
/// cancels; 0 where nothing was rounded.</summary>
public sealed class CompensatedDotTests
{
    [Fact, Trait("Leg", "Any")]
    public void In_double_within_its_bound()
    {
        Random random = new(1);
        for (int n = 0; n < 80; n++)
        {
            (double[] x, double[] y) = (new double[n], new double[n]);
            Fill(random, x, y);
            CompensatedDot<double> dot = CompensatedDot<double>.Of(x, y).Plus(0.1);
            Check(dot.Sum, dot.Correction, dot.Error(n), dot.Magnitude, x, y, 0.1, Math.ScaleB(1, -52));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void In_float_within_its_bound()
    {
        Random random = new(2);
        for (int n = 0; n < 80; n++)
        {
            (double[] x, double[] y) = (new double[n], new double[n]);
            Fill(random, x, y);
            float[] a = Array.ConvertAll(x, value => (float)value), b = Array.ConvertAll(y, value => (float)value);
            CompensatedDot<float> dot = CompensatedDot<float>.Of(a, b).Plus(0.1f);
            Check(dot.Sum, dot.Correction, dot.Error(n), dot.Magnitude, Array.ConvertAll(a, value => (double)value),
                Array.ConvertAll(b, value => (double)value), 0.1f, Math.ScaleB(1, -23));
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Sums_without_rounding_have_no_error()
    {
        double[] x = [1e15, 3, -1e15, 0.5], y = [1, 2, 1, 4];
        CompensatedDot<double> dot = CompensatedDot<double>.Of(x, y);
        Assert.Equal((8.0, 0.0, 0.0), (dot.Sum + dot.Correction, dot.Error(4), dot.Lost));
    }

    // Neighbours that cancel to a millionth, over ten orders of magnitude.
    private static void Fill(Random random, double[] x, double[] y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = random.NextDouble() - 0.5;
            x[i] = i % 2 == 1
                ? -x[i - 1] * y[i - 1] / y[i] * (1 + (1e-6 * random.NextDouble()))
                : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-5, 6));
        }
    }

    private static void Check(
        double sum, double correction, double bound, double magnitude, double[] x, double[] y, double more, double epsilon)
    {
        Dyadic exact = Dyadic.Of(more), size = Dyadic.Abs(exact);
        for (int i = 0; i < x.Length; i++)
        {
            exact += Dyadic.Of(x[i]) * Dyadic.Of(y[i]);
            size += Dyadic.Abs(Dyadic.Of(x[i]) * Dyadic.Of(y[i]));
        }

        Dyadic error = Dyadic.Abs(exact - Dyadic.Of(sum) - Dyadic.Of(correction));
        Assert.True(error.CompareTo(Dyadic.Of(bound)) <= 0, $"n = {x.Length}: error {error}, bound {bound:E3}");

        // The bound itself is of second order: every term is rounded at most n + 1 times.
        Assert.True(bound <= (x.Length + 2) * (x.Length + 2) * epsilon * epsilon * magnitude,
            $"n = {x.Length}: bound {bound:E3} of {magnitude:E3}");
        Assert.True(Dyadic.Abs(size - Dyadic.Of(magnitude)).CompareTo(size * Dyadic.Of((x.Length + 2) * epsilon)) <= 0);
    }
}
