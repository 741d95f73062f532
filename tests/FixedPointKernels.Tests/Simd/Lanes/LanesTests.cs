using System;
using System.Numerics;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Simd;

/// <summary>Every operation of every lane type gives what one plain scalar expression gives, to the bit, for signed zeros,
/// NaN, infinities and denormals too.</summary>
public class LanesTests
{
    private const int Outputs = 17;

    // One row per operation; the columns are the elements.
    private readonly ref struct OperationsKernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> results) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> a = a;
        private readonly ReadOnlySpan<T> b = b;
        private readonly ReadOnlySpan<T> c = c;
        private readonly Span<T> results = results;

        public void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            for (int i = 0; i + S.Count <= a.Length; i += S.Count)
            {
                V x = S.Load(in a[0], (nuint)i);
                V y = S.Load(in b[0], (nuint)i);
                V z = S.Load(in c[0], (nuint)i);
                Put<S, V>(0, i, S.Max(x, y));
                Put<S, V>(1, i, S.Min(x, y));
                Put<S, V>(2, i, S.IfGreater(x, y, z, x));
                Put<S, V>(3, i, S.CopySign(x, y));
                Put<S, V>(4, i, S.Abs(x));
                Put<S, V>(5, i, S.Round(x));
                Put<S, V>(6, i, S.MultiplyAdd(x, y, z));
                Put<S, V>(7, i, S.NegateMultiplyAdd(x, y, z));
                Put<S, V>(8, i, S.Divide(x, y));
                Put<S, V>(9, i, S.Sqrt(x));
                Put<S, V>(10, i, S.Add(x, y));
                Put<S, V>(11, i, S.Subtract(x, y));
                Put<S, V>(12, i, S.Multiply(x, y));
                Put<S, V>(13, i, S.Broadcast(a[0]));

                // Their promises hold for integral n and [½, 2], and for positive normal numbers.
                V fraction = S.Add(S.Broadcast(T.One), S.Multiply(S.Broadcast(T.CreateTruncating(0.25)),
                    S.Divide(S.Broadcast(T.CreateTruncating(i % 5)), S.Broadcast(T.CreateTruncating(4)))));
                V n = S.Min(S.Broadcast(T.CreateTruncating(200)), S.Max(S.Broadcast(T.CreateTruncating(-200)), S.Round(x)));
                Put<S, V>(14, i, S.ScaleByPowerOfTwo(fraction, n));
                V normal = S.Min(S.Broadcast(T.CreateTruncating(1e30)), S.Max(S.Broadcast(T.CreateTruncating(1e-30)), S.Abs(y)));
                Put<S, V>(15, i, S.Exponent(normal));

                // A NaN in n comes with a NaN in the value, as in a function of x.
                V within = S.Min(S.Broadcast(T.CreateTruncating(100)), S.Max(S.Broadcast(T.CreateTruncating(-100)), S.Round(x)));
                Put<S, V>(16, i, S.MultiplyByPowerOfTwo(S.Add(fraction, S.Subtract(within, within)), within));
            }
        }

        private void Put<S, V>(int row, int at, V value)
            where S : struct, ILanes<V, T>
            where V : unmanaged => S.Store(value, ref results[row * a.Length], (nuint)at);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Float_operations() => Check<float>();

    [Fact]
    [Trait("Leg", "Any")]
    public void Double_operations() => Check<double>();

    [Fact]
    [Trait("Leg", "Any")]
    public void Masked_loads_and_stores_touch_the_first_lanes_only()
    {
        CheckMasks<float>();
        CheckMasks<double>();
    }

    private readonly ref struct MaskedCopyKernel<T>(int lanes, ReadOnlySpan<T> from, Span<T> to, Span<T> loaded) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int lanes = lanes;
        private readonly ReadOnlySpan<T> from = from;
        private readonly Span<T> to = to;
        private readonly Span<T> loaded = loaded;

        public unsafe void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            fixed (T* source = from, target = to)
            {
                V mask = S.FirstLanes(lanes);
                V value = S.LoadMasked(ref *source, 1, mask);
                S.StoreMasked(value, ref *target, 1, mask);
                S.Store(value, ref loaded[0], 0);
            }
        }
    }

    private static void CheckMasks<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (SimdWidth width in EveryWidth.All)
        {
            if (!Dispatch.IsAvailable(width)) continue;
            for (int lanes = 0; lanes <= 16; lanes++)
            {
                T[] from = new T[20], to = new T[20], loaded = new T[16];
                for (int i = 0; i < 20; i++) (from[i], to[i]) = (T.CreateChecked(i + 1), T.CreateChecked(-i));
                Array.Fill(loaded, T.One);
                var kernel = new MaskedCopyKernel<T>(lanes, from, to, loaded);
                EveryWidth.Run<MaskedCopyKernel<T>, T>(width, ref kernel);
                int count = Array.IndexOf(loaded, T.One) is var end and >= 0 ? end : 16;
                for (int i = 0; i < 20; i++)
                {
                    bool copied = i >= 1 && i <= Math.Min(lanes, count);
                    Assert.Equal(copied ? from[i] : T.CreateChecked(-i), to[i]);
                    if (i < count) Assert.Equal(i < lanes ? from[i + 1] : T.Zero, loaded[i]);
                }
            }
        }
    }

    private static void Check<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] specials =
        [
            T.Zero, T.NegativeZero, T.One, T.NegativeOne, T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.Epsilon,
            -T.Epsilon, T.MaxValue, T.MinValue,
            T.CreateChecked(0.5), T.CreateChecked(-1.5), T.CreateChecked(2.5), T.CreateChecked(-149), T.CreateChecked(127.3),
            T.CreateChecked(1e-3), T.CreateChecked(3e7), T.Pi, -T.E,
        ];

        // Each pair is spread over 16 equal elements: one register of any width holds a single pair, whose parameters depend on it alone.
        int count = specials.Length * specials.Length * 16;
        T[] a = new T[count], b = new T[count], c = new T[count];
        for (int i = 0; i < count; i++)
        {
            int pair = i / 16;
            (a[i], b[i], c[i]) =
                (specials[pair / specials.Length], specials[pair % specials.Length], specials[(pair * 7) % specials.Length]);
        }

        foreach (SimdWidth width in EveryWidth.All)
        {
            if (!Dispatch.IsAvailable(width)) continue;
            T[] results = new T[Outputs * count];
            var kernel = new OperationsKernel<T>(a, b, c, results);
            EveryWidth.Run<OperationsKernel<T>, T>(width, ref kernel);
            for (int i = 0; i < count; i += 16)
            {
                T x = a[i], y = b[i], z = c[i];
                Same(x > y ? x : y, 0);
                Same(x < y ? x : y, 1);
                Same(x > y ? z : x, 2);
                Same(T.Abs(x), 4);
                Same(T.Round(x, MidpointRounding.ToEven), 5);
                Same(T.FusedMultiplyAdd(x, y, z), 6);
                Same(T.FusedMultiplyAdd(-x, y, z), 7);
                Same(x / y, 8);
                Same(T.Sqrt(x), 9);
                Same(x + y, 10);
                Same(x - y, 11);
                Same(x * y, 12);
                Same(a[0], 13);
                T fraction = T.One + (T.CreateChecked(0.25) * (T.CreateChecked(i % 5) / T.CreateChecked(4)));
                if (!T.IsNaN(x))
                {
                    Same(T.CopySign(x, y), 3);
                    T n = T.Clamp(T.Round(x), T.CreateChecked(-200), T.CreateChecked(200));
                    Same(T.ScaleB(fraction, int.CreateSaturating(n)), 14);
                }

                T within = T.Clamp(T.Round(x), T.CreateChecked(-100), T.CreateChecked(100));
                Same(T.IsNaN(x) ? T.NaN : T.ScaleB(fraction, int.CreateSaturating(within)), 16);
                if (!T.IsNaN(y))
                {
                    T normal = T.Clamp(T.Abs(y), T.CreateChecked(1e-30), T.CreateChecked(1e30));
                    Same(T.CreateChecked(T.ILogB(normal)), 15);
                }

                void Same(T expected, int row) => Assert.True(
                    EveryWidth.SameBits(expected, results[(row * count) + i]),
                    $"{width} operation {row} of ({x}, {y}, {z}): {results[(row * count) + i]}, not {expected}.");
            }
        }
    }

    // Positions within a register, not only values: a register of distinct numbers is zipped, compared and searched lane by lane.
    private readonly ref struct PositionsKernel<T>(Span<T> lower, Span<T> upper) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Span<T> lower = lower;
        private readonly Span<T> upper = upper;

        public void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            T[] left = new T[S.Count], right = new T[S.Count];
            for (int i = 0; i < S.Count; i++) (left[i], right[i]) = (T.CreateChecked(i), T.CreateChecked(100 + i));
            V x = S.Load(in left[0], 0), y = S.Load(in right[0], 0);
            S.Store(S.ZipLower(x, y), ref lower[0], 0);
            S.Store(S.ZipUpper(x, y), ref upper[0], 0);
            Assert.Equal((uint)((1UL << S.Count) - 1), S.EqualLanes(x, x));
            Assert.Equal(0u, S.EqualLanes(x, y));
            Assert.Equal(0u, S.EqualLanes(S.Broadcast(T.NaN), S.Broadcast(T.NaN)));
            Assert.NotEqual(0u, S.EqualLanes(S.Broadcast(T.Zero), S.Broadcast(T.NegativeZero)));
            T[] sums = [T.NaN, T.NaN, T.NaN, T.NaN];
            S.SumFour(x, S.Broadcast(T.One), y, S.Broadcast(T.NegativeOne), ref sums[0]);
            T lanes = T.CreateChecked(S.Count);
            Assert.Equal([S.Sum(x), lanes, S.Sum(x) + (T.CreateChecked(100) * lanes), -lanes], sums);
            for (int i = 0; i < S.Count; i++)
            {
                Assert.Equal(1u << i, S.EqualLanes(x, S.Broadcast(T.CreateChecked(i))));
                T[] peak = new T[S.Count];
                Array.Fill(peak, T.NegativeOne);
                peak[i] = T.Pi;
                Assert.Equal(T.Pi, S.Largest(S.Load(in peak[0], 0)));
                T[] everywhere = new T[S.Count];
                S.Store(S.LargestInAll(S.Load(in peak[0], 0)), ref everywhere[0], 0);
                Assert.All(everywhere, lane => Assert.Equal(T.Pi, lane));
            }
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Positions_within_a_register()
    {
        Positions<float>();
        Positions<double>();
    }

    private static void Positions<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (SimdWidth width in EveryWidth.All)
        {
            if (!Dispatch.IsAvailable(width)) continue;
            T[] lower = new T[16], upper = new T[16];
            Array.Fill(lower, T.NaN);
            var kernel = new PositionsKernel<T>(lower, upper);
            EveryWidth.Run<PositionsKernel<T>, T>(width, ref kernel);
            int count = Array.FindIndex(lower, T.IsNaN);
            if (count < 0) count = 16;
            for (int i = 0; i < 2 * count; i++)
            {
                T expected = T.CreateChecked((i % 2 * 100) + (i / 2));
                Assert.Equal(expected, i < count ? lower[i] : upper[i - count]);
            }
        }
    }
}
