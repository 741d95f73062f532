using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>The estimate of κ₁ is a lower bound and within a factor of ten; norms and pivot growth against plain loops.</summary>
public class ReciprocalConditionTests
{
    [Fact]
    public void Estimate_is_a_lower_bound_of_the_condition_within_a_factor_of_ten()
    {
        for (int n = 1; n <= 60; n += n < 12 ? 1 : 7)
        {
            int order = n;
            Random random = new(n);
            IsWithinAFactor(new LuCase<double>(n, n));
            IsWithinAFactor(new LuCase<float>(n, n, 1, (i, j) => random.NextDouble() - 0.5 + (i == j ? 2 : 0)));
            IsWithinAFactor(new LuCase<double>(n, n, 2, (i, j) => (random.NextDouble() - 0.5) * Math.Pow(10, -6.0 * i / order)));
            IsWithinAFactor(new LuCase<double>(n, n, 0, (i, j) => (random.NextDouble() - 0.5) * Math.Pow(10, -6.0 * (i + j) / order)));
            IsWithinAFactor(new LuCase<double>(n, n, 0, (i, j) => j > i ? -1 : i == j ? 1 + (1e-3 * i) : 0));
        }

        // Hilbert matrices: κ₁ = 3e10 at n = 8. An error of n ε κ ≈ 4e-5 in both inverses is far below a factor.
        for (int n = 1; n <= 8; n++) IsWithinAFactor(new LuCase<double>(n, n, 0, (i, j) => 1.0 / (i + j + 1)));
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Diagonal_matrix_gives_the_exact_ratio()
    {
        LuCase<float> lu = new(20, 0, 0, (i, j) => i == j ? (i == 7 ? 0.25 : 4) : 0);
        Assert.Equal(1f / 16, Estimate(lu));
    }

    [Fact]
    public void Overflowing_inverse_gives_zero()
    {
        LuCase<float> lu = new(3, 0, 0, (i, j) => i == j ? (i == 1 ? 1e-45 : 1) : 0);
        Assert.Equal(0, Estimate(lu));
    }

    /// <summary>
    /// A⁻¹ of U = [[1, 10, 1], [0, 1, 0.1], [0, 0, 1/h]] has the last column (0, −h/10, h), h = 0.6 of the largest number: every solve of
    /// the estimate is finite, but for the last one, of (1, −1.5, 2). It overflows to 2 h = ∞ and from there to ∞ − ∞: what became of it
    /// is not known, so that nothing is promised.
    /// </summary>
    [Fact, Trait("Leg", "Any")]
    public void A_solve_that_ends_in_no_number_gives_zero()
    {
        double h = 0.6 * double.MaxValue;
        Scratch<double> scratch = Lu.ReciprocalConditionScratch<double>(3).Allocate<double>().Scratch;
        double[] upper = [1, 10, 1, 0, 1, 0.1, 0, 0, 1 / h];
        Assert.Equal(0, Lu.ReciprocalCondition(3, upper, 3, [0, 1, 2], 11.0, scratch));

        // A quarter of that, and nothing overflows.
        upper[8] *= 4;
        Assert.InRange(Lu.ReciprocalCondition(3, upper, 3, [0, 1, 2], 11.0, scratch), double.Epsilon, 1e-300);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(1, 0)]
    public void What_is_no_number_has_no_condition(double entry, double norm)
    {
        foreach (int n in (int[])[1, 2, 3])
        {
            LuCase<double> lu = new(n, 0, 0, (i, j) => i == j ? 1 : 0);
            lu.Factors[^1] = entry;
            Scratch<double> scratch = Lu.ReciprocalConditionScratch<double>(n).Allocate<double>().Scratch;
            Assert.Equal(0, Lu.ReciprocalCondition(n, lu.Factors, lu.Ld, lu.Pivots, norm, scratch));
        }
    }

    [Fact]
    public void Norms_and_growth_agree_with_plain_loops()
    {
        for (int n = 1; n <= 40; n++)
        {
            LuCase<double> lu = new(n, n, 3);
            double norm = 0;
            double largest = 0;
            double largestUpper = 0;
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int i = 0; i < n; i++)
                {
                    sum += Math.Abs(lu.Entry(i, j));
                    largest = Math.Max(largest, Math.Abs(lu.Entry(i, j)));
                    largestUpper = Math.Max(largestUpper, Math.Abs(lu.Upper(i, j)));
                }

                norm = Math.Max(norm, sum);
            }

            Scratch<double> scratch = Lu.OneNormScratch<double>(n).Allocate<double>().Scratch;
            Assert.Equal(norm, Lu.OneNorm<double>(n, lu.A, lu.Ld, scratch));
            Assert.Equal(largest, Lu.LargestEntry<double>(n, lu.A, lu.Ld));
            Assert.Equal(largestUpper / largest, Lu.PivotGrowth(n, lu.Factors, lu.Ld, largest));
        }
    }

    [Fact]
    public void Growth_of_the_worst_matrix_is_a_power_of_two()
    {
        // Ones on the diagonal and in the last column, −1 below: the last column doubles at every step.
        const int n = 20;
        LuCase<double> lu = new(n, 0, 0, (i, j) => i == j || j == n - 1 ? 1 : i > j ? -1 : 0);
        Assert.Equal(Math.ScaleB(1, n - 1), Lu.PivotGrowth(n, lu.Factors, n, Lu.LargestEntry<double>(n, lu.A, n)));
    }

    [Fact]
    public void Non_finite_entries_show_in_the_norms()
    {
        float[] a = [1, 2, float.NaN, 4];
        Assert.True(float.IsNaN(Lu.LargestEntry<float>(2, a, 2)));
        Assert.True(float.IsNaN(Lu.OneNorm<float>(2, a, 2, new Scratch<float>(new float[32]))));
    }

    [Fact]
    public void Allocates_nothing_and_wants_its_scratch()
    {
        const int n = 40;
        LuCase<float> lu = new(n, 1);
        float[] block = new float[Lu.ReciprocalConditionScratch<float>(n).Elements];
        ZeroBytes.Assert("condition", () =>
        {
            float norm = Lu.OneNorm<float>(n, lu.A, n, new Scratch<float>(block));
            _ = Lu.ReciprocalCondition(n, lu.Factors, n, lu.Pivots, norm, new Scratch<float>(block));
        });

        Assert.Throws<ArgumentException>(() => Lu.ReciprocalCondition(n, lu.Factors, n, lu.Pivots, 1, new Scratch<float>(block.AsSpan(1))));
        Assert.Throws<ArgumentException>(() => Lu.OneNorm<float>(n, lu.A, n, new Scratch<float>(block.AsSpan(0, 2 * n - 1))));
        Assert.Throws<ArgumentException>(() => Lu.ReciprocalCondition(n, lu.Factors.AsSpan(1), n, lu.Pivots, 1, new Scratch<float>(block)));
    }

    private static double Estimate<T>(LuCase<T> lu)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T norm = Lu.OneNorm<T>(lu.N, lu.A, lu.Ld, Lu.OneNormScratch<T>(lu.N).Allocate<T>().Scratch);
        Scratch<T> scratch = Lu.ReciprocalConditionScratch<T>(lu.N).Allocate<T>().Scratch;
        return double.CreateChecked(Lu.ReciprocalCondition(lu.N, lu.Factors, lu.Ld, lu.Pivots, norm, scratch));
    }

    private static void IsWithinAFactor<T>(LuCase<T> lu)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = lu.N;
        (double[,] inverse, _, _) = lu.Plain();
        double norm = 0;
        double inverseNorm = 0;
        for (int j = 0; j < n; j++)
        {
            double sum = 0;
            double inverseSum = 0;
            for (int i = 0; i < n; i++)
            {
                sum += Math.Abs(lu.Entry(i, j));
                inverseSum += Math.Abs(inverse[i, j]);
            }

            norm = Math.Max(norm, sum);
            inverseNorm = Math.Max(inverseNorm, inverseSum);
        }

        // The relative error of A⁻¹ is of first order n·ε·κ: that much the estimate may exceed the truth.
        double condition = norm * inverseNorm;
        double estimate = 1 / Estimate(lu);
        double rounding = 4 * n * LuCase<T>.Epsilon * (1 + condition);
        Assert.InRange(estimate, condition / 10, condition * (1 + rounding));
    }
}
