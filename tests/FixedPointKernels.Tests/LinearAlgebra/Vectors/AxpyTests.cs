using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

public sealed class AxpyFloatTests : AxpyTests<float>;

public sealed class AxpyDoubleTests : AxpyTests<double>;

/// <summary>One fused multiply-add per element, so the result is exact to the bit at every length and width.</summary>
public abstract class AxpyTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    [Trait("Leg", "Any")]
    public void Every_element_is_the_fused_multiply_add_and_nothing_behind_is_touched()
    {
        Random random = new(2);
        T alpha = T.CreateTruncating(-0.37);
        for (int n = 0; n <= 70; n++)
        {
            T[] x = VectorRounding.Skewed<T>(random, n), old = VectorRounding.Skewed<T>(random, n + 1);
            foreach (SimdWidth width in MatrixWidths.Available)
            {
                T[] y = (T[])old.Clone();
                AxpyKernel<T> kernel = new() { Alpha = alpha, X = x, Y = y.AsSpan(0, n) };
                MatrixWidths.Run<AxpyKernel<T>, T>(width, ref kernel);
                for (int i = 0; i < n; i++) Assert.Equal(T.FusedMultiplyAdd(alpha, x[i], old[i]), y[i]);
                Assert.Equal(old[n], y[n]);
            }
        }
    }

    [Fact]
    public void A_vector_may_be_added_to_itself_but_not_to_a_shifted_part()
    {
        T[] x = VectorRounding.Skewed<T>(new Random(3), 40), twice = new T[40];
        for (int i = 0; i < 40; i++) twice[i] = x[i] + x[i];
        Axpy.Add<T>(T.One, x, x);
        Assert.Equal(twice, x);
        Assert.Throws<ArgumentException>(() => Axpy.Add<T>(T.One, x.AsSpan(1), x.AsSpan(0, 39)));
        Assert.Throws<ArgumentException>(() => Axpy.Add<T>(T.One, new T[3], new T[4]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        T[] x = new T[50], y = new T[50];
        ZeroBytes.Assert("axpy", () => Axpy.Add<T>(T.One, x, y));
    }
}
