using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Dynamics;

/// <summary>The weights between the cell types of a leaky cell: in place of every W_ij the mean of W over all pairs of the types of i and
/// j, packed for products.</summary>
/// <remarks>A product by the means costs as much as one by W. Sums are in double, in the order of W.</remarks>
internal sealed class CellTypes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] types;
    private readonly int[] members;
    private readonly double[] sums;
    private readonly T[] means;

    /// <exception cref="ArgumentException">Not a type for every neuron, or one outside 0..N − 1.</exception>
    internal CellTypes(ReadOnlySpan<int> types, int units)
    {
        Throw.IfNotLength(types.Length, units, nameof(types));
        int count = 1;
        for (int i = 0; i < units; i++)
        {
            if ((uint)types[i] >= (uint)units)
                throw new ArgumentOutOfRangeException(nameof(types), $"types[{i}] is {types[i]}; it must be in 0..{units - 1}.");
            count = Math.Max(count, types[i] + 1);
        }

        this.types = types.ToArray();
        (members, sums, means) = (new int[count], new double[count * count], new T[units * units]);
        foreach (int type in this.types) members[type]++;
        Backward = new(Gemm.PackedLength<T>(units, units));
    }

    /// <summary>The type of every neuron.</summary>
    internal ReadOnlySpan<int> Types => types;

    /// <summary>The means, N × N, packed as W is.</summary>
    internal AlignedBuffer<T> Backward { get; }

    /// <summary>The means, N × N.</summary>
    internal ReadOnlySpan<T> Means => means;

    /// <summary>Takes the means of W anew. 0 bytes.</summary>
    internal void Set(ReadOnlySpan<T> recurrent)
    {
        (int n, int count) = (types.Length, members.Length);
        Array.Clear(sums);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) sums[(types[i] * count) + types[j]] += double.CreateTruncating(recurrent[(i * n) + j]);
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double pairs = (double)members[types[i]] * members[types[j]];
                means[(i * n) + j] = T.CreateTruncating(sums[(types[i] * count) + types[j]] / pairs);
            }
        }

        Gemm.Pack(Transpose.No, n, n, means, n, Backward.Span);
    }
}
