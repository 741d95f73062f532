using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>Operands for the benches.</summary>
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

    /// <summary>The same on a cache line and pinned, as a peer in native code needs it.</summary>
    internal static AlignedBuffer<T> Aligned<T>(int length, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> buffer = new(length);
        Skewed<T>(length, seed).CopyTo(buffer.Span);
        return buffer;
    }
}
