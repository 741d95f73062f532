using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>The gradient by M of Σ gᵢ ln R_ii + ⟨Q̄, Q⟩.</summary>
public class QrPullbackTests
{
    [Fact]
    [Trait("Leg", "Any")]
    public void All_small_shapes_agree_with_plain_loops()
    {
        for (int n = 1; n <= 24; n++)
        {
            for (int k = 1; k <= n; k++) AgreesWithTwin<double>(n, k, 1);
            AgreesWithTwin<float>(n, (n + 1) / 2, 0);
        }

        foreach ((int n, int k) in ((int, int)[])[(40, 37), (80, 75), (64, 16), (600, 3)])
        {
            AgreesWithTwin<float>(n, k, 3);
            AgreesWithTwin<double>(n, k, 0);
        }
    }

    [Fact]
    public void It_is_the_slope_of_central_differences()
    {
        foreach ((int n, int k) in ((int, int)[])[(1, 1), (4, 1), (5, 3), (6, 6), (18, 17)])
        {
            QrCase<double> ours = QrCase<double>.Random(n, k, 7);
            Random random = new(8);
            double[] g = new double[k], bar = new double[k * n];
            for (int i = 0; i < k; i++) g[i] = random.NextDouble() - 0.5;
            for (int i = 0; i < bar.Length; i++) bar[i] = random.NextDouble() - 0.5;
            double[] gradient = Pulled(ours, g, bar);
            const double step = 1e-5;
            double largest = 0;
            foreach (double one in gradient) largest = Math.Max(largest, Math.Abs(one));
            for (int at = 0; at < bar.Length; at++)
            {
                int here = at;
                double Value(double shift)
                {
                    QrCase<double> moved = new(n, k, (j, e) => ours.M[(j * n) + e] + ((j * n) + e == here ? shift : 0));
                    double sum = 0;
                    for (int i = 0; i < k; i++) sum += g[i] * Math.Log(moved.R[(i * k) + i]);
                    for (int i = 0; i < bar.Length; i++) sum += bar[i] * moved.Q[i];
                    return sum;
                }

                // What the difference leaves out is step² times a third derivative, of the order of the gradient's cube; rounding is
                // 1e-16/step
                // times the condition.
                double slope = (Value(step) - Value(-step)) / (2 * step);
                Assert.Equal(slope, gradient[at], 1e-8 * (1 + Math.Pow(largest, 3)));
            }
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Without_derivatives_by_Q_it_is_the_pullback_of_zero()
    {
        foreach ((int n, int k) in ((int, int)[])[(1, 1), (7, 5), (40, 33), (80, 75)])
        {
            QrCase<double> ours = QrCase<double>.Random(n, k, 3);
            double[] g = new double[k], logs = new double[k * n];
            for (int i = 0; i < k; i++) g[i] = i - 3.5;
            double[] whole = Pulled(ours, g, logs);
            AlignedBuffer<double> scratch = Qr.PullbackOfLogsScratch<double>(k).Allocate<double>();
            Qr.PullbackOfLogs<double>(n, k, ours.Q, n, ours.R, k, g, logs, n, scratch.Scratch);
            double largest = 0;
            foreach (double one in whole) largest = Math.Max(largest, Math.Abs(one));
            for (int i = 0; i < logs.Length; i++) Assert.Equal(whole[i], logs[i], (n + k) * 1e-15 * largest);
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void The_gradient_of_a_dead_direction_is_dropped()
    {
        Random random = new(1);
        QrCase<double> ours = new(20, 12, (_, e) => e < 8 ? random.NextDouble() - 0.5 : 0);
        Assert.Equal(4, ours.Dead);
        QrCase<double> living = new(20, 8, (j, e) => ours.M[(j * 20) + e]);
        double[] g = new double[12], bar = new double[12 * 20];
        for (int i = 0; i < 12; i++) g[i] = 1 + i;
        for (int i = 0; i < bar.Length; i++) bar[i] = random.NextDouble() - 0.5;
        double[] whole = Pulled(ours, g, bar), part = Pulled(living, g[..8], bar[..160]);
        for (int i = 0; i < 160; i++) Assert.Equal(part[i], whole[i], 1e-11 * Math.Max(1, Math.Abs(part[i])));
        for (int i = 160; i < whole.Length; i++) Assert.Equal(0, whole[i]);
    }

    [Fact]
    public void Allocates_nothing()
    {
        QrCase<float> ours = QrCase<float>.Random(80, 75, 1);
        float[] g = new float[75], bar = new float[75 * 80];
        AlignedBuffer<float> scratch = Qr.PullbackScratch<float>(80, 75).Allocate<float>();
        ZeroBytes.Assert("pullback", () =>
        {
            Qr.Pullback<float>(80, 75, ours.Q, 80, ours.R, 75, g, bar, 80, scratch.Scratch);
            Qr.PullbackOfLogs<float>(80, 75, ours.Q, 80, ours.R, 75, g, bar, 80, scratch.Scratch);
        });
    }

    [Fact]
    public void Misuse_is_refused_with_both_shapes()
    {
        float[] q = new float[24], r = new float[16], g = new float[4], bar = new float[24];
        float[] room = new float[Qr.PullbackScratch<float>(6, 4).Elements];
        Assert.Contains("7 columns of 6", Refused(6, 7, q, r, g, bar, room), StringComparison.Ordinal);
        Assert.Contains("4×6", Refused(6, 4, q[..23], r, g, bar, room), StringComparison.Ordinal);
        Assert.Contains("4×4", Refused(6, 4, q, r[..15], g, bar, room), StringComparison.Ordinal);
        Assert.Contains("3 elements, but 4", Refused(6, 4, q, r, g[..3], bar, room), StringComparison.Ordinal);
        Assert.Contains("4×6", Refused(6, 4, q, r, g, bar[..23], room), StringComparison.Ordinal);
        Assert.Contains("share", Refused(6, 4, q, r, g, q, room), StringComparison.Ordinal);
        Assert.Contains("too small", Refused(6, 4, q, r, g, bar, room[..^1]), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Qr.PullbackOfLogs<float>(6, 4, q, 6, r, 4, g, q, 6, new Scratch<float>(room)));
        Assert.Throws<ArgumentException>(() => Qr.PullbackOfLogs<float>(6, 4, q, 6, r, 4, g, bar, 6, default));
    }

    private static string Refused(int n, int k, float[] q, float[] r, float[] g, float[] bar, float[] room) =>
        Assert.Throws<ArgumentException>(() => Qr.Pullback<float>(n, k, q, n, r, k, g, bar, n, new Scratch<float>(room))).Message;

    private static T[] Pulled<T>(QrCase<T> ours, T[] g, T[] bar)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] gradient = (T[])bar.Clone();
        Qr.Pullback<T>(
            ours.N, ours.K, ours.Q, ours.Ldq, ours.R, ours.Ldr, g, gradient, ours.Ldq,
            Qr.PullbackScratch<T>(ours.N, ours.K).Allocate<T>().Scratch);
        return gradient;
    }

    // Both start at the same Q and R, so only the rounding of the formula itself is between them: (N + 2k) u of sums, and back-
    // substitution,
    // whose error is a residual, k u |R||X|. So residuals are compared: R X ours against R X of the twin, by the size of what was added
    // up.
    private static void AgreesWithTwin<T>(int n, int k, int gap)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        QrCase<T> ours = QrCase<T>.Random(n, k, n + k, gap: gap);
        Random random = new(k);
        T[] g = new T[k], bar = LuCase<T>.Guarded(k, ours.Ldq);
        for (int i = 0; i < k; i++) g[i] = T.CreateTruncating(random.NextDouble() - 0.5);
        for (int i = 0; i < k; i++)
        {
            for (int e = 0; e < n; e++) bar[(i * ours.Ldq) + e] = T.CreateTruncating(random.NextDouble() - 0.5);
        }

        T[] gradient = Pulled(ours, g, bar);
        LuCase<T>.AssertGuards(gradient, k, n, ours.Ldq);
        double[][] r = ours.Upper(), mine = ours.Columns(gradient);
        double[][] twin = GramSchmidt.Pullback(ours.Columns(ours.Q), r, Array.ConvertAll(g, double.CreateChecked), ours.Columns(bar));
        for (int i = 0; i < k; i++)
        {
            for (int e = 0; e < n; e++)
            {
                double apart = 0, size = n;
                for (int j = i; j < k; j++)
                {
                    apart += r[i][j] * (mine[j][e] - twin[j][e]);
                    size += Math.Abs(r[i][j] * mine[j][e]);
                }

                Assert.True(
                    Math.Abs(apart) <= (10 + n + (2 * k)) * QrCase<T>.Unit * size, $"{typeof(T).Name} {n}×{k} at {i}, {e}: {apart:0e0}");
            }
        }
    }
}
