using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Relative errors of what is no one vector: numbers that stand each for itself, and sets. Other counts than expected are an
/// infinite error, NaN is one that never holds.</summary>
internal static class Closeness
{
    /// <summary>As <see cref="RelativeError"/>, relative to the largest entry.</summary>
    internal static double OfVectors(double[] found, double[] expected) =>
        found.Length == expected.Length ? RelativeError.Of(found, expected) : double.PositiveInfinity;

    /// <summary>The largest error of an entry relative to itself.</summary>
    internal static double OfEach(double[] found, double[] expected)
    {
        if (found.Length != expected.Length) return double.PositiveInfinity;
        double worst = 0;
        for (int i = 0; i < found.Length; i++) worst = Math.Max(worst, RelativeError.Of([found[i]], [expected[i]]));
        return worst;
    }

    /// <summary>Complex numbers, pairs of real and imaginary part, in any order: each expected one takes the nearest left; relative to the
    /// largest expected.</summary>
    internal static double OfSets(double[] found, double[] expected)
    {
        if (found.Length != expected.Length) return double.PositiveInfinity;
        if (found.Concat(expected).Any(double.IsNaN)) return double.NaN;
        List<Complex> rest = [.. Pairs(found)];
        (double worst, double scale) = (0, 0);
        foreach (Complex one in Pairs(expected))
        {
            Complex nearest = rest.MinBy(other => (other - one).Magnitude);
            rest.Remove(nearest);
            worst = Math.Max(worst, (nearest - one).Magnitude);
            scale = Math.Max(scale, one.Magnitude);
        }

        return scale == 0 ? worst : worst / scale;
    }

    /// <summary>Sets of two complex numbers each, one after the other; the worst of their errors.</summary>
    internal static double OfPairs(double[] found, double[] expected)
    {
        if (found.Length != expected.Length) return double.PositiveInfinity;
        double worst = 0;
        for (int at = 0; at < found.Length; at += 4) worst = Math.Max(worst, OfSets(found[at..(at + 4)], expected[at..(at + 4)]));
        return worst;
    }

    private static IEnumerable<Complex> Pairs(double[] numbers) =>
        Enumerable.Range(0, numbers.Length / 2).Select(k => new Complex(numbers[2 * k], numbers[(2 * k) + 1]));
}
