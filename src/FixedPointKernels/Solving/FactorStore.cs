using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>LU factors of samples' Jacobians: one block for each sample of the batch, or a single one that the last sample owns.</summary>
internal sealed class FactorStore<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int size;
    private readonly AlignedBuffer<T> matrices;
    private readonly int[] pivots;
    private readonly int[] owners;

    internal FactorStore(int size, int blocks)
    {
        this.size = size;
        matrices = new(checked(blocks * size * size));
        pivots = new int[checked(blocks * size)];
        owners = new int[blocks];
        Clear();
    }

    internal void Clear()
    {
        for (int i = 0; i < owners.Length; i++) owners[i] = -1;
    }

    /// <summary>Whether the sample's last factors are still here.</summary>
    internal bool Holds(int sample) => owners[Block(sample)] == sample;

    /// <summary>The block is the sample's from now on, once its factors are good.</summary>
    internal void Own(int sample, bool good) => owners[Block(sample)] = good ? sample : -1;

    internal Span<T> Matrix(int sample) => matrices.Span.Slice(Block(sample) * size * size, size * size);

    internal Span<int> Pivots(int sample) => pivots.AsSpan(Block(sample) * size, size);

    private int Block(int sample) => owners.Length == 1 ? 0 : sample;
}
