using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Simd;

/// <summary>Zeros, infinities, NaN, saturation and denormals, at every width, to the bit.</summary>
public class ElementarySpecialValueTests
{
    [Fact]
    [Trait("Leg", "Any")]
    public void Hold_in_float() =>
        All<float>(nextBelowOne: 0.99999994f, largestExp: 88.72283f, overflow: 88.72284f, leastNormalLog: -87.33655f);

    [Fact]
    [Trait("Leg", "Any")]
    public void Hold_in_double() => All<double>(nextBelowOne: 0.99999999999999989, largestExp: 709.78271289338397,
        overflow: 709.78271289338409, leastNormalLog: -708.39641853226408);

    private static void All<T>(T nextBelowOne, T largestExp, T overflow, T leastNormalLog)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T zero = T.Zero, one = T.One, half = one / (one + one), least = T.Epsilon, infinity = T.PositiveInfinity,
            hundred = T.CreateChecked(100), thousand = T.CreateChecked(1000);

        Expect<ExpFunction, T>(
            default, (zero, one), (-zero, one), (least, one), (-least, one), (infinity, infinity), (-infinity, zero), (T.NaN, T.NaN),
            (overflow, infinity), (thousand, infinity), (-thousand, zero), (T.MaxValue, infinity), (T.MinValue, zero));
        Assert.True(T.IsFinite(Of<ExpFunction, T>(default, largestExp)));
        Assert.True(T.IsSubnormal(Of<ExpFunction, T>(default, leastNormalLog - half)));

        Expect<LogFunction, T>(default, (one, zero), (zero, -infinity), (-zero, -infinity), (-one, T.NaN), (-least, T.NaN),
            (infinity, infinity), (-infinity, T.NaN), (T.NaN, T.NaN));

        Expect<Tanh, T>(
            default, (zero, zero), (-zero, -zero), (least, least), (-least, -least), (infinity, one), (-infinity, -one), (T.NaN, T.NaN),
            (hundred, one), (-hundred, -one), (T.MaxValue, one), (T.MinValue, -one));

        Expect<Logistic, T>(default, (zero, half), (-zero, half), (least, half), (-least, half), (infinity, one), (-infinity, zero),
            (T.NaN, T.NaN), (hundred, one), (-thousand, zero),
            (T.MaxValue, one), (T.MinValue, zero));
        Assert.True(T.IsSubnormal(Of<Logistic, T>(default, leastNormalLog - half)));

        T ln2 = T.CreateChecked(0.69314718055994529);
        Expect<Softplus, T>(default, (zero, ln2), (-zero, ln2), (least, ln2), (infinity, infinity), (-infinity, zero), (T.NaN, T.NaN),
            (hundred, hundred), (thousand, thousand),
            (-thousand, zero), (T.MaxValue, T.MaxValue), (T.MinValue, zero));
        Assert.True(T.IsSubnormal(Of<Softplus, T>(default, leastNormalLog - half)));

        Expect<PowerFunction, T>(new PowerFunction(1.25), (zero, zero), (-zero, zero), (one, one), (infinity, infinity), (-one, T.NaN),
            (T.NaN, T.NaN), (T.MaxValue, infinity), (least, zero));
        Expect<PowerFunction, T>(new PowerFunction(-1.25), (zero, infinity), (one, one), (infinity, zero), (-one, T.NaN), (T.NaN, T.NaN),
            (T.MaxValue, zero), (least, infinity));
        Expect<PowerFunction, T>(
            new PowerFunction(0.0), (zero, one), (one, one), (infinity, one), (hundred, one), (-one, T.NaN), (T.NaN, T.NaN));
        Expect<PowerFunction, T>(new PowerFunction(double.NaN), (zero, T.NaN), (one, T.NaN), (infinity, T.NaN));

        // The largest value below 1 is reached before 1 is: the saturation is gradual.
        T saturation = T.CreateChecked(typeof(T) == typeof(float) ? 8.8 : 18.9);
        Assert.True(Of<Tanh, T>(default, saturation) <= nextBelowOne);
    }

    private static T Of<TFunction, T>(TFunction function, T argument)
        where TFunction : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] value = [argument];
        Activation.Apply<TFunction, T>(function, value, value);
        return value[0];
    }

    private static void Expect<TFunction, T>(TFunction function, params (T Argument, T Value)[] rows)
        where TFunction : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Each argument stands once among ones, so that a special lane does not lean on its neighbours.
        T[] z = new T[16];
        T[] values = new T[16];
        foreach (SimdWidth width in EveryWidth.All)
        {
            if (!Dispatch.IsAvailable(width)) continue;
            for (int i = 0; i < rows.Length; i++)
            {
                Array.Fill(z, T.One);
                z[i % 16] = rows[i].Argument;
                EveryWidth.Apply<TFunction, T>(width, function, z, values);
                T value = values[i % 16];
                Assert.True(EveryWidth.SameBits(rows[i].Value, value),
                    $"{width}: {typeof(TFunction).Name}({rows[i].Argument}) is {value}, not {rows[i].Value}.");
            }
        }
    }
}
