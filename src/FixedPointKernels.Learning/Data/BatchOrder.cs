using System;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Data;

/// <summary>The order in which an epoch visits the samples: a shuffle cut into batches.</summary>
/// <remarks>
/// Epoch e's order depends on (seed, e) alone, so two rules see the same batches and a run can be resumed at any epoch.
/// The last batch is shorter where the batch size does not divide the number of samples. 0 bytes after construction.
/// One per thread.
/// </remarks>
public sealed class BatchOrder
{
    private readonly int[] order;
    private readonly ulong seed;
    private readonly SeededRandom random;

    /// <summary>Starts at epoch 0.</summary>
    /// <param name="count">Samples, at least 1.</param>
    /// <param name="batch">Samples per batch, at least 1.</param>
    /// <param name="seed">The seed.</param>
    public BatchOrder(int count, int batch, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        order = new int[count];
        random = new SeededRandom(seed);
        this.seed = seed;
        BatchSize = Math.Min(batch, count);
        StartEpoch(0);
    }

    /// <summary>Samples per batch; not more than there are samples.</summary>
    public int BatchSize { get; }

    /// <summary>Batches per epoch: the last may be shorter.</summary>
    public int Batches => ((order.Length - 1) / BatchSize) + 1;

    /// <summary>The epoch whose order stands now.</summary>
    public int Epoch { get; private set; }

    /// <summary>Shuffles for an epoch: the identity, shuffled with the generator's stream 1 + epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative.</exception>
    public void StartEpoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        Epoch = epoch;
        random.Reseed(seed, stream: 1 + (ulong)epoch);
        random.Permutation(order);
    }

    /// <summary>The samples of batch <paramref name="index"/>, valid until the next <see cref="StartEpoch"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public ReadOnlySpan<int> Batch(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Batches);
        int from = index * BatchSize;
        return order.AsSpan(from, Math.Min(BatchSize, order.Length - from));
    }
}
