using System;
using System.Runtime.InteropServices;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>Q R = M, QᵀQ = I and R_ii > 0, whatever M is.</summary>
public class QrFactorTests
{
    // Each reflection leaves some u of error, independent of the others': √k of them with some √N u each. The theorems have k N u; a
    // worst case of 10 + N + k units has room for shapes of a few elements.
    private static double Limit(int n, int k) => 10 + n + k;

    [Fact]
    [Trait("Leg", "Any")]
    public void All_small_shapes_are_factored()
    {
        for (int n = 1; n <= 40; n++)
        {
            for (int k = 1; k <= n; k++)
            {
                IsFactored(QrCase<double>.Random(n, k, (100 * n) + k, gap: 1));
                IsFactored(QrCase<float>.Random(n, k, (100 * n) + k, gap: 3));
                if (n % 7 == 0) IsFactored(QrCase<float>.Random(n, k, (100 * n) + k, panel: 8));
            }
        }

        foreach ((int n, int k) in ((int, int)[])[(80, 75), (256, 16), (600, 3), (530, 20), (100, 100), (130, 128)])
        {
            IsFactored(QrCase<double>.Random(n, k, n));
            IsFactored(QrCase<float>.Random(n, k, n, gap: 5));
        }
    }

    [Fact]
    public void Factors_are_those_of_Gram_Schmidt_in_twice_the_precision()
    {
        foreach ((int n, int k) in ((int, int)[])[(1, 1), (5, 3), (17, 17), (40, 33), (70, 20)])
        {
            QrCase<double> ours = QrCase<double>.Random(n, k, n + k);
            (double[][] q, double[][] r) = GramSchmidt.Factor(ours.Columns(ours.M));
            double[][] mine = ours.Columns(ours.Q), upper = ours.Upper();

            // The factors of M + dM with |dM| ≤ Limit u |M| differ by about κ(R) times that; κ of these is below 1e4.
            double limit = Limit(n, k) * QrCase<double>.Unit * 1e4;
            for (int j = 0; j < k; j++)
            {
                for (int e = 0; e < n; e++) Assert.Equal(q[j][e], mine[j][e], limit);
                for (int i = 0; i < k; i++) Assert.Equal(r[i][j], upper[i][j], limit);
            }
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Orthogonality_does_not_depend_on_the_condition()
    {
        foreach ((int n, int k) in ((int, int)[])[(12, 12), (40, 33), (80, 75)])
        {
            Ill<float>(n, k);
            Ill<double>(n, k);
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Lengths_of_columns_do_not_matter()
    {
        Random random = new(3);
        QrCase<float> graded = new(30, 20, (j, _) => (random.NextDouble() - 0.5) * Math.Pow(10, (j * 3.5) - 35));
        IsFactored(graded);
        QrCase<double> huge = new(30, 20, (j, _) => (random.NextDouble() - 0.5) * (j % 2 == 0 ? 1e300 : 1e-300));
        IsFactored(huge);
        QrCase<float> alone = new(30, 1, (_, _) => (random.NextDouble() - 0.5) * 1e-30);
        IsFactored(alone);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Dead_directions_are_counted_and_the_run_goes_on()
    {
        // Only the last `rank` elements of any column are not zero, as behind a ReLU: what is left of the columns from `rank` on is
        // nothing.
        // The first `rank` columns are well-conditioned, since their condition is what the rounding of what is left grows by.
        foreach ((int n, int k, int rank) in ((int, int, int)[])
            [(3, 2, 1), (4, 4, 2), (20, 20, 7), (40, 33, 20), (80, 75, 50), (64, 1, 0), (33, 20, 0)])
        {
            Dies<float>(n, k, rank);
            Dies<double>(n, k, rank);
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void A_repeated_column_is_dead_among_the_living()
    {
        Random random = new(5);
        double[] columns = new double[50 * 30];
        for (int i = 0; i < columns.Length; i++) columns[i] = random.NextDouble() - 0.5;
        QrCase<float> ours = new(50, 30, (j, e) => columns[((j == 11 ? 4 : j == 20 ? 19 : j) * 50) + e]);
        Assert.Equal(2, ours.Dead);
        Assert.Equal((0f, 0f), (ours.R[(11 * 30) + 11], ours.R[(20 * 30) + 20]));
        Assert.True(ours.Skewness() <= Limit(50, 30));
        Assert.True(ours.Residual() <= Limit(50, 30) + 66);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void What_is_not_finite_is_reported_and_left_alone()
    {
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            foreach ((int n, int k, int at) in ((int, int, int)[])[(9, 1, 8), (9, 5, 0), (9, 5, 44), (40, 33, 700)])
            {
                QrCase<float> ours = new(n, k, (j, e) => (j * n) + e == at ? bad : j + e);
                Assert.Equal(-1, ours.Dead);
                Assert.Equal(ours.M, ours.Q);
            }
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void The_first_columns_have_the_bits_of_the_first_columns_alone()
    {
        Random random = new(9);
        float[] all = new float[40 * 40];
        for (int i = 0; i < all.Length; i++) all[i] = (float)(random.NextDouble() - 0.5);
        QrCase<float> whole = new(40, 40, (j, e) => all[(j * 40) + e]);
        for (int k = 1; k < 40; k++)
        {
            QrCase<float> part = new(40, k, (j, e) => all[(j * 40) + e]);
            Assert.Equal(whole.Q[..(k * 40)], part.Q);
            for (int j = 0; j < k; j++) Assert.Equal(whole.R.AsSpan(j * 40, k), part.R.AsSpan(j * k, k));
        }
    }

    // A first element of −0 chooses the reflection, and zeros have signs; a column of zeros has no direction of its own.
    [Fact]
    [Trait("Leg", "Any")]
    public void One_column_has_the_bits_of_the_first_of_two_down_to_the_signs_of_zeros()
    {
        foreach (float[] first in (float[][])[[-0f, 0.16001536f, -0.3700299f, 0, -0f, 1, -0f, -1, 2], [0, -0f, 0, 0, 0, 0, 0, 0, -0f]])
        {
            QrCase<float> two = new(9, 2, (j, e) => j == 0 ? first[e] : e + 1), one = new(9, 1, (_, e) => first[e]);
            Assert.Equal(Bits(two.Q.AsSpan(0, 9)), Bits(one.Q));
            Assert.Equal(two.R[0], one.R[0]);
        }
    }

    private static int[] Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values).ToArray();

    [Fact]
    public void Allocates_nothing()
    {
        float[] q = QrCase<float>.Random(80, 75, 1).M, r = new float[75 * 75];
        AlignedBuffer<float> scratch = Qr.FactorScratch<float>(80, 75).Allocate<float>();
        ZeroBytes.Assert("QR", () => Qr.Factor(80, 75, q, 80, r, 75, scratch.Scratch));
    }

    [Fact]
    public void Misuse_is_refused_with_both_shapes()
    {
        int needed = Qr.FactorScratch<float>(6, 4).Elements;
        float[] q = new float[24], r = new float[16], room = new float[needed];
        Assert.Contains(
            "7 columns of 6", Assert.Throws<ArgumentException>(() => Qr.FactorScratch<float>(6, 7)).Message, StringComparison.Ordinal);
        Assert.Contains("7 columns of 6", Refused(6, 7, q, 6, r, 7, room), StringComparison.Ordinal);
        Assert.Contains("4×6", Refused(6, 4, q[..23], 6, r, 4, room), StringComparison.Ordinal);
        Assert.Contains("4×4", Refused(6, 4, q, 6, r[..15], 4, room), StringComparison.Ordinal);
        Assert.Contains($"{needed}", Refused(6, 4, q, 6, r, 4, room[..^1]), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Qr.Factor<float>(6, 4, q, 6, q.AsSpan(8), 4, new Scratch<float>(room)));
        Assert.Throws<ArgumentException>(() => Qr.Factor<float>(6, 4, room.AsSpan(0, 24), 6, r, 4, new Scratch<float>(room)));
        Assert.Equal(0, Qr.Factor<float>(6, 0, default, 6, default, 0, default));
    }

    private static string Refused(int n, int k, float[] q, int ldq, float[] r, int ldr, float[] room) =>
        Assert.Throws<ArgumentException>(() => Qr.Factor<float>(n, k, q, ldq, r, ldr, new Scratch<float>(room))).Message;

    private static void IsFactored<T>(QrCase<T> ours)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string which = $"{typeof(T).Name} {ours.N}×{ours.K}";
        Assert.True(ours.Dead == 0, $"{which}: {ours.Dead} dead");
        Assert.True(ours.Skewness() <= Limit(ours.N, ours.K), $"{which}: QᵀQ is off by {ours.Skewness():0.0} u");
        Assert.True(ours.Residual() <= Limit(ours.N, ours.K), $"{which}: QR is off by {ours.Residual():0.0} u");
        for (int j = 0; j < ours.K; j++)
        {
            Assert.True(ours.R[(j * ours.Ldr) + j] > T.Zero);
            for (int i = j + 1; i < ours.K; i++) Assert.Equal(T.Zero, ours.R[(j * ours.Ldr) + i]);
        }

        LuCase<T>.AssertGuards(ours.Q, ours.K, ours.N, ours.Ldq);
        LuCase<T>.AssertGuards(ours.R, ours.K, ours.K, ours.Ldr);
    }

    // Hilbert's matrix is of condition 1/u from order 6 (float) or 12 on: what is left of its columns sinks below the floor, (N + 16) u.
    private static void Ill<T>(int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(n);
        foreach (QrCase<T> ours in (QrCase<T>[])[new(n, k, (j, e) => 1.0 / (1 + j + e)),
            new(n, k, (j, e) => 1 + (QrCase<T>.Unit * 1000 * random.NextDouble()))])
        {
            Assert.InRange(ours.Dead, 0, k - 1);
            Assert.True(ours.Skewness() <= Limit(n, k), $"{typeof(T).Name} {n}×{k}: QᵀQ is off by {ours.Skewness():0.0} u");
            Assert.True(ours.Residual() <= Limit(n, k) + (Math.Sqrt(n) * (n + 16)), $"QR is off by {ours.Residual():0.0} u");
        }
    }

    private static void Dies<T>(int n, int k, int rank)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            QrCase<T> ours = new(
                n, k, (j, e) => e < n - rank ? 0 : random.NextDouble() - 0.5 + (e == n - rank + j ? Math.Sqrt(rank) : 0));
            Assert.Equal(k - rank, ours.Dead);
            Assert.True(ours.Skewness() <= Limit(n, k), $"{typeof(T).Name} {n}×{k}: QᵀQ is off by {ours.Skewness():0.0} u");
            Assert.True(ours.Residual() <= Limit(n, k) + (Math.Sqrt(n) * (n + 16)), $"QR is off by {ours.Residual():0.0} u");
            for (int j = rank; j < k; j++) Assert.Equal(T.Zero, ours.R[(j * k) + j]);
        }
    }
}
