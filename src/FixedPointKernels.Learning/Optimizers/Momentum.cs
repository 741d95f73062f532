using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>The heavy ball: v ← μ v + D, W ← W − η v − η α W.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// Shapes, aliasing, errors, scratch: <see cref="IOptimizer{T}"/>. v starts at 0; a constant direction ends at the step η D / (1 − μ).
/// Source: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964
/// (with the rate outside v, so that changing it acts at once).
/// </remarks>
public sealed class Momentum<T> : IOptimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] velocity;
    private readonly T momentum;
    private T rate;

    /// <summary>For a block of <paramref name="count"/> parameters: rate η, momentum μ in [0, 1), weight decay α.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them lies outside.</exception>
    public Momentum(int count, T rate, T momentum, T weightDecay = default)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        this.rate = Update.NotNegative(rate, nameof(rate));
        this.momentum = Update.Fraction(momentum, nameof(momentum));
        WeightDecay = Update.NotNegative(weightDecay, nameof(weightDecay));
        velocity = new T[count];
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
        Update.Check(parameters, direction, velocity.Length);
        TensorPrimitives.FusedMultiplyAdd(velocity, momentum, direction, velocity);
        Update.Apply(parameters, velocity, -rate, rate * WeightDecay);
    }

    /// <inheritdoc/>
    public void Reset() => Array.Clear(velocity);

    /// <inheritdoc/>
    public void Save(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Add<T>(prefix + nameof(velocity), velocity, velocity.Length);
    }

    /// <inheritdoc/>
    public void Load(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.ReadNumbers<T>(prefix + nameof(velocity), velocity, velocity.Length);
    }
}
