using System;
using System.Numerics;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>Bounds and operands that the tests of vector operations share.</summary>
internal static class VectorRounding
{
    /// <summary>γₙ of T's unit roundoff plus γₙ of double's: what a kernel and a double twin may differ by,
    /// relative to the sum of magnitudes.</summary>
    internal static double Bound<T>(int n)
    {
        double unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        return (n * unit / (1 - (n * unit))) + (n * Math.ScaleB(1, -53));
    }

    /// <summary>Values in [−½, 1): sums neither cancel to nothing nor grow in one sign only.</summary>
    internal static T[] Skewed<T>(Random random, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[length];
        for (int i = 0; i < length; i++) values[i] = T.CreateTruncating((random.NextDouble() * 1.5) - 0.5);
        return values;
    }
}
