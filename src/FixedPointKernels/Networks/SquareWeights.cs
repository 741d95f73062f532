using System;
using System.Numerics;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>The weights of a network among its own neurons.</summary>
internal static class SquareWeights
{
    /// <summary>Throws unless W is square.</summary>
    internal static void ThrowIfNot<T, TWeights>(TWeights weights, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWeights : struct, IWeights<TWeights, T>
    {
        if (weights.Outputs != weights.Inputs)
            throw new ArgumentException($"The weights are {weights.Outputs}×{weights.Inputs}; those of a network are N×N.", name);
    }

    /// <summary>Row i of W: where it is stored, or written into the room given.</summary>
    internal static ReadOnlySpan<T> Row<T, TWeights>(in TWeights weights, int i, Span<T> room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWeights : struct, IWeights<TWeights, T>
    {
        ReadOnlySpan<T> stored = TWeights.Stored(weights);
        if (!stored.IsEmpty) return stored.Slice(i * room.Length, room.Length);
        TWeights.WriteRow(weights, i, room);
        return room;
    }

    /// <summary>G W, or a matrix similar to it (as W G is), in double: of weights that are stored; else null.</summary>
    internal static (double[] Matrix, int Exponent)? Gained<T, TWeights>(in TWeights weights, ReadOnlySpan<T> gains)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWeights : struct, IWeights<TWeights, T>
    {
        ReadOnlySpan<T> stored = TWeights.Stored(weights);
        if (stored.IsEmpty) return null;
        double[] product = new double[stored.Length];
        return (product, GainedWeights.Write(gains.Length, stored, gains, product));
    }
}
