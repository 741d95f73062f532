using System;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Angles against the twin, against angles known by hand, and where there is none.</summary>
public sealed class AnglesTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(40)]
    public void They_are_the_twins(int n)
    {
        // Of A U A: relative error about n ε κ, κ(I − G W) below 10³ here, three products deep; times 180/π for degrees. For n = 40 that is
        // 1.5e-9 in double and 0.8° in float if all roundings conspire; their mean is a hundredth of it.
        Check<double>(n, 1e-10);
        Check<float>(n, 0.02);
    }

    [Fact, Trait("Leg", "Any")]
    public void Silent_neurons_hide_their_rows_and_columns()
    {
        // W = 0: A = G, so A U A has the entries gᵢ uᵢⱼ gⱼ. With g = (1, 0, 2) the middle row and column vanish.
        double[] gains = [1, 0, 2];
        double[] u = [1, 5, 0, 5, 5, 5, 0, 5, 0];
        double[] v = [1, -7, 0, 9, 1, 3, 0.5, 2, 0];
        Assert.Equal((SolveStatus.Converged, 45.0), Rounded(Metric<double>(3, new double[9], gains, u, v)));
        double[] onlyHidden = [0, 1, 0, 1, 1, 1, 0, 1, 0];
        (SolveStatus status, double degrees) = Metric<double>(3, new double[9], gains, u, onlyHidden);
        Assert.Equal(SolveStatus.Converged, status);
        Assert.Equal(double.NaN, degrees);
    }

    [Fact, Trait("Leg", "Any")]
    public void Known_angles_come_out_whatever_the_scale()
    {
        foreach (double scale in (double[])[1, 1e-300, 1e300])
        {
            Assert.Equal(90, Angles.Euclidean<double>(2, [scale, 0, 0, 0], [0, 0, 3, 0]), 1e-13);
            Assert.Equal(45, Angles.Euclidean<double>(2, [scale, 0, 0, 0], [1, 1, 0, 0]), 1e-13);
            Assert.Equal(0, Angles.Euclidean<double>(2, [scale, scale, 0, -scale], [1, 1, 0, -1]), 1e-13);
            Assert.Equal(180, Angles.Euclidean<double>(2, [scale, scale, 0, -scale], [-1, -1, 0, 1]), 1e-13);
        }

        // float: 1e-30² is 0 there, so a sum of squares in float would lose this update.
        Assert.Equal(45,
            Angles.Euclidean<float>(1, [1e-30f], [1e-30f]) + Angles.Euclidean<float>(2, [1e-30f, 0, 0, 0], [1e-30f, 1e-30f, 0, 0]), 1e-6);
    }

    [Fact, Trait("Leg", "Any")]
    public void Small_angles_keep_their_digits()
    {
        // tan θ = 1e-9. The arc cosine of 1 − 5e-19 is 0. The unit vectors' roundings of 1e-16 leave 7 digits of |û − v̂|.
        double expected = double.RadiansToDegrees(1e-9);
        Assert.Equal(expected, Angles.Euclidean<double>(2, [1, 0, 0, 0], [1, 1e-9, 0, 0]), 1e-6 * expected);
    }

    [Fact, Trait("Leg", "Any")]
    public void Where_there_is_no_angle_it_is_NaN_and_the_status_says_why()
    {
        Assert.Equal(double.NaN, Angles.Euclidean<double>(1, [0], [1]));
        Assert.Equal(double.NaN, Angles.Euclidean<double>(1, [1], [0]));
        Assert.Equal(double.NaN, Angles.Euclidean<double>(2, [1, double.NaN, 0, 0], [1, 1, 1, 1]));
        Assert.Equal(double.NaN, Angles.Euclidean<double>(1, [double.PositiveInfinity], [1]));

        double[] identity = [1, 0, 0, 1];
        double[] u = [1, 2, 3, 4];
        Assert.Equal((SolveStatus.Singular, double.NaN), Metric<double>(2, identity, [1, 1], u, u));
        Assert.Equal((SolveStatus.Converged, double.NaN), Metric<double>(2, identity, [0.5, 0.5], u, new double[4]));
        Assert.Equal((SolveStatus.NonFinite, double.NaN), Metric<double>(2, [1, double.NaN, 0, 1], [0.5, 0.5], u, u));
        Assert.Equal((SolveStatus.NonFinite, double.NaN), Metric<double>(2, identity, [0.5, double.PositiveInfinity], u, u));
        Assert.Equal((SolveStatus.NonFinite, double.NaN), Metric<double>(2, identity, [0.5, 0.5], [1, 2, 3, double.NaN], u));
        Assert.Equal((SolveStatus.NonFinite, double.NaN), Metric<double>(2, new double[4], [1e200, 1], [1, 0, 0, 0], u));
    }

    [Fact]
    public void They_allocate_nothing_failures_included()
    {
        const int n = 40;
        double[] u = [.. Rows.Flat<double>(new RandomNet(3, n, 1, 1).W)];
        double[] v = [.. Rows.Flat<double>(new RandomNet(4, n, 1, 1).W)];
        double[] w = [.. Rows.Flat<double>(new RandomNet(5, n, 0.5, 1).W)];
        double[] singular = new double[n * n];
        double[] gains = new double[n];
        Array.Fill(gains, 1);
        for (int i = 0; i < n; i++) singular[i * (n + 1)] = 1;
        int[] pivots = new int[n];
        AlignedBuffer<double> scratch = Angles.UnderMetricScratch<double>(n).Allocate<double>();
        ZeroBytes.Assert("Euclidean", () => Angles.Euclidean<double>(n, u, v));
        ZeroBytes.Assert("metric", () =>
            Assert.True(Angles.UnderMetric<double>(n, w, gains, u, v, out _, pivots, scratch.Scratch) == SolveStatus.Converged));
        ZeroBytes.Assert("singular", () =>
            Assert.True(Angles.UnderMetric<double>(n, singular, gains, u, v, out _, pivots, scratch.Scratch) == SolveStatus.Singular));
    }

    [Fact, Trait("Leg", "Any")]
    public void Misuse_throws()
    {
        Assert.Contains("2×2", Assert.Throws<ArgumentException>(() => Angles.Euclidean<double>(2, new double[3], new double[4])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Angles.Euclidean<double>(2, new double[4], new double[5]));
        Assert.Throws<ArgumentException>(() => Metric<double>(2, new double[3], [1, 1], new double[4], new double[4]));
        Assert.Throws<ArgumentException>(() => Metric<double>(2, new double[4], [1], new double[4], new double[4]));
        Assert.Throws<ArgumentException>(() => Angles.UnderMetric<double>(
            2, new double[4], new double[2], new double[4], new double[4], out _, new int[1], new(new double[999])));
        Assert.Throws<ArgumentException>(() => Angles.UnderMetric<double>(
            2, new double[4], new double[2], new double[4], new double[4], out _, new int[2], new(new double[48])));
    }

    private static void Check<T>(int n, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[][] w = Rows.Rounded<T>(new RandomNet(n, n, 0.7, 1).W);
        double[][] u = Rows.Rounded<T>(new RandomNet(n + 100, n, 1, 1).W);
        double[][] v = Rows.Rounded<T>(Twin.DenseMatrix.Add(u, new RandomNet(n + 201, n, 0.8, 1).W));
        double[] g = new double[n];
        for (int i = 0; i < n; i++) g[i] = i % 4 == 3 ? 0 : 1 - (0.125 * (i % 5));
        Assert.Equal(Twin.Angles.Euclidean(u, v), Angles.Euclidean<T>(n, Rows.Flat<T>(u), Rows.Flat<T>(v)), n == 1 ? 1e-5 : 1e-10);

        (SolveStatus status, double degrees) = Metric<T>(n, Rows.Flat<T>(w), Rows.Flat<T>(g), Rows.Flat<T>(u), Rows.Flat<T>(v));
        Assert.Equal(SolveStatus.Converged, status);
        Assert.Equal(Twin.Angles.UnderMetric(w, g, u, v), degrees, tolerance);
    }

    private static (SolveStatus Status, double Degrees) Metric<T>(int n, T[] w, T[] g, T[] u, T[] v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> scratch = Angles.UnderMetricScratch<T>(n).Allocate<T>();
        SolveStatus status = Angles.UnderMetric<T>(n, w, g, u, v, out double degrees, new int[n], scratch.Scratch);
        return (status, degrees);
    }

    private static (SolveStatus, double) Rounded((SolveStatus Status, double Degrees) found) =>
        (found.Status, Math.Round(found.Degrees, 12));
}
