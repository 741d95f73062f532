using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>One and many right-hand sides, plain and transposed: a small residual, and columns that do not see each other.</summary>
public class SolveTests
{
    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    [Theory]
    [MemberData(nameof(Widths))]
    [Trait("Leg", "Any")]
    public void Residual_is_within_the_backward_error_bound_at_every_width(SimdWidth width)
    {
        for (int n = 1; n <= 70; n += n < 40 ? 1 : 5)
        {
            SolvesOne<float>(width, n);
            SolvesOne<double>(width, n);
        }
    }

    [Fact]
    public void Residual_is_within_the_backward_error_bound_at_large_orders()
    {
        foreach (int n in (int[])[128, 200, 301])
        {
            SolvesOne<float>(Dispatch.Width, n);
            SolvesOne<double>(Dispatch.Width, n);
            SolvesMany<float>(n, 37, LuTuning.Default);
            SolvesMany<double>(n, 5, LuTuning.Default);
        }
    }

    [Fact]
    public void Many_right_hand_sides_are_within_the_bound_whatever_the_blocks()
    {
        for (int n = 1; n <= 60; n++)
        {
            SolvesMany<float>(n, 1 + (n * 7 % 80), new LuTuning(4, 1 + (n % 6)));
            SolvesMany<double>(n, 1 + (n * 5 % 40), LuTuning.Default);
        }
    }

    [Theory]
    [InlineData(Transpose.No)]
    [InlineData(Transpose.Yes)]
    public void Column_has_the_same_bits_alone_and_among_others(Transpose transpose)
    {
        const int n = 50;
        const int columns = 71;
        LuCase<float> lu = new(n, 9);
        float[] sides = RandomBlock<float>(n * columns, 4);
        float[] together = (float[])sides.Clone();
        Lu.SolveMany(transpose, n, lu.Factors, n, lu.Pivots, columns, together, columns,
            Lu.SolveManyScratch<float>(n, columns).Allocate<float>().Scratch);
        for (int column = 0; column < columns; column++)
        {
            float[] alone = new float[n];
            for (int i = 0; i < n; i++) alone[i] = sides[(i * columns) + column];
            Lu.SolveMany(transpose, n, lu.Factors, n, lu.Pivots, 1, alone, 1, Lu.SolveManyScratch<float>(n, 1).Allocate<float>().Scratch);
            for (int i = 0; i < n; i++) Assert.Equal(alone[i], together[(i * columns) + column]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Triangle_has_the_same_bits_at_every_width(SimdWidth width)
    {
        foreach (Triangle triangle in Enum.GetValues<Triangle>())
        {
            foreach (int columns in (int[])[1, 3, 16, 33, 70, 130])
            {
                const int n = 13;
                LuCase<float> lu = new(n, columns);
                float[] wide = RandomBlock<float>(n * columns, columns);
                float[] narrow = (float[])wide.Clone();
                TriangleBlock<float> one = new(
                    triangle, n, lu.Factors, n, columns, wide, columns, new float[TriangleBlock<float>.ScratchLength(n)]);
                TriangleBlock<float> other = new(
                    triangle, n, lu.Factors, n, columns, narrow, columns, new float[TriangleBlock<float>.ScratchLength(n)]);
                AtWidth.Run<TriangleBlock<float>, float>(width, ref one);
                other.Run<Lane1<float>, float>();
                Assert.True(MemoryMarshal.AsBytes<float>(wide).SequenceEqual(MemoryMarshal.AsBytes<float>(narrow)));
            }
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        const int n = 70;
        const int columns = 20;
        LuCase<float> lu = new(n, 1);
        float[] x = new float[n];
        float[] b = new float[n * columns];
        AlignedBuffer<float> scratch = Lu.SolveManyScratch<float>(n, columns).Allocate<float>();
        ZeroBytes.Assert("solve", () =>
        {
            Lu.Solve(Transpose.No, n, lu.Factors, n, lu.Pivots, x);
            Lu.Solve(Transpose.Yes, n, lu.Factors, n, lu.Pivots, x);
            Lu.SolveMany(Transpose.No, n, lu.Factors, n, lu.Pivots, columns, b, columns, scratch.Scratch);
            Lu.SolveMany(Transpose.Yes, n, lu.Factors, n, lu.Pivots, columns, b, columns, scratch.Scratch);
        });
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(40, 100)]
    [InlineData(300, 7)]
    [InlineData(513, 2)]
    public void Stated_scratch_suffices_and_less_throws(int n, int columns)
    {
        LuCase<float> lu = new(n, 1, entry: (i, j) => i == j ? 2 : 0);
        int needed = Lu.SolveManyScratch<float>(n, columns).Elements;
        float[] b = new float[n * columns];
        foreach (Transpose transpose in Enum.GetValues<Transpose>())
        {
            Lu.SolveMany(transpose, n, lu.Factors, n, lu.Pivots, columns, b, columns, new Scratch<float>(new float[needed]));
            Assert.Throws<ArgumentException>(
                () => Lu.SolveMany(transpose, n, lu.Factors, n, lu.Pivots, columns, b, columns, new Scratch<float>(new float[needed - 1])));
        }
    }

    [Fact]
    public void Wrong_shapes_throw_with_both()
    {
        float[] lu = new float[16];
        int[] pivots = [0, 1, 2, 3];
        Assert.Contains("5", Assert.Throws<ArgumentException>(() => Lu.Solve(Transpose.No, 4, lu, 4, pivots, new float[5])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Lu.Solve(Transpose.No, 4, lu.AsSpan(1), 4, pivots, new float[4]));
        Assert.Throws<ArgumentException>(() => Lu.Solve(Transpose.No, 4, lu, 4, pivots.AsSpan(1), new float[4]));
        string message =
            Assert.Throws<ArgumentException>(() => Lu.SolveMany(Transpose.No, 4, lu, 4, pivots, 3, new float[11], 3, default)).Message;
        Assert.Contains("11", message, StringComparison.Ordinal);
        Assert.Contains("4×3", message, StringComparison.Ordinal);
    }

    private static T[] RandomBlock<T>(int length, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        T[] block = new T[length];
        for (int i = 0; i < length; i++) block[i] = T.CreateChecked(random.NextDouble() - 0.5);
        return block;
    }

    private static void SolvesOne<T>(SimdWidth width, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LuCase<T> lu = new(n, n, n % 3);
        T[] b = RandomBlock<T>(n, n + 1);
        T[] x = (T[])b.Clone();
        for (int i = 0; i < n; i++) (x[i], x[lu.Pivots[i]]) = (x[lu.Pivots[i]], x[i]);
        LuSolvePlain<T> plain = new(n, lu.Factors, lu.Ld, x);
        AtWidth.Run<LuSolvePlain<T>, T>(width, ref plain);
        lu.AssertSolves(Transpose.No, i => double.CreateChecked(b[i]), i => double.CreateChecked(x[i]));
        if (width == Dispatch.Width)
        {
            T[] same = (T[])b.Clone();
            Lu.Solve(Transpose.No, n, lu.Factors, lu.Ld, lu.Pivots, same);
            Assert.Equal(x, same);
        }

        T[] y = (T[])b.Clone();
        LuSolveTransposed<T> transposed = new(n, lu.Factors, lu.Ld, y);
        AtWidth.Run<LuSolveTransposed<T>, T>(width, ref transposed);
        for (int i = n - 1; i >= 0; i--) (y[i], y[lu.Pivots[i]]) = (y[lu.Pivots[i]], y[i]);
        lu.AssertSolves(Transpose.Yes, i => double.CreateChecked(b[i]), i => double.CreateChecked(y[i]));

        // The transposed solve has the same bits at every width, so also as the public one.
        T[] chosen = (T[])b.Clone();
        Lu.Solve(Transpose.Yes, n, lu.Factors, lu.Ld, lu.Pivots, chosen);
        Assert.Equal(chosen, y);
    }

    private static void SolvesMany<T>(int n, int columns, LuTuning tuning)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int ld = columns + (n % 3);
        LuCase<T> lu = new(n, n, n % 2);
        foreach (Transpose transpose in Enum.GetValues<Transpose>())
        {
            T[] values = RandomBlock<T>(n * columns, columns);
            T[] b = LuCase<T>.Guarded(n, ld);
            for (int i = 0; i < n; i++) values.AsSpan(i * columns, columns).CopyTo(b.AsSpan(i * ld));
            ScratchSize size = Triangular.SolveScratch<T>(n, columns, tuning);
            Lu.SolveManyBlocked(transpose, n, lu.Factors, lu.Ld, lu.Pivots, columns, b, ld, tuning, size.Allocate<T>().Scratch);
            LuCase<T>.AssertGuards(b, n, columns, ld);
            for (int c = 0; c < columns; c += 1 + (columns / 9))
            {
                int column = c;
                lu.AssertSolves(
                    transpose, i => double.CreateChecked(values[(i * columns) + column]), i => double.CreateChecked(b[(i * ld) + column]));
            }
        }
    }
}
