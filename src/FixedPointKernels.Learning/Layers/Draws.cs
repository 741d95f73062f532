using System;
using System.Numerics;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Layers;

/// <summary>Random weights; float draws are the rounded double ones.</summary>
internal static class Draws
{
    /// <summary>Uniform in ±bound.</summary>
    internal static T[] Uniform<T>(SeededRandom random, int count, double bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of<T>(count, () => bound * ((2 * random.NextUniform()) - 1));

    /// <summary>Standard normal.</summary>
    internal static T[] Gaussian<T>(SeededRandom random, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of<T>(count, random.NextGaussian);

    private static T[] Of<T>(int count, Func<double> draw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        for (int i = 0; i < count; i++) values[i] = T.CreateTruncating(draw());
        return values;
    }
}
