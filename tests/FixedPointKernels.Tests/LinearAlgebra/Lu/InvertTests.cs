using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>A X = I for the inverse X, and the determinant, against plain double loops.</summary>
public class InvertTests
{
    [Fact]
    [Trait("Leg", "Any")]
    public void Columns_of_the_inverse_solve_for_the_columns_of_the_identity()
    {
        foreach (int n in (int[])[1, 2, 5, 16, 17, 40, 75])
        {
            InvertsWithinTheBound<float>(n);
            InvertsWithinTheBound<double>(n);
        }
    }

    [Fact]
    public void Inverse_agrees_with_Gauss_Jordan()
    {
        // Both are within some n·ε·κ of the truth; the matrix is diagonally dominant (diagonal n, rest below ½), so κ∞ ≤ 3.
        const int n = 60;
        Random random = new(2);
        LuCase<double> lu = new(n, 0, 0, (i, j) => i == j ? n : random.NextDouble() - 0.5);
        double[] inverse = new double[n * n];
        Lu.Invert(n, lu.Factors, n, lu.Pivots, inverse, n, Lu.InvertScratch<double>(n).Allocate<double>().Scratch);
        (double[,] expected, _, _) = lu.Plain();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) Assert.Equal(expected[i, j], inverse[(i * n) + j], 3 * n * LuCase<double>.Epsilon / n);
        }
    }

    [Fact]
    public void Determinant_agrees_with_plain_elimination()
    {
        for (int n = 0; n <= 70; n++)
        {
            DeterminantMatches<double>(n);
            DeterminantMatches<float>(n);
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Determinant_of_a_permutation_is_its_sign()
    {
        // A cyclic shift of n elements is n − 1 exchanges.
        for (int n = 1; n <= 35; n++)
        {
            int order = n;
            LuCase<float> lu = new(n, 0, 1, (i, j) => (i + 1) % order == j ? 1 : 0);
            Assert.Equal(new LogDeterminant(n % 2 == 0 ? -1 : 1, 0), Lu.Determinant<float>(n, lu.Factors, lu.Ld, lu.Pivots));
        }
    }

    [Fact]
    public void Determinant_does_not_overflow()
    {
        const int n = 64;
        LuCase<float> lu = new(n, 0, 0, (i, j) => i == j ? -1e30 : 0);
        LogDeterminant determinant = Lu.Determinant<float>(n, lu.Factors, n, lu.Pivots);
        Assert.Equal(1, determinant.Sign);

        // 1e30 rounded to float is off by at most 6e-8 relative.
        Assert.Equal(n * 30 * Math.Log(10), determinant.LogMagnitude, n * 1e-7);
    }

    [Fact]
    public void Allocates_nothing()
    {
        const int n = 50;
        LuCase<double> lu = new(n, 1);
        double[] inverse = new double[n * n];
        AlignedBuffer<double> scratch = Lu.InvertScratch<double>(n).Allocate<double>();
        ZeroBytes.Assert("invert", () =>
        {
            Lu.Invert(n, lu.Factors, n, lu.Pivots, inverse, n, scratch.Scratch);
            Lu.Determinant<double>(n, lu.Factors, n, lu.Pivots);
        });
    }

    [Fact]
    public void Wrong_shapes_and_short_scratch_throw()
    {
        const int n = 20;
        LuCase<float> lu = new(n, 1);
        int needed = Lu.InvertScratch<float>(n).Elements;
        Assert.Contains("399", Assert.Throws<ArgumentException>(
            () => Lu.Invert(n, lu.Factors, n, lu.Pivots, new float[399], n, default)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => Lu.Invert(n, lu.Factors, n, lu.Pivots, new float[400], n, new Scratch<float>(new float[needed - 1])));
        Lu.Invert(n, lu.Factors, n, lu.Pivots, new float[400], n, new Scratch<float>(new float[needed]));
        Assert.Throws<ArgumentException>(() => Lu.Determinant<float>(n, lu.Factors.AsSpan(1), n, lu.Pivots));
        Assert.Throws<ArgumentException>(() => Lu.Determinant<float>(n, lu.Factors, n, lu.Pivots.AsSpan(1)));
    }

    private static void InvertsWithinTheBound<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LuCase<T> lu = new(n, n, 1);
        int ld = n + 2;
        T[] inverse = LuCase<T>.Guarded(n, ld);
        for (int i = 0; i < n; i++) inverse.AsSpan(i * ld, n).Fill(T.NaN);
        Lu.Invert(n, lu.Factors, lu.Ld, lu.Pivots, inverse, ld, Lu.InvertScratch<T>(n).Allocate<T>().Scratch);
        LuCase<T>.AssertGuards(inverse, n, n, ld);
        for (int c = 0; c < n; c++)
        {
            int column = c;
            lu.AssertSolves(Transpose.No, i => i == column ? 1 : 0, i => double.CreateChecked(inverse[(i * ld) + column]));
        }
    }

    // d log det = tr(A⁻¹ dA), and both eliminations are exact for an A + dA with |dA| ≤ γₙ|L||U|; so the logs differ by at most
    // 2 γₙ Σ |A⁻¹|ᵀ·(Pᵀ|L||U|) to first order. A factor 2 more for what is of second order.
    private static void DeterminantMatches<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LuCase<T> lu = new(n, n + 100, 1);
        (double[,] inverse, int sign, double log) = lu.Plain();
        double sensitivity = 0;
        for (int j = 0; j < n; j++)
        {
            int column = j;
            double[] product = lu.AbsoluteProduct(Transpose.No, i => i == column ? 1 : 0);
            for (int i = 0; i < n; i++) sensitivity += Math.Abs(inverse[j, lu.Permutation[i]]) * product[i];
        }

        LogDeterminant determinant = Lu.Determinant<T>(n, lu.Factors, lu.Ld, lu.Pivots);
        Assert.Equal(sign, determinant.Sign);
        Assert.True(Math.Abs(log - determinant.LogMagnitude) <= 4 * LuCase<T>.Gamma(n) * sensitivity,
            $"n = {n}: {log} and {determinant.LogMagnitude}");
    }
}
