using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

public sealed class GemvFloatTests : GemvTests<float>;

public sealed class GemvDoubleTests : GemvTests<double>;

/// <summary>Matrix–vector products are within γ of the sum of magnitudes; transposed ones are the same bits at every width.</summary>
public abstract class GemvTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Gap = 2;

    [Fact]
    [Trait("Leg", "Any")]
    public void Every_element_is_within_its_rounding_bound_at_every_width()
    {
        Random random = new(4);
        foreach ((double alpha, double beta) in (ReadOnlySpan<(double, double)>)[(1, 0), (-0.75, 1), (0.5, -0.25)])
        {
            foreach (int rows in (ReadOnlySpan<int>)[1, 3, 4, 5, 9, 66])
            {
                foreach (int columns in (ReadOnlySpan<int>)[1, 3, 8, 15, 16, 17, 31, 33, 67, 150, 385, 401, 800])
                    Check(random, rows, columns, alpha, beta);
            }
        }
    }

    [Fact]
    public void Beta_zero_does_not_read_y_and_alpha_zero_does_not_read_A()
    {
        T[] a = VectorRounding.Skewed<T>(new Random(5), 35), nan = new T[35], y = new T[5];
        Array.Fill(nan, T.NaN);
        foreach (Transpose transpose in (ReadOnlySpan<Transpose>)[Transpose.No, Transpose.Yes])
        {
            T[] x = new T[transpose == Transpose.No ? 7 : 5];
            y = new T[12 - x.Length];
            Array.Fill(y, T.NaN);
            Gemv.Multiply(transpose, 5, 7, T.One, a, 7, x, T.Zero, y);
            Assert.All(y, value => Assert.Equal(T.Zero, value));
            Array.Fill(y, T.One);
            Gemv.Multiply(transpose, 5, 7, T.Zero, nan, 7, x, T.CreateTruncating(2), y);
            Assert.All(y, value => Assert.Equal(T.CreateTruncating(2), value));
            Gemv.Multiply(transpose, 5, 7, T.One, nan, 7, x, T.Zero, y);
            Assert.All(y, value => Assert.True(T.IsNaN(value)));
        }

        Gemv.Multiply<T>(Transpose.No, 4, 0, T.One, [], 0, [], T.CreateTruncating(0.5), y.AsSpan(0, 4));
        Gemv.Multiply<T>(Transpose.Yes, 4, 0, T.One, [], 0, y.AsSpan(0, 4), T.One, []);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void An_element_has_the_same_bits_for_any_number_of_rows_and_any_beta()
    {
        Random random = new(6);
        const int most = 70;
        foreach (int columns in (ReadOnlySpan<int>)[5, 16, 64, 100, 128, 200, 500])
        {
            T[] a = VectorRounding.Skewed<T>(random, most * columns), x = VectorRounding.Skewed<T>(random, columns), all = new T[most];
            Gemv.Multiply(Transpose.No, most, columns, T.One, a, columns, x, T.Zero, all);
            foreach (int rows in (ReadOnlySpan<int>)[1, 2, 3, 4, 5, 7, 65, 67, 70])
            {
                foreach (T beta in (ReadOnlySpan<T>)[T.Zero, T.One])
                {
                    T[] some = new T[rows];
                    Gemv.Multiply(Transpose.No, rows, columns, T.One, a, columns, x, beta, some);
                    Assert.Equal(all[..rows], some);
                }
            }
        }
    }

    [Fact]
    public void Misfit_and_overlap_throw_and_nothing_is_allocated()
    {
        T[] a = new T[12], x = new T[4], y = new T[3];
        Assert.Throws<ArgumentException>(() => Gemv.Multiply<T>(Transpose.No, 3, 4, T.One, a, 3, x, T.Zero, y));
        Assert.Throws<ArgumentException>(() => Gemv.Multiply<T>(Transpose.No, 4, 4, T.One, a, 4, x, T.Zero, x));
        Assert.Throws<ArgumentException>(() => Gemv.Multiply<T>(Transpose.Yes, 3, 4, T.One, a, 4, x, T.Zero, y));
        Assert.Throws<ArgumentException>(() => Gemv.Multiply<T>(Transpose.No, 3, 4, T.One, a, 4, x, T.Zero, a.AsSpan(9)));
        Assert.Throws<ArgumentException>(() => Gemv.Multiply<T>(Transpose.No, 3, 4, T.One, a, 4, x, T.Zero, x.AsSpan(0, 3)));
        ZeroBytes.Assert("gemv", () =>
        {
            Gemv.Multiply<T>(Transpose.No, 3, 4, T.One, a, 4, x, T.One, y);
            Gemv.Multiply<T>(Transpose.Yes, 3, 4, T.One, a, 4, y, T.One, x);
        });
    }

    private static void Check(Random random, int rows, int columns, double alpha, double beta)
    {
        int lda = columns + Gap;
        T[] a = VectorRounding.Skewed<T>(random, rows * lda);
        for (int i = 0; i < a.Length; i++) if (i % lda >= columns) a[i] = T.NaN;
        T[] wide = VectorRounding.Skewed<T>(random, columns), tall = VectorRounding.Skewed<T>(random, rows);
        T[]? transposed = null;
        foreach (SimdWidth width in MatrixWidths.Available)
        {
            T[] y = (T[])tall.Clone(), z = (T[])wide.Clone();
            GemvKernel<T> plain = new()
            {
                Rows = rows, Columns = columns, Alpha = T.CreateTruncating(alpha), A = a, Lda = lda, X = wide,
                Beta = T.CreateTruncating(beta), Y = y,
            };
            MatrixWidths.Run<GemvKernel<T>, T>(width, ref plain);
            if (beta != 0) Gemv.Scale(T.CreateTruncating(beta), z.AsSpan());
            GemvTransposedKernel<T> other = new()
            {
                Rows = rows, Columns = columns, Alpha = T.CreateTruncating(alpha), A = a, Lda = lda, X = tall, Fresh = beta == 0, Y = z,
            };
            MatrixWidths.Run<GemvTransposedKernel<T>, T>(width, ref other);
            for (int i = 0; i < rows; i++)
                AssertSum(columns, p => a[(i * lda) + p], wide, alpha, beta, tall[i], y[i], $"row {i} of {rows}×{columns} at {width}");
            for (int j = 0; j < columns; j++)
                AssertSum(rows, p => a[(p * lda) + j], tall, alpha, beta, wide[j], z[j], $"column {j} of {rows}×{columns} at {width}");
            transposed ??= z;
            Assert.Equal(transposed, z);
        }
    }

    // n multiply-adds, one rounding of α·(…) or α·x per term, two for β·y: n + 3.
    private static void AssertSum(int n, Func<int, T> element, T[] x, double alpha, double beta, T old, T actual, string where)
    {
        double kept = beta * double.CreateTruncating(old), value = kept, magnitude = Math.Abs(kept);
        for (int p = 0; p < n; p++)
        {
            double term = alpha * double.CreateTruncating(element(p)) * double.CreateTruncating(x[p]);
            value += term;
            magnitude += Math.Abs(term);
        }

        double error = Math.Abs(double.CreateTruncating(actual) - value);
        Assert.True(error <= VectorRounding.Bound<T>(n + 3) * magnitude, $"{where}: {actual} instead of {value}");
    }
}
