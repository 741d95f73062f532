using System;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>Plain gradient descent: W ← W − η D − η α W.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// Shapes, aliasing, errors, scratch: <see cref="IOptimizer{T}"/>. It has no state, so one object serves any number of blocks of any
/// length. Source: V. Zhu, R. Rosenbaum, "Learning Fixed Points of Recurrent Neural Networks by Reparameterizing the Network Model", Neural
/// Computation 36(8), 2024.
/// </remarks>
public sealed class Sgd<T> : IOptimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T rate;

    /// <summary>Rate η and weight decay α.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is negative or not finite.</exception>
    public Sgd(T rate, T weightDecay = default)
    {
        Element.ThrowIfUnsupported<T>();
        this.rate = Update.NotNegative(rate, nameof(rate));
        WeightDecay = Update.NotNegative(weightDecay, nameof(weightDecay));
    }

    /// <inheritdoc/>
    public T Rate
    {
        get => rate;
        set => rate = Update.NotNegative(value, nameof(value), nameof(Rate));
    }

    /// <inheritdoc/>
    public T WeightDecay { get; }

    /// <inheritdoc/>
    public void Step(Span<T> parameters, ReadOnlySpan<T> direction)
    {
        Update.Check(parameters, direction, parameters.Length);
        Update.Apply(parameters, direction, -rate, rate * WeightDecay);
    }

    /// <summary>W ← W + ΔW − η α W, for a rule whose step has the rate in it already (the finite reparameterized steps are not linear in
    /// η).</summary>
    public void Add(Span<T> parameters, ReadOnlySpan<T> update)
    {
        Update.Check(parameters, update, parameters.Length, nameof(update));
        Update.Apply(parameters, update, T.One, rate * WeightDecay);
    }

    /// <inheritdoc/>
    public void Reset()
    {
    }

    /// <inheritdoc/>
    public void Save(Checkpoint checkpoint, string prefix)
    {
    }

    /// <inheritdoc/>
    public void Load(Checkpoint checkpoint, string prefix)
    {
    }
}
