using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Activations;

/// <summary>Every activation gives the same bits at every length, width and place in a span; slopes are the derivative;
/// misuse throws; nothing is allocated.</summary>
public class ActivationTests
{
    /// <summary>What a user would write: r = z / (1 + |z|), slope (1 − |r|)².</summary>
    private readonly struct Softsign : IActivation
    {
        public V Value<S, V, T>(V z)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Divide(z, S.Add(S.Broadcast(T.One), S.Abs(z)));

        public V Slope<S, V, T>(V z, V value)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            V rest = S.Subtract(S.Broadcast(T.One), S.Abs(value));
            return S.Multiply(rest, rest);
        }
    }

    [Fact]
    public void Same_bits_at_every_length_and_width_float() => SameBitsForAll<float>(70);

    [Fact]
    public void Same_bits_at_every_length_and_width_double() => SameBitsForAll<double>(70);

    [Fact]
    [Trait("Leg", "Any")]
    public void Same_bits_at_a_few_lengths_and_every_width()
    {
        SameBitsForAll<float>(3);
        SameBitsForAll<double>(3);
    }

    private static void SameBitsForAll<T>(int longest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SameBits<Linear, T>(new Linear(-0.75), longest);
        SameBits<Relu, T>(default, longest);
        SameBits<Tanh, T>(default, longest);
        SameBits<RectifiedTanh, T>(default, longest);
        SameBits<Logistic, T>(default, longest);
        SameBits<Softplus, T>(default, longest);
        SameBits<Softsign, T>(default, longest);
        foreach (double p in (double[])[0.5, 1.0, 1.5, 1.7, 2.0, 2.5, 3.0]) SameBits<PowerLaw, T>(new PowerLaw(0.3, p), longest);
    }

    private static void SameBits<TActivation, T>(TActivation activation, int longest)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Guard = 16;
        var random = new Random(7);
        T guard = T.CreateChecked(-12345);
        for (int length = 0; length <= longest; length++)
        {
            T[] z = new T[length];
            for (int i = 0; i < length; i++) z[i] = T.CreateTruncating((random.NextDouble() - 0.5) * Math.Pow(10.0, random.Next(-2, 3)));
            if (length > 2) z[random.Next(length)] = T.NaN;

            T[] expected = new T[length];
            T[] expectedSlopes = new T[length];
            EveryWidth.Apply<TActivation, T>(SimdWidth.Scalar, activation, z, expected, expectedSlopes);
            foreach (SimdWidth width in EveryWidth.All)
            {
                if (!Dispatch.IsAvailable(width)) continue;
                T[] inPlace = new T[length + (2 * Guard)];
                T[] slopes = new T[length + (2 * Guard)];
                Array.Fill(inPlace, guard);
                Array.Fill(slopes, guard);

                z.CopyTo(inPlace, Guard);
                Span<T> values = inPlace.AsSpan(Guard, length);
                EveryWidth.Apply<TActivation, T>(width, activation, values, values);
                AssertSame(expected, values, width, "value in place");

                z.CopyTo(inPlace, Guard);
                EveryWidth.Apply<TActivation, T>(width, activation, values, values, slopes.AsSpan(Guard, length));
                AssertSame(expected, values, width, "value with slope");
                AssertSame(expectedSlopes, slopes.AsSpan(Guard, length), width, "slope");

                for (int i = 0; i < Guard; i++)
                {
                    Assert.True(inPlace[i] == guard && inPlace[Guard + length + i] == guard && slopes[i] == guard
                        && slopes[Guard + length + i] == guard, $"{width} wrote outside length {length}.");
                }
            }
        }
    }

    private static void AssertSame<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> got, SimdWidth width, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                EveryWidth.SameBits(expected[i], got[i]), $"{what} {i} of {expected.Length} at {width}: {got[i]}, one lane {expected[i]}.");
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Slope_is_the_derivative()
    {
        Derivative<Linear>(new Linear(-0.75));
        Derivative<Relu>(default);
        Derivative<Tanh>(default);
        Derivative<RectifiedTanh>(default);
        Derivative<Logistic>(default);
        Derivative<Softplus>(default);
        Derivative<Softsign>(default);
        foreach (double p in (double[])[0.5, 1.0, 1.5, 1.7, 2.0, 2.5, 3.0]) Derivative(new PowerLaw(0.3, p));
    }

    // Central difference with h = 2⁻¹⁸: truncation h²/6·|f‴| ≤ 2.4e-12·|f‴| and |f‴| ≤ 130 here (√z at 0.06; the others below 3),
    // rounding 2 ulp(|f| ≤ 9)/h ≤ 4·1.8e-15·2.6e5/2 = 9.3e-10. No point is within 0.06 of the kinks.
    private static void Derivative<TActivation>(TActivation activation)
        where TActivation : struct, IActivation
    {
        const double H = 1.0 / 262144;
        double[] z = new double[51];
        for (int i = 0; i < z.Length; i++) z[i] = ((i - 25) * 0.12) + 0.06;
        double[] left = Array.ConvertAll(z, v => v - H);
        double[] right = Array.ConvertAll(z, v => v + H);
        double[] slopes = new double[51];
        Activation.Apply<TActivation, double>(activation, z, new double[51], slopes);
        Activation.Apply<TActivation, double>(activation, left, left);
        Activation.Apply<TActivation, double>(activation, right, right);
        for (int i = 0; i < z.Length; i++) Assert.Equal((right[i] - left[i]) / (2.0 * H), slopes[i], 1.3e-9);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Kinks_defaults_and_NaN()
    {
        double[] z = [-1.0, -0.0, 0.0, 2.0, double.NaN, double.NegativeInfinity, double.PositiveInfinity];
        double[] values = new double[7];
        double[] slopes = new double[7];
        Activation.Apply<Relu, double>(default, z, values, slopes);
        Assert.Equal([0.0, 0.0, 0.0, 2.0, double.NaN, 0.0, double.PositiveInfinity], values);
        Assert.Equal([0.0, 0.0, 0.0, 1.0, double.NaN, 0.0, 1.0], slopes);
        Activation.Apply<RectifiedTanh, double>(default, z, values, slopes);
        Assert.Equal([0.0, 0.0, 0.0, Math.Tanh(2), double.NaN, 0.0, 1.0], values);
        Assert.Equal([0.0, 0.0, 0.0], slopes[..3]);
        Assert.Equal([double.NaN, 0.0, 0.0], slopes[4..]);
        Activation.Apply<PowerLaw, double>(default, z, values, slopes);
        Assert.Equal([0.0, 0.0, 0.0, 4.0, double.NaN, 0.0, double.PositiveInfinity], values);
        Assert.Equal([0.0, 0.0, 0.0, 4.0, double.NaN, 0.0, double.PositiveInfinity], slopes);
        Activation.Apply<Linear, double>(default, z, values, slopes);
        Assert.Equal(z, values);
        Assert.Equal([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], slopes);
        Assert.Equal(1.0, default(Linear).Gain);
        Assert.Equal((1.0, 2.0), (default(PowerLaw).Gain, default(PowerLaw).Exponent));
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Misuse_throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PowerLaw(double.NaN, 2.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PowerLaw(-1.0, 2.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PowerLaw(1.0, -0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PowerLaw(1.0, double.NaN));
        double[] memory = new double[20];
        Assert.Throws<ArgumentException>(() => Activation.Apply<Tanh, double>(default, memory, new double[19]));
        Assert.Throws<ArgumentException>(() => Activation.Apply<Tanh, double>(default, memory, new double[20], new double[21]));
        Assert.Throws<ArgumentException>(() => Activation.Apply<Tanh, double>(default, memory.AsSpan(0, 10), memory.AsSpan(1, 10)));
        Assert.Throws<ArgumentException>(() => Activation.Apply<Tanh, double>(default, new double[20], memory, memory));
    }

    [Fact]
    public void Allocates_nothing()
    {
        float[] z = new float[100];
        float[] slopes = new float[100];
        ZeroBytes.Assert("softplus", () =>
        {
            Activation.Apply<Softplus, float>(default, z, z, slopes);
            Activation.Apply<Softplus, float>(default, z, z);
        });
    }
}
