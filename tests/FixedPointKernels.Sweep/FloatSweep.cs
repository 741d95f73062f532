using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Simd;

namespace FixedPointKernels.Sweep;

/// <summary>Every float pattern in ascending order: error against the value in double, falls, oddness, NaN, range,
/// one lane against the wide loop.</summary>
/// <remarks>
/// The reference is computed with the double functions of <see cref="Math"/>: a few ulp of double, under 2⁻²⁶ of a
/// float ulp; far below the 0.0001 ulp printed.
/// </remarks>
internal static class FloatSweep
{
    private const int Block = 1 << 16;
    private const uint NegativeInfinity = 0xFF800000;
    private const uint PositiveInfinity = 0x7F800000;

    internal static Tally? Run(string name, uint stride) => name switch
    {
        "exp" => Sweep<ExpFunction>(name, stride, odd: false, 0.0, double.PositiveInfinity, Math.Exp),
        "log" => Sweep<LogFunction>(name, stride, odd: false, double.NegativeInfinity, double.PositiveInfinity, Math.Log),
        "tanh" => Sweep<Tanh>(name, stride, odd: true, -1.0, 1.0, Math.Tanh),
        "logistic" => Sweep<Logistic>(name, stride, odd: false, 0.0, 1.0, x => x < -40.0 ? Math.Exp(x) : 1.0 / (1.0 + Math.Exp(-x))),
        "softplus" =>
            Sweep<Softplus>(name, stride, odd: false, 0.0, double.PositiveInfinity, x => Math.Max(x, 0.0) + Log1p(Math.Exp(-Math.Abs(x)))),
        _ => null,
    };

    // 1 + u rounds; what it lost is made good by the factor u / ((1 + u) − 1).
    private static double Log1p(double u)
    {
        double sum = 1.0 + u;
        return sum == 1.0 ? u : Math.Log(sum) * (u / (sum - 1.0));
    }

    // The i-th pattern in ascending order of value: −∞ … −0, +0 … +∞, then all NaN patterns.
    private static float Pattern(long i)
    {
        const long Half = PositiveInfinity + 1L;
        uint bits = i < Half ? NegativeInfinity - (uint)i
            : i < 2 * Half ? (uint)(i - Half)
            : i < (2 * Half) + 0x7FFFFF ? PositiveInfinity + 1 + (uint)(i - (2 * Half))
            : NegativeInfinity + 1 + (uint)(i - (2 * Half) - 0x7FFFFF);
        return BitConverter.UInt32BitsToSingle(bits);
    }

    private static Tally Sweep<TFunction>(string name, uint stride, bool odd, double least, double largest, Func<double, double> exact)
        where TFunction : struct, IActivation
    {
        long patterns = (1L << 32) / stride;
        long blocks = (patterns + Block - 1) / Block;
        var total = new Tally();
        long done = 0;
        var clock = Stopwatch.StartNew();
        Parallel.For(0L, blocks, () =>
            (Tally: new Tally(), Z: new float[Block + 1], Values: new float[Block + 1], Other: new float[Block + 1]), (block, _, own) =>
        {
            // One element of the block before comes first, so that a fall across the border is seen.
            long first = Math.Max((block * Block) - 1, 0);
            int count = (int)Math.Min(Block + 1, patterns - first);
            Span<float> z = own.Z.AsSpan(0, count);
            for (int i = 0; i < count; i++) z[i] = Pattern((first + i) * stride);
            Examine<TFunction>(own.Tally, z, own.Values.AsSpan(0, count), own.Other.AsSpan(0, count), odd, least, largest, exact);
            if (Interlocked.Increment(ref done) % 4096 == 0)
                Console.Error.Write(
                    FormattableString.Invariant($"\r{name} {100.0 * done / blocks:F0} % after {clock.Elapsed.TotalSeconds:F0} s "));
            return own;
        }, own =>
        {
            lock (total) total.Merge(own.Tally);
        });
        Console.Error.Write("\r");
        return total;
    }

    private static void Examine<TFunction>(
        Tally tally, Span<float> z, Span<float> values, Span<float> other, bool odd, double least, double largest,
        Func<double, double> exact)
        where TFunction : struct, IActivation
    {
        Activation.Apply<TFunction, float>(default, z, values);
        new ApplyKernel<TFunction, float>(default, z, other).Run<Lane1<float>, float>();
        float before = float.NegativeInfinity;
        for (int i = 0; i < z.Length; i++)
        {
            float value = values[i];
            double truth = exact(z[i]);
            if (!SameBits(value, other[i])) tally.DifferentAtOneLane();
            if (double.IsNaN(truth) || float.IsNaN(value))
            {
                if (!double.IsNaN(truth) || !float.IsNaN(value)) tally.Special(z[i]);
                continue;
            }

            if (!(value >= least && value <= largest)) tally.Special(z[i]);
            if (float.IsInfinity((float)truth) || float.IsInfinity(value))
            {
                if (value != (float)truth) tally.Special(z[i]);
            }
            else
            {
                tally.Error(Math.Abs(value - truth) / Unit(truth), z[i]);
            }

            if (value < before) tally.Fall(z[i]);
            before = value;
        }

        if (!odd) return;
        for (int i = 0; i < z.Length; i++) z[i] = -z[i];
        Activation.Apply<TFunction, float>(default, z, other);
        for (int i = 0; i < z.Length; i++)
        {
            if (!SameBits(-values[i], other[i])) tally.NotOdd();
        }
    }

    // NaN patterns need not agree.
    private static bool SameBits(float a, float b) =>
        BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b));

    // The distance of neighbouring floats at the size of the value; 2⁻¹⁴⁹ among the denormals.
    private static double Unit(double value)
    {
        long exponent = (BitConverter.DoubleToInt64Bits(value) >>> 52) & 0x7FF;
        return BitConverter.Int64BitsToDouble(Math.Max(exponent - 23, 1023 - 149) << 52);
    }
}
