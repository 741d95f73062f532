using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>The best point of every sample, put aside during a stage whose progress is measured against its own points only; indexed by
/// home (<see cref="Slots{T}.Home"/>).</summary>
internal sealed class BestAside<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int size;
    private readonly int linearizationSize;
    private readonly AlignedBuffer<T> states;
    private readonly AlignedBuffer<T> linearizations;
    private readonly T[] residuals;

    internal BestAside(int capacity, int size, int linearizationSize)
    {
        (this.size, this.linearizationSize) = (size, linearizationSize);
        states = new(checked(capacity * size));
        linearizations = new(checked(capacity * linearizationSize));
        residuals = new T[capacity];
    }

    internal void Clear(int home) => residuals[home] = T.PositiveInfinity;

    /// <summary>Stores the point if it is better than the stored one.</summary>
    internal void Put(int home, T residual, ReadOnlySpan<T> state, ReadOnlySpan<T> linearization)
    {
        if (!(residual < residuals[home])) return;
        residuals[home] = residual;
        state.CopyTo(States(home));
        linearization.CopyTo(Linearizations(home));
    }

    /// <summary>Overwrites the given point if the stored one is better.</summary>
    internal void Take(int home, ref T residual, Span<T> state, Span<T> linearization)
    {
        if (!(residuals[home] < residual)) return;
        residual = residuals[home];
        States(home).CopyTo(state);
        Linearizations(home).CopyTo(linearization);
    }

    private Span<T> States(int home) => states.Span.Slice(home * size, size);

    private Span<T> Linearizations(int home) => linearizations.Span.Slice(home * linearizationSize, linearizationSize);
}
