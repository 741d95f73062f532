using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Weights;

/// <summary>Products of sparse weights: every element is one chain of multiply-adds in the order of its line's entries, at
/// every width and in every batch.</summary>
public sealed class SparseProductTests
{
    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    [Theory, MemberData(nameof(Widths)), Trait("Leg", "Any")]
    public void An_element_is_the_chain_of_its_line(SimdWidth width)
    {
        Check<float>(width);
        Check<double>(width);
    }

    [Fact]
    public void What_is_no_sparse_matrix_is_refused_by_name()
    {
        Assert.Contains("starts has 2", Refused(() => new SparseWeights<double>(2, 3, [0, 1], [0], [1])), StringComparison.Ordinal);
        Assert.Contains("from 0 to 2", Refused(() => new SparseWeights<double>(2, 3, [0, 1, 2], [0], [1])), StringComparison.Ordinal);
        Assert.Contains("Row 0 starts at 0 and ends at -1", Refused(() => new SparseWeights<double>(2, 3, [0, -1, 1], [0], [1])),
            StringComparison.Ordinal);
        Assert.Contains(
            "column 3 after column -1", Refused(() => new SparseWeights<double>(1, 3, [0, 1], [3], [1])), StringComparison.Ordinal);
        Assert.Contains(
            "column 1 after column 1", Refused(() => new SparseWeights<double>(1, 3, [0, 2], [1, 1], [1, 1])), StringComparison.Ordinal);
        Assert.Contains(
            "Entry 1 is NaN", Refused(() => new SparseWeights<double>(1, 3, [0, 2], [0, 1], [1, double.NaN])), StringComparison.Ordinal);
        Assert.Contains("columns has 1", Refused(() => new SparseWeights<double>(1, 3, [0, 2], [0], [1, 2])), StringComparison.Ordinal);
        SparseWeights<double> weights = new(1, 3, [0, 2], [0, 2], [1, 2]);
        Assert.False(weights.TrySet([1, double.PositiveInfinity]));
        Assert.Equal([1, 2], weights.Values.ToArray());
        Assert.Contains("values has 1", Refused(() => weights.TrySet([1])), StringComparison.Ordinal);
        Assert.Contains("2×1 = 2", Refused(() => weights.AddOuter(2, 1, [1], new double[6], new double[2])), StringComparison.Ordinal);
    }

    // What a change of values reaches: both products, and what bounds their rounding.
    [Fact]
    public void New_values_are_in_both_products()
    {
        SparseWeights<double> weights = SparseWeights<double>.Of([0, 2, 0, 3, 0, 4], 2, 3);
        Assert.True(weights.TrySet([5, 6, 7]));
        double[] forward = new double[2], back = new double[3];
        Sparse<double> w = weights;
        w.Multiply(1, [1, 10, 100], forward, default);
        w.MultiplyTransposed(1, [1, 10], back, default);
        Assert.Equal([50, 706], forward);
        Assert.Equal([60, 5, 70], back);
        Assert.Equal((13, 7), (weights.Rows.LargestSum, weights.Turned.LargestSum));
        double[] gradient = [1, 1, 1];
        weights.AddOuter(2, 2, [1, 2, 3, 4], [1, 10, 100, 5, 50, 500], gradient);

        // Entries (0, 1), (1, 0), (1, 2): 1 + 2 (1·10 + 3·50), 1 + 2 (2·1 + 4·5), 1 + 2 (2·100 + 4·500).
        Assert.Equal([321, 45, 4401], gradient);
    }

    private static string Refused(Func<object> call) => Assert.ThrowsAny<ArgumentException>(call).Message;

    private static string Refused(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;

    private static void Check<T>(SimdWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(1);
        foreach ((int lines, int length) in ((int, int)[])[(1, 1), (3, 7), (17, 5), (40, 66)])
        {
            double[] dense =
                [.. Enumerable.Range(0, lines * length).Select(_ => random.NextDouble() < 0.3 ? random.NextDouble() - 0.5 : 0)];
            SparseWeights<T> weights = SparseWeights<T>.Of([.. dense.Select(T.CreateTruncating)], lines, length);
            foreach (int rows in (int[])[1, 3, 4, 5, 8, 15, 16, 17, 33, 64, 67])
            {
                T[] vectors = [.. Enumerable.Range(0, rows * length).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))],
                    products = new T[rows * lines];
                AlignedBuffer<T> scratch = new(3 * 64 * Math.Max(lines, length) * 4);
                SparseProduct<T> product = new(weights.Rows, length, rows, vectors, products, scratch.Scratch);
                AtWidth.Run<SparseProduct<T>, T>(width, ref product);
                for (int k = 0; k < rows; k++)
                {
                    for (int i = 0; i < lines; i++)
                    {
                        T sum = T.Zero;
                        for (int j = 0; j < length; j++)
                        {
                            T weight = T.CreateTruncating(dense[(i * length) + j]);
                            if (weight != T.Zero) sum = T.FusedMultiplyAdd(weight, vectors[(k * length) + j], sum);
                        }

                        Assert.True(sum == products[(k * lines) + i],
                            $"{typeof(T).Name}, {width}, {lines}×{length}, {rows} rows: row {k}, element {i}");
                    }
                }
            }
        }
    }
}
