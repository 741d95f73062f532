using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>Where several rows have the largest magnitude the first of them is the pivot, in every column and at every width.</summary>
/// <remarks>
/// First as they stand where rows are exchanged on the way, in a batch; first as they stood at the beginning of the panel where the
/// exchange waits for its end, in a single matrix. Both are partial pivoting, and they differ in no column before the first exchange.
/// </remarks>
public sealed class TieTests
{
    // A matrix of that order is one panel.
    private const int Panel = 16;

    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Widths))]
    public void The_first_of_the_tied_rows_is_the_pivot(SimdWidth width)
    {
        foreach (int n in (int[])[2, 4, 8, 16, 32])
        {
            Check<double>(width, n);
            Check<float>(width, n);
        }
    }

    // Blocks of order 4 (2 where n is 2) with entries ±1, rows of all blocks shuffled and signs turned: a minor of such a block is 0, ±1,
    // ±2, ±4, ±8 or ±16, so every entry of every stage is 0 or a power of two without any rounding, and most columns are tied. The first
    // row among the tied ones is known by looking.
    private static void Check<T>(SimdWidth width, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int count = 19;
        T[] matrices = [.. Enumerable.Range(0, count).SelectMany(seed => Blocks<T>(n, seed))];
        T[] interleaved = new T[BatchedLu.InterleavedLength(n * n, count)], back = new T[matrices.Length];
        int[] pivots = new int[BatchedLu.InterleavedLength(n, count)], singular = new int[count], plain = new int[n];
        Array.Fill(singular, -1);
        BatchedLu.Interleave(n * n, count, matrices, interleaved);
        BatchedFactor<T> kernel = new(n, count, interleaved, pivots, singular);
        AtWidth.Run<BatchedFactor<T>, T>(width, ref kernel);
        BatchedLu.Deinterleave(n * n, count, interleaved, back);
        Assert.All(singular, status => Assert.Equal(-1, status));
        for (int s = 0; s < count; s++)
        {
            T[] a = matrices[(s * n * n)..((s + 1) * n * n)];
            T[] factors = [.. a];
            int[] expected = FirstOfTheLargest(factors, n, asTheyStood: false);
            for (int k = 0; k < n; k++)
                Assert.Equal(expected[k], pivots[(((s / BatchedLu.Group * n) + k) * BatchedLu.Group) + (s % BatchedLu.Group)]);
            Assert.Equal(factors, back[(s * n * n)..((s + 1) * n * n)]);
            if (n > Panel) continue;
            factors = [.. a];
            expected = FirstOfTheLargest(factors, n, asTheyStood: true);
            Assert.True(Lu.Factor(n, a, n, plain, Lu.FactorScratch<T>(n).Allocate<T>().Scratch) < 0);
            Assert.Equal(expected, plain);
            Assert.Equal(factors, a);
        }
    }

    // L and U in place of A, and the exchanges.
    private static int[] FirstOfTheLargest<T>(T[] a, int n, bool asTheyStood)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] pivots = new int[n], origins = [.. Enumerable.Range(0, n)];
        for (int k = 0; k < n; k++)
        {
            T largest = Enumerable.Range(k, n - k).Max(row => T.Abs(a[(row * n) + k]));
            int pivot =
                Enumerable.Range(k, n - k).Where(row => T.Abs(a[(row * n) + k]) == largest).MinBy(row => asTheyStood ? origins[row] : row);
            pivots[k] = pivot;
            (origins[k], origins[pivot]) = (origins[pivot], origins[k]);
            for (int j = 0; j < n; j++) (a[(k * n) + j], a[(pivot * n) + j]) = (a[(pivot * n) + j], a[(k * n) + j]);
            for (int row = k + 1; row < n; row++)
            {
                T factor = a[(row * n) + k] / a[(k * n) + k];
                for (int j = k + 1; j < n; j++) a[(row * n) + j] -= factor * a[(k * n) + j];
                a[(row * n) + k] = factor;
            }
        }

        return pivots;
    }

    private static T[] Blocks<T>(int n, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        int block = Math.Min(n, 4);
        int[] rows = [.. Enumerable.Range(0, n)], signs = [.. Enumerable.Range(0, 2 * n).Select(_ => random.Next(2))];
        random.Shuffle(rows);
        T[] matrix = new T[n * n];
        for (int i = 0; i < n; i++)
        {
            // Row and column within the block: the inner product of their bits gives the sign, which makes the block regular.
            for (int j = rows[i] / block * block; j < (rows[i] / block * block) + block; j++)
                matrix[(i * n) + j] = (BitOperations.PopCount((uint)(rows[i] & j & (block - 1))) + signs[i] + signs[n + j]) % 2 == 0
                    ? T.One
                    : -T.One;
        }

        return matrix;
    }
}
