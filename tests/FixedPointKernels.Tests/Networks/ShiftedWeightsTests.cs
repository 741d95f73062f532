using System;
using System.Numerics;
using FixedPointKernels.Networks;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Networks;

/// <summary>Q = W (I − G W)⁻¹ neuron by neuron is what elimination with pivoting gives, and an unusable pivot leaves the old Q.</summary>
public sealed class ShiftedWeightsTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(18)]
    [InlineData(70)]
    public void The_successor_is_W_times_the_inverse(int n)
    {
        Check<double>(n, 1.5);
        Check<float>(n, 0.8);
    }

    [Fact]
    public void A_zero_pivot_leaves_the_present_Q_and_the_next_successor_is_good()
    {
        PackedWeights<double> weights = new([1.0], 1, 1);
        ShiftedWeights<double> shifted = new(weights, 16);
        shifted.Begin([1.0]);
        shifted.Advance();
        Assert.False(shifted.Building);
        double[] product = [0];
        shifted.Multiply([2.0], 0, product);
        Assert.Equal((2, 0), (product[0], shifted.Gains[0]));
        shifted.Begin([0.5]);
        shifted.Advance();
        shifted.Multiply([2.0], 0, product);
        Assert.Equal((4, 0.5), (product[0], shifted.Gains[0]));
    }

    private static void Check<T>(int n, double radius)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(n, n, radius, 1);
        double[][] w = Rows.Rounded<T>(net.W);
        PackedWeights<T> weights = new(Rows.Flat<T>(w), n, n);
        ShiftedWeights<T> shifted = new(weights, n + 15);
        double[] gains = new double[n];
        for (int i = 0; i < n; i++) gains[i] = (i + 1.0) / n;
        shifted.Begin(Rows.Flat<T>(gains));
        int calls = 0;
        for (; shifted.Building; calls++) shifted.Advance();
        Assert.Equal((n + 3) / 4, calls);

        // Q (I − G W) = W row by row: the transposed system, whose right sides are the columns of Wᵀ.
        gains = Rows.From<T>(Rows.Flat<T>(gains));
        double[][] system = DenseMatrix.Subtract(DenseMatrix.Identity(n), DenseMatrix.Multiply(DenseMatrix.Diagonal(gains), w));
        double[][] q = DenseMatrix.Transpose(GaussianElimination.Solve(DenseMatrix.Transpose(system), DenseMatrix.Transpose(w)));

        // n eliminations, each with a relative rounding of some units that the growth of the elements multiplies; the growth with diagonal
        // pivots is not bounded by theory and was at most 8 here.
        double unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        T[] vector = Rows.Flat<T>(net.X[0]), product = new T[n];
        shifted.Multiply(vector, T.Zero, product);
        Rows.AssertClose([DenseMatrix.Multiply(q, Rows.From<T>(vector))], [Rows.From<T>(product)], 8 * 8 * n * unit, $"n {n}");
        Assert.Equal(Rows.Flat<T>(gains), shifted.Gains[..n].ToArray());
    }
}
