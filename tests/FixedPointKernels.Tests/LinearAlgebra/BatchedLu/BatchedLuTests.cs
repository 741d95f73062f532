using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>Many small systems at once: each one as if it were alone.</summary>
public class BatchedLuTests
{
    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    [Theory]
    [MemberData(nameof(Widths))]
    [Trait("Leg", "Any")]
    public void System_has_the_bits_of_the_plain_factorization_at_every_width(SimdWidth width)
    {
        foreach (int n in (int[])[1, 2, 3, 8, 13, 16, 20, 32])
        {
            MatchesPlainLoops<float>(width, n, 19);
            MatchesPlainLoops<double>(width, n, 16);
            MatchesPlainLoops<double>(width, n, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Bits_do_not_depend_on_the_batch(SimdWidth width)
    {
        const int n = 9;
        const int most = 40;
        float[] matrices = Matrices<float>(n, most, 3);
        float[] all = FactorAt(width, n, most, matrices, out int[] _);
        for (int count = 1; count < most; count += 3)
        {
            float[] some = FactorAt(width, n, count, matrices[..(count * n * n)], out int[] _);
            Assert.Equal(all[..(count * n * n)], some);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Solutions_are_within_the_backward_error_bound(SimdWidth width)
    {
        foreach (int n in (int[])[1, 2, 7, 16, 33, 64])
        {
            Solves<float>(width, n, 21);
            Solves<double>(width, n, 5);
        }
    }

    [Fact]
    public void Singular_and_non_finite_systems_are_reported_and_leave_the_others_alone()
    {
        const int n = 6;
        const int count = 35;
        float[] matrices = Matrices<float>(n, count, 8);
        float[] clean = FactorAt(Dispatch.Width, n, count, matrices, out int[] fine);
        Assert.All(fine, status => Assert.Equal(-1, status));
        matrices.AsSpan(4 * n * n, n * n).Clear();
        for (int i = 0; i < n; i++) matrices[(17 * n * n) + (i * n) + 3] = 0;
        matrices[(34 * n * n) + 7] = float.NaN;
        matrices[(20 * n * n) + 35] = float.PositiveInfinity;
        float[] factors = FactorAt(Dispatch.Width, n, count, matrices, out int[] singular);
        Assert.Equal(0, singular[4]);
        Assert.Equal(3, singular[17]);
        Assert.InRange(singular[34], 0, n - 1);
        Assert.Equal(5, singular[20]);
        for (int s = 0; s < count; s++)
        {
            if (s is 4 or 17 or 34 or 20) continue;
            Assert.Equal(-1, singular[s]);
            Assert.Equal(clean.AsSpan(s * n * n, n * n).ToArray(), factors.AsSpan(s * n * n, n * n).ToArray());
        }
    }

    [Fact]
    public void Interleaving_there_and_back_changes_nothing()
    {
        for (int count = 0; count <= 33; count += 3)
        {
            float[] rows = Matrices<float>(3, count, 1);
            float[] interleaved = new float[BatchedLu.InterleavedLength(9, count)];
            float[] back = new float[rows.Length];
            BatchedLu.Interleave(9, count, rows, interleaved);
            BatchedLu.Deinterleave(9, count, interleaved, back);
            Assert.Equal(rows, back);
        }
    }

    [Fact]
    public void Allocates_nothing_also_when_singular()
    {
        const int n = 8;
        const int count = 20;
        float[] a = new float[BatchedLu.InterleavedLength(n * n, count)];
        float[] x = new float[BatchedLu.InterleavedLength(n, count)];
        int[] pivots = new int[x.Length];
        int[] singular = new int[count];
        int failed = 0;
        ZeroBytes.Assert("batched LU", () =>
        {
            a.AsSpan().Clear();
            failed = BatchedLu.Factor<float>(n, count, a, pivots, singular);
            BatchedLu.Solve<float>(Transpose.No, n, count, a, pivots, x);
            BatchedLu.Solve<float>(Transpose.Yes, n, count, a, pivots, x);
        });
        Assert.Equal(count, failed);
    }

    [Fact]
    public void Empty_batches_and_orders_are_fine_and_wrong_shapes_throw()
    {
        Assert.Equal(0, BatchedLu.Factor<float>(5, 0, [], [], []));
        Assert.Equal(0, BatchedLu.Factor<float>(0, 3, [], [], new int[3]));
        BatchedLu.Solve<float>(Transpose.No, 0, 3, [], [], []);
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchedLu.Factor<float>(65, 1, [], [], []));
        string message =
            Assert.Throws<ArgumentException>(() => BatchedLu.Factor<float>(2, 1, new float[63], new int[32], new int[1])).Message;
        Assert.Contains("63", message, StringComparison.Ordinal);
        Assert.Contains("64", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BatchedLu.Solve<float>(Transpose.No, 2, 1, new float[64], new int[32], new float[31]));
    }

    private static T[] Matrices<T>(int n, int count, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        T[] entries = new T[n * n * count];
        for (int i = 0; i < entries.Length; i++) entries[i] = T.CreateChecked(random.NextDouble() - 0.5);
        return entries;
    }

    private static T[] FactorAt<T>(SimdWidth width, int n, int count, T[] matrices, out int[] singular)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => FactorAt(width, n, count, matrices, out singular, out _, out _);

    private static T[] FactorAt<T>(
        SimdWidth width, int n, int count, T[] matrices, out int[] singular, out T[] interleaved, out int[] pivots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        interleaved = new T[BatchedLu.InterleavedLength(n * n, count)];
        pivots = new int[BatchedLu.InterleavedLength(n, count)];
        singular = new int[count];
        Array.Fill(singular, -1);
        BatchedLu.Interleave(n * n, count, matrices, interleaved);
        BatchedFactor<T> kernel = new(n, count, interleaved, pivots, singular);
        AtWidth.Run<BatchedFactor<T>, T>(width, ref kernel);
        T[] factors = new T[matrices.Length];
        BatchedLu.Deinterleave(n * n, count, interleaved, factors);
        return factors;
    }

    // The panel of the single factorization does the same operations in the same order: subtract l·u
    // in ascending order of the pivot, divide.
    private static void MatchesPlainLoops<T>(SimdWidth width, int n, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] matrices = Matrices<T>(n, count, n);
        T[] factors = FactorAt(width, n, count, matrices, out int[] singular, out _, out int[] pivots);
        for (int s = 0; s < count; s++)
        {
            T[] alone = matrices.AsSpan(s * n * n, n * n).ToArray();
            int[] exchanges = new int[n];
            LuPanel<T> panel = new(n, alone, n, exchanges, 0, n, new T[LuPanel<T>.ScratchLength(n, n)]);
            panel.Run<Lane1<T>, T>();
            Assert.Equal(panel.Singular, singular[s]);
            Assert.True(MemoryMarshal.AsBytes<T>(alone).SequenceEqual(MemoryMarshal.AsBytes<T>(factors.AsSpan(s * n * n, n * n))));
            for (int k = 0; k < n; k++) Assert.Equal(exchanges[k], pivots[(((s / 16 * n) + k) * 16) + (s % 16)]);
        }
    }

    private static void Solves<T>(SimdWidth width, int n, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] matrices = Matrices<T>(n, count, n);
        T[] b = Matrices<T>(1, n * count, n + 1);
        FactorAt(width, n, count, matrices, out _, out T[] interleaved, out int[] pivots);
        foreach (Transpose transpose in Enum.GetValues<Transpose>())
        {
            T[] x = new T[b.Length];
            T[] sides = new T[BatchedLu.InterleavedLength(n, count)];
            BatchedLu.Interleave(n, count, b, sides);
            BatchedSolve<T> kernel = new(transpose, n, count, interleaved, pivots, sides);
            AtWidth.Run<BatchedSolve<T>, T>(width, ref kernel);
            BatchedLu.Deinterleave(n, count, sides, x);
            for (int s = 0; s < count; s++)
            {
                int system = s;
                LuCase<T> lu = new(n, 0, 0, (i, j) => double.CreateChecked(matrices[(((system * n) + i) * n) + j]), new LuTuning(64, 64));
                lu.AssertSolves(transpose, i => double.CreateChecked(b[(system * n) + i]), i => double.CreateChecked(x[(system * n) + i]));
            }
        }
    }
}
