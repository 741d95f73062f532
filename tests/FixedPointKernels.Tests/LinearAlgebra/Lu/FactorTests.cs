using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>P A = L U up to rounding, |L| ≤ 1, and what happens where there is no such factorization.</summary>
public class FactorTests
{
    private static readonly LuTuning[] Tunings = [LuTuning.Default, new(1, 1), new(3, 2), new(8, 5)];

    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    [Fact]
    public void Product_of_the_factors_is_the_permuted_matrix_at_every_order()
    {
        for (int n = 0; n <= 70; n++)
        {
            LuTuning tuning = Tunings[n % Tunings.Length];
            FactorsMultiplyToPA(new LuCase<float>(n, n, n % 3, tuning: tuning));
            FactorsMultiplyToPA(new LuCase<double>(n, n, n % 4, tuning: tuning));
            FactorsMultiplyToPA(new LuCase<double>(n, n, tuning: new LuTuning(1 + (n % 5), 1 + (n % 7))));
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Product_of_the_factors_is_the_permuted_matrix()
    {
        foreach (int n in (int[])[1, 2, 15, 16, 17, 33, 47])
        {
            FactorsMultiplyToPA(new LuCase<float>(n, n, 1));
            FactorsMultiplyToPA(new LuCase<double>(n, n, 1));
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(200)]
    [InlineData(300)]
    public void Product_of_the_factors_is_the_permuted_matrix_at_large_orders(int n)
    {
        FactorsMultiplyToPA(new LuCase<float>(n, n, 3));
        FactorsMultiplyToPA(new LuCase<double>(n, n, 3));
        FactorsMultiplyToPA(new LuCase<float>(n, n, 3, tuning: new LuTuning(5, 7)));
    }

    [Fact]
    public void Skewed_starts_do_not_matter()
    {
        const int n = 37;
        LuCase<float> straight = new(n, 5);
        for (int skew = 1; skew < 16; skew++)
        {
            float[] block = new float[(n * n) + skew];
            straight.A.CopyTo(block, skew);
            int[] pivots = new int[n];
            float[] scratch = new float[Lu.FactorScratch<float>(n).Elements + skew];
            Assert.Equal(-1, Lu.Factor(n, block.AsSpan(skew), n, pivots, new Scratch<float>(scratch.AsSpan(skew))));
            Assert.True(block.AsSpan(skew).SequenceEqual(straight.Factors));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    [Trait("Leg", "Any")]
    public void Panel_has_the_same_bits_at_every_width(SimdWidth width)
    {
        for (int n = 1; n <= 40; n++)
        {
            PanelMatches<float>(width, n);
            PanelMatches<double>(width, n);
        }
    }

    [Fact]
    public void Repeated_runs_give_the_same_bits()
    {
        LuCase<double> one = new(130, 3);
        LuCase<double> two = new(130, 3);
        Assert.Equal(one.Factors, two.Factors);
        Assert.Equal(one.Pivots, two.Pivots);
    }

    [Fact]
    public void Ties_take_the_first_row()
    {
        LuCase<float> all = new(40, 0, entry: (i, j) => i == j || j == 0 ? (i % 2 == 0 ? 1 : -1) : 0);
        Assert.Equal(-1, all.Singular);
        for (int k = 0; k < 40; k++) Assert.Equal(k, all.Pivots[k]);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Ties_far_apart_take_the_first_row()
    {
        // The rest of column 0 is all ±1 in rows of several registers, in any lane: row `from` is the first.
        for (int from = 1; from < 60; from += 7)
        {
            int first = from;
            LuCase<float> lu = new(70, 0, entry: (i, j) => j == 0 ? (i < first ? 0.5 : i % 3 == 0 ? -1 : 1) : i == j ? 3 : 0);
            Assert.Equal(first, lu.Pivots[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    [Trait("Leg", "Any")]
    public void Pivots_whose_reciprocal_overflows_are_divided_by_all_the_same(SimdWidth width)
    {
        // 1/p overflows for |p| < 2⁻¹²⁸. The entries are small integers times 2⁻¹⁴⁰, so L = 1 and ½ and U are exact.
        const int n = 20;
        float tiny = float.ScaleB(1, -140);
        float[] a = new float[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++) a[(i * n) + j] = (i == j ? 2 : j == 0 ? -1 : 0) * tiny;
        }

        int[] pivots = new int[n];
        LuPanel<float> panel = new(n, a, n, pivots, 0, n, new float[LuPanel<float>.ScratchLength(n, n)]);
        AtWidth.Run<LuPanel<float>, float>(width, ref panel);
        Assert.Equal(-1, panel.Singular);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) Assert.Equal(i == j ? 2 * tiny : j == 0 ? -0.5f : 0, a[(i * n) + j]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Update_has_the_same_bits_at_every_width(SimdWidth width)
    {
        // Ragged strips: fewer columns than a register, one that overlaps, two strips of which the first
        // gives way; more rows than a block is deep.
        foreach ((int left, int right) in ((int, int)[])[(1, 1), (3, 5), (5, 16), (16, 17), (7, 65), (20, 70), (130, 30), (140, 129)])
        {
            UpdateMatches<float>(width, left, right);
            UpdateMatches<double>(width, left, right);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(35)]
    [InlineData(70)]
    public void Singular_matrix_stops_at_its_first_zero_pivot(int n)
    {
        for (int bad = 0; bad < n; bad++)
        {
            int zero = bad;
            Assert.Equal(bad, new LuCase<float>(n, 1, 1, (i, j) => j == zero ? 0 : i == j ? 2 : j > i ? 1 : 0).Singular);

            // Small integers with equal columns: every operation is exact, so the second of the two columns becomes exactly zero.
            if (bad > 0) Assert.Equal(bad, new LuCase<double>(n, 1, 0, (i, j) => j == zero ? Ones(i, 0) : Ones(i, j)).Singular);
        }

        Assert.Equal(0, new LuCase<double>(n, 1, 0, (_, _) => 0).Singular);
        Assert.Equal(n > 1 ? 1 : -1, new LuCase<double>(n, 1, 0, (_, _) => 1).Singular);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Non_finite_entry_is_reported_wherever_it_stands()
    {
        foreach (int n in (int[])[1, 2, 7, 16, 33])
        {
            for (int at = 0; at < n * n; at += n < 10 ? 1 : 5)
            {
                foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
                {
                    Random random = new(at);
                    int spot = at;
                    int reported = new LuCase<float>(
                        n, 1, 0, (i, j) => (i * n) + j == spot ? bad : random.NextDouble() - 0.5, new LuTuning(4, 4)).Singular;
                    Assert.InRange(reported, 0, n - 1);
                    Assert.InRange(new LuCase<double>(n, 1, 0, (i, j) => (i * n) + j == spot ? bad : i == j ? 1 : 0).Singular, 0, n - 1);
                }
            }
        }
    }

    [Fact]
    public void Allocates_nothing_also_when_singular()
    {
        const int n = 90;
        LuCase<double> regular = new(n, 1);
        double[] work = new double[n * n];
        AlignedBuffer<double> scratch = Lu.FactorScratch<double>(n).Allocate<double>();
        (int Fine, int Singular, int Bad) seen = default;
        ZeroBytes.Assert("factor", () =>
        {
            regular.A.CopyTo(work, 0);
            seen.Fine = Lu.Factor(n, work, n, regular.Pivots, scratch.Scratch);
            Array.Clear(work);
            seen.Singular = Lu.Factor(n, work, n, regular.Pivots, scratch.Scratch);
            work.AsSpan().Fill(double.NaN);
            seen.Bad = Lu.Factor(n, work, n, regular.Pivots, scratch.Scratch);
        });
        Assert.Equal((-1, 0, 0), seen);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(300)]
    public void Stated_scratch_suffices_and_less_throws(int n)
    {
        LuCase<float> subject = new(n, 1);
        int needed = Lu.FactorScratch<float>(n).Elements;
        float[] a = (float[])subject.A.Clone();
        Assert.Throws<ArgumentException>(() => Lu.Factor(n, a, n, new int[n], new Scratch<float>(new float[needed - 1])));
        Assert.Equal(subject.A, a);
        Assert.Equal(-1, Lu.Factor(n, a, n, new int[n], new Scratch<float>(new float[needed])));
    }

    [Fact]
    public void Wrong_shapes_throw_with_both()
    {
        ArgumentException short_ = Assert.Throws<ArgumentException>(() => Lu.Factor(4, new float[15], 4, new int[4], default));
        Assert.Contains("15", short_.Message, StringComparison.Ordinal);
        Assert.Contains("4×4", short_.Message, StringComparison.Ordinal);
        ArgumentException pivots = Assert.Throws<ArgumentException>(() => Lu.Factor(4, new float[16], 4, new int[3], default));
        Assert.Contains("3", pivots.Message, StringComparison.Ordinal);
        Assert.Contains("4", pivots.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Lu.Factor(4, new float[16], 3, new int[4], default));
        Assert.Throws<ArgumentException>(() => Lu.Factor(-1, new float[16], 3, [], default));
    }

    private static double Ones(int i, int j) => i >= j ? 1 : 0;

    // |P A − L U| ≤ γₙ |L| |U| entry by entry. γ has epsilon = 2u where the theorem has u: the other half is
    // for the rounding of L U here, n more terms.
    private static void FactorsMultiplyToPA<T>(LuCase<T> lu)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = lu.N;
        Assert.Equal(-1, lu.Singular);
        LuCase<T>.AssertGuards(lu.Factors, n, n, lu.Ld);
        double gamma = LuCase<T>.Gamma(n);
        double[] lower = new double[n];
        double[][] upper = new double[n][];
        for (int p = 0; p < n; p++)
        {
            upper[p] = new double[n];
            for (int j = 0; j < n; j++) upper[p][j] = lu.Upper(p, j);
        }

        double[] difference = new double[n];
        double[] bound = new double[n];
        for (int i = 0; i < n; i++)
        {
            Assert.InRange(lu.Pivots[i], i, n - 1);
            for (int j = 0; j < n; j++) difference[j] = lu.Entry(lu.Permutation[i], j);
            Array.Clear(bound);
            for (int p = 0; p <= i; p++)
            {
                lower[p] = lu.Lower(i, p);
                Assert.True(Math.Abs(lower[p]) <= 1);
                for (int j = p; j < n; j++)
                {
                    difference[j] = Math.FusedMultiplyAdd(-lower[p], upper[p][j], difference[j]);
                    bound[j] += Math.Abs(lower[p] * upper[p][j]);
                }
            }

            for (int j = 0; j < n; j++)
                Assert.True(
                    Math.Abs(difference[j]) <= gamma * bound[j], $"n = {n}, ({i}, {j}): {difference[j]:E2} against {gamma * bound[j]:E2}");
        }
    }

    private static void PanelMatches<T>(SimdWidth width, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LuCase<T> source = new(n, n, 2, (i, j) => (i + j) % 5 == 0 ? (i % 2 == 0 ? 0.0 : -0.0) : Math.Sin((i * 31) + (j * 17) + (i * j)));
        T[] one = (T[])source.A.Clone();
        T[] other = (T[])source.A.Clone();
        int[] pivotsOne = new int[n];
        int[] pivotsOther = new int[n];
        int first = n / 3;
        T[] wideScratch = new T[LuPanel<T>.ScratchLength(n, n)];
        T[] narrowScratch = new T[LuPanel<T>.ScratchLength(n, n)];
        if (first > 0)
        {
            // The first panel makes the tables that the later ones use.
            LuPanel<T> wideFirst = new(n, one, source.Ld, pivotsOne, 0, first, wideScratch);
            LuPanel<T> narrowFirst = new(n, other, source.Ld, pivotsOther, 0, first, narrowScratch);
            AtWidth.Run<LuPanel<T>, T>(width, ref wideFirst);
            narrowFirst.Run<Lane1<T>, T>();
        }

        LuPanel<T> wide = new(n, one, source.Ld, pivotsOne, first, n - first, wideScratch);
        LuPanel<T> narrow = new(n, other, source.Ld, pivotsOther, first, n - first, narrowScratch);
        AtWidth.Run<LuPanel<T>, T>(width, ref wide);
        narrow.Run<Lane1<T>, T>();
        Assert.Equal(narrow.Singular, wide.Singular);
        Assert.Equal(pivotsOther, pivotsOne);
        Assert.True(MemoryMarshal.AsBytes<T>(one).SequenceEqual(MemoryMarshal.AsBytes<T>(other)), $"n = {n}");
    }

    private static void UpdateMatches<T>(SimdWidth width, int left, int right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int first = left % 3;
        int n = first + left + right;
        LuCase<T> source = new(n, n, 2, (i, j) => Math.Sin((i * 31) + (j * 17) + (i * j)) / left);
        T[] one = (T[])source.A.Clone();
        T[] other = (T[])source.A.Clone();
        LuUpdate<T> wide = new(one, source.Ld, n, first, left, right, new T[LuUpdate<T>.ScratchLength(n)]);
        LuUpdate<T> narrow = new(other, source.Ld, n, first, left, right, new T[LuUpdate<T>.ScratchLength(n)]);
        AtWidth.Run<LuUpdate<T>, T>(width, ref wide);
        narrow.Run<Lane1<T>, T>();
        Assert.True(MemoryMarshal.AsBytes<T>(one).SequenceEqual(MemoryMarshal.AsBytes<T>(other)), $"{left}, {right}");
        LuCase<T>.AssertGuards(one, n, n, source.Ld);
    }
}
