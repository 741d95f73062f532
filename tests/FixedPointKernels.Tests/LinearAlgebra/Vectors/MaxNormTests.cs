using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

public sealed class MaxNormFloatTests : MaxNormTests<float>;

public sealed class MaxNormDoubleTests : MaxNormTests<double>;

/// <summary>max|vᵢ| wherever the largest entry stands, of either sign, at every width; NaN where an entry is not finite.</summary>
public abstract class MaxNormTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact, Trait("Leg", "Any")]
    public void The_largest_magnitude_is_found_at_every_place()
    {
        for (int n = 0; n <= 70; n++)
        {
            T[] values = VectorRounding.Skewed<T>(new Random(n), n);
            Every(values, n == 0 ? T.Zero : Largest(values));
            for (int at = 0; at < n; at++)
            {
                T kept = values[at];
                values[at] = T.CreateTruncating(at % 2 == 0 ? -2 : 2);
                Every(values, T.CreateTruncating(2));
                values[at] = kept;
            }
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void What_is_not_finite_gives_NaN_at_every_place()
    {
        for (int n = 1; n <= 70; n++)
        {
            for (int at = 0; at < n; at++)
            {
                T[] values = new T[n];
                foreach (T bad in (T[])[T.NaN, T.PositiveInfinity, T.NegativeInfinity])
                {
                    values[at] = bad;
                    Every(values, T.NaN);
                }
            }
        }
    }

    [Fact]
    public void The_largest_finite_number_is_finite_and_nothing_is_allocated()
    {
        T[] values = new T[33];
        Array.Fill(values, -T.CreateTruncating(typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue));
        Assert.Equal(-values[0], MaxNorm.Of<T>(values));
        ZeroBytes.Assert("largest magnitude", () => MaxNorm.Of<T>(values));
    }

    private static T Largest(T[] values)
    {
        T largest = T.Zero;
        foreach (T value in values) largest = T.Max(largest, T.Abs(value));
        return largest;
    }

    private static void Every(T[] values, T expected)
    {
        foreach (SimdWidth width in MatrixWidths.Available)
        {
            MaxNormKernel<T> kernel = new() { Values = values };
            MatrixWidths.Run<MaxNormKernel<T>, T>(width, ref kernel);
            Assert.True(expected.Equals(kernel.Result), $"{values.Length} elements at {width}: {kernel.Result} instead of {expected}");
        }
    }
}
