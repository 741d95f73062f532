using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Randomness;

/// <summary>Random numbers that a seed fixes for good: the same bits on every platform and every version of the runtime.</summary>
/// <remarks>
/// <para>Generator: xoshiro256**, its four words filled by SplitMix64 from seed ⊕ mix(stream); streams of one seed are unrelated
/// for all practical purposes, and stream 0 is the authors' own way to seed. Gaussian numbers: Marsaglia's polar method with a
/// logarithm made of IEEE operations only, because the platforms' own logarithms differ in the last bit.</para>
/// <para>Not for secrets. One per thread. 0 bytes per call.</para>
/// <para>Sources: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021; G. L. Steele, D. Lea, C.
/// H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; G. Marsaglia, T. A. Bray, "A convenient method for generating
/// normal variables", SIAM Review 6(3), 1964; D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019.</para>
/// </remarks>
public sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spare;
    private bool hasSpare;

    /// <summary>The generator of a seed and a stream.</summary>
    public SeededRandom(ulong seed, ulong stream = 0) => Reseed(seed, stream);

    internal SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (this.s0, this.s1, this.s2, this.s3) = (s0, s1, s2, s3);

    /// <summary>Starts over, as a new generator of this seed and stream would.</summary>
    public void Reseed(ulong seed, ulong stream = 0)
    {
        ulong state = seed ^ Mix(stream);
        s0 = SplitMix(ref state);
        s1 = SplitMix(ref state);
        s2 = SplitMix(ref state);
        s3 = SplitMix(ref state);
        hasSpare = false;
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform on the 2⁵³ multiples of 2⁻⁵³ in [0, 1).</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0..bound − 1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong reject = (0 - (ulong)bound) % (ulong)bound;
        while (true)
        {
            ulong high = Math.BigMul(NextBits(), (ulong)bound, out ulong low);
            if (low >= reject) return (int)high;
        }
    }

    /// <summary>Gaussian with mean 0 and variance 1. Two are made at a time; the second is kept for the next call.</summary>
    public double NextGaussian()
    {
        if (hasSpare)
        {
            hasSpare = false;
            return spare;
        }

        while (true)
        {
            double u = (2 * NextUniform()) - 1;
            double v = (2 * NextUniform()) - 1;
            double square = (u * u) + (v * v);
            if (square is 0 or >= 1) continue;
            double factor = Math.Sqrt(-2 * PortableLog.Of(square) / square);
            spare = v * factor;
            hasSpare = true;
            return u * factor;
        }
    }

    /// <summary>Fills with Gaussian numbers of mean 0 and the standard deviation given, rounded once to the element type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative or not finite.</exception>
    public void FillGaussian<T>(Span<T> values, double standardDeviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        if (!double.IsFinite(standardDeviation) || standardDeviation < 0)
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation), $"The standard deviation is {standardDeviation}, but it must be finite and not negative.");
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateSaturating(standardDeviation * NextGaussian());
    }

    /// <summary>Puts the values into a random order, each of the orders equally likely (Fisher–Yates, from the last place down).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextBelow(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Fills with a random permutation of 0..Length − 1.</summary>
    public void Permutation(Span<int> indices)
    {
        for (int i = 0; i < indices.Length; i++) indices[i] = i;
        Shuffle(indices);
    }

    internal static ulong SplitMix(ref ulong state) => Mix(state += 0x9e3779b97f4a7c15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
