using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Simd;

/// <summary>tanh of four registers side by side against tanh of one, bit for bit, at every width.</summary>
public sealed class TanhOfFourTests
{
    [Fact, Trait("Leg", "Any")]
    public void Four_registers_hold_the_bits_of_one() => Check<float>();

    [Fact, Trait("Leg", "Any")]
    public void In_double_too() => Check<double>();

    // Every magnitude from denormals to overflow, both forms and their border, and what is no number: in
    // an order that mixes them within registers.
    private static void Check<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        Random random = new(7);
        T[] special = [T.Zero, -T.Zero, T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.Epsilon, T.MaxValue, T.MinValue,
            T.CreateChecked(0.55), T.BitIncrement(T.CreateChecked(0.55))];
        T[] z = [.. special,
            .. Enumerable.Range(0, 2038).Select(k => T.CreateChecked((k % 2 == 0 ? 1 : -1) * Math.Pow(10, (random.NextDouble() * 6) - 4)))];
        random.Shuffle(z);
        foreach (SimdWidth width in EveryWidth.All.Where(Dispatch.IsAvailable))
        {
            T[] one = new T[z.Length], four = [.. z];
            EveryWidth.Apply<Tanh, T>(width, default, z, one);
            FourKernel<T> kernel = new(four);
            EveryWidth.Run<FourKernel<T>, T>(width, ref kernel);
            for (int i = 0; i < z.Length; i++)
                Assert.True(EveryWidth.SameBits(one[i], four[i]), $"{width}: tanh {z[i]} is {four[i]} of four and {one[i]} of one");
        }
    }

    private readonly ref struct FourKernel<T>(Span<T> values) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Span<T> values = values;

        public void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            int one = S.Count;
            for (int i = 0; i < values.Length; i += 4 * one)
            {
                V a = S.Load(ref values[i], 0), b = S.Load(ref values[i + one], 0), c = S.Load(ref values[i + (2 * one)], 0),
                    d = S.Load(ref values[i + (3 * one)], 0);
                Elementary.Tanh<S, V, T>(ref a, ref b, ref c, ref d);
                S.Store(a, ref values[i], 0);
                S.Store(b, ref values[i + one], 0);
                S.Store(c, ref values[i + (2 * one)], 0);
                S.Store(d, ref values[i + (3 * one)], 0);
            }
        }
    }
}
