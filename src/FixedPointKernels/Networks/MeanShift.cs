using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>Q = W (I − Ḡ W)⁻¹ at the mean gains Ḡ of an earlier batch, packed for products with Q and Qᵀ: one matrix for solve and adjoint.
/// A shift is what Q is for: it takes the slope at Ḡ out of the iteration.</summary>
/// <remarks>Made by one factorization and N right-hand sides, Q = (I − W Ḡ)⁻¹ W, and made again whenever W changed.</remarks>
internal sealed class MeanShift<T>(PackedWeights<T> weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int size = weights.Outputs;
    private readonly AlignedBuffer<T> observed = new(weights.Outputs);
    private readonly AlignedBuffer<T> gains = new(weights.Outputs);
    private readonly AlignedBuffer<T> factors = new(weights.Values.Length);
    private readonly AlignedBuffer<T> shifted = new(weights.Values.Length);
    private readonly AlignedBuffer<T> forward = new(weights.Forward.Length);
    private readonly AlignedBuffer<T> backward = new(weights.Forward.Length);
    private readonly int[] pivots = new int[weights.Outputs];
    private readonly AlignedBuffer<T> scratch =
        ScratchSize.Max(Lu.FactorScratch<T>(weights.Outputs), Lu.SolveManyScratch<T>(weights.Outputs, weights.Outputs)).Allocate<T>();

    // Where the mean gains changed by less than this, a new Q would contract no better.
    private static readonly T Moved = T.CreateTruncating(0.1);

    private bool knows;
    private bool usable;
    private bool poor;
    private long version = -1;
    private long seen = -1;

    /// <summary>ḡ of Q.</summary>
    internal ReadOnlySpan<T> Gains => gains.Span;

    /// <summary>Takes the mean gains of the samples that converged for the next Q.</summary>
    /// <param name="linearizations">One row of gains per status.</param>
    /// <param name="statuses">How the samples ended.</param>
    internal void Observe(ReadOnlySpan<T> linearizations, ReadOnlySpan<SolveStatus> statuses)
    {
        int count = statuses.Count(SolveStatus.Converged);
        if (count == 0) return;
        Span<T> mean = observed.Span;
        mean.Clear();
        for (int k = 0; k < statuses.Length; k++)
        {
            if (statuses[k] == SolveStatus.Converged) TensorPrimitives.Add(mean, linearizations.Slice(k * size, size), mean);
        }

        TensorPrimitives.Divide(mean, T.CreateTruncating(count), mean);
        knows = true;
    }

    /// <summary>Brings Q up to date with the present W, where this pays for a batch of that size.</summary>
    /// <returns>Whether there is one.</returns>
    /// <remarks>
    /// A factorization and N solutions, 8/3 N³ flops at 60 % of a product's rate, against the five or six products of 2BN² that a batch
    /// saves: from B = N/2 on it is always worth it, below only if W stays as it is from one call to the next.
    /// </remarks>
    internal bool Prepare(int batch, SolveReport<T> report)
    {
        if (!knows) return false;
        if (version == weights.Version && !(poor && HasMoved())) return usable;
        bool stays = seen == weights.Version;
        seen = weights.Version;
        if (!stays && 2 * batch < size) return false;
        if (!report.Meter.TryShare(batch)) return false;
        (version, poor) = (weights.Version, false);
        usable = Refresh();
        report.Factorizations++;
        return usable;
    }

    /// <summary>Forgets the gains and the Q of earlier calls: the state of a new object.</summary>
    internal void Forget()
    {
        (knows, usable, poor) = (false, false, false);
        (version, seen) = (-1, -1);
    }

    /// <summary>Says that Q contracted badly: the next call makes another one, if the gains have changed.</summary>
    internal void Disappoint() => poor = true;

    /// <summary>Row k of the products becomes Q vₖ, or Qᵀ vₖ.</summary>
    internal void Multiply(Transpose transpose, int rows, ReadOnlySpan<T> vectors, Span<T> products)
    {
        AlignedBuffer<T> packed = transpose == Transpose.No ? forward : backward;
        Gemm.MultiplyPacked(rows, size, size, T.One, vectors, size, packed.Span, T.Zero, products, size);
    }

    private bool HasMoved()
    {
        T largest = T.Zero;
        for (int i = 0; i < size; i++) largest = T.Max(largest, T.Abs(observed.Span[i] - gains.Span[i]));
        return largest > Moved;
    }

    private bool Refresh()
    {
        Span<T> matrix = factors.Span, q = shifted.Span;
        observed.Span.CopyTo(gains.Span);
        TensorPrimitives.Negate(Gains, matrix[..size]);
        for (int i = size - 1; i >= 0; i--)
        {
            TensorPrimitives.Multiply(weights.Values.Slice(i * size, size), matrix[..size], matrix.Slice(i * size, size));
            matrix[(i * size) + i] += T.One;
        }

        if (Lu.Factor(size, matrix, size, pivots, scratch.Scratch) >= 0) return false;
        weights.Values.CopyTo(q);
        Lu.SolveMany(Transpose.No, size, matrix, size, pivots, size, q, size, scratch.Scratch);
        if (!Finite.All<T>(q)) return false;
        Gemm.Pack<T>(Transpose.Yes, size, size, q, size, forward.Span);
        Gemm.Pack<T>(Transpose.No, size, size, q, size, backward.Span);
        return true;
    }
}
