using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

public sealed class DotFloatTests : DotTests<float>;

public sealed class DotDoubleTests : DotTests<double>;

/// <summary>|Σ − Σ̂| ≤ γₙ Σ|xᵢyᵢ| in whatever order the lanes are summed.</summary>
public abstract class DotTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    [Trait("Leg", "Any")]
    public void Every_length_is_within_its_rounding_bound_at_every_width()
    {
        Random random = new(1);
        for (int n = 0; n <= 140; n++)
        {
            T[] x = VectorRounding.Skewed<T>(random, n), y = VectorRounding.Skewed<T>(random, n);
            double value = 0, magnitude = 0;
            for (int i = 0; i < n; i++)
            {
                double term = double.CreateTruncating(x[i]) * double.CreateTruncating(y[i]);
                value += term;
                magnitude += Math.Abs(term);
            }

            foreach (SimdWidth width in MatrixWidths.Available)
            {
                DotKernel<T> kernel = new() { X = x, Y = y };
                MatrixWidths.Run<DotKernel<T>, T>(width, ref kernel);
                double error = Math.Abs(double.CreateTruncating(kernel.Sum) - value);
                Assert.True(error <= VectorRounding.Bound<T>(n) * magnitude, $"n = {n} at {width}: {kernel.Sum} instead of {value}");
            }
        }
    }

    [Fact]
    public void NaN_anywhere_gives_NaN()
    {
        for (int at = 0; at < 70; at++)
        {
            T[] x = new T[70];
            x[at] = T.NaN;
            Assert.True(T.IsNaN(Dot.Product<T>(x, new T[70])));
        }
    }

    [Fact]
    public void Different_lengths_throw_and_nothing_is_allocated()
    {
        T[] x = new T[5];
        Assert.Contains(
            "4 elements, but 5", Assert.Throws<ArgumentException>(() => Dot.Product<T>(x, x.AsSpan(1))).Message, StringComparison.Ordinal);
        ZeroBytes.Assert("dot", () => Dot.Product<T>(x, x));
    }
}
