using System;
using System.Numerics;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>Operands for the linear-algebra benches.</summary>
internal static class BenchData
{
    /// <summary>Values in [−½, 1), the same for the same seed.</summary>
    internal static T[] Skewed<T>(int length, int seed)
        where T : IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        T[] values = new T[length];
        for (int i = 0; i < length; i++) values[i] = T.CreateTruncating((random.NextDouble() * 1.5) - 0.5);
        return values;
    }
}
