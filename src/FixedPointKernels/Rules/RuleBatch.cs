using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Rules;

/// <summary>What a rule needs of a batch at its fixed points; rows are samples.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct RuleBatch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Views of the caller's memory.</summary>
    /// <param name="neurons">N.</param>
    /// <param name="rates">r, B × N.</param>
    /// <param name="gains">g = f′(W r + x), B × N.</param>
    /// <param name="errors">λ for a rule that uses the adjoint, else e = ∂L/∂r; B × N.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    public RuleBatch(int neurons, ReadOnlySpan<T> rates, ReadOnlySpan<T> gains, ReadOnlySpan<T> errors)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        (Neurons, Count) = (neurons, rates.Length / neurons);
        Throw.IfNotShape(rates.Length, Count, neurons, nameof(rates));
        Throw.IfNotShape(gains.Length, Count, neurons, nameof(gains));
        Throw.IfNotShape(errors.Length, Count, neurons, nameof(errors));
        Rates = rates;
        Gains = gains;
        Errors = errors;
    }

    /// <summary>Samples.</summary>
    public int Count { get; }

    /// <summary>N.</summary>
    public int Neurons { get; }

    /// <summary>r, B × N.</summary>
    public ReadOnlySpan<T> Rates { get; }

    /// <summary>g, B × N.</summary>
    public ReadOnlySpan<T> Gains { get; }

    /// <summary>λ or e, B × N.</summary>
    public ReadOnlySpan<T> Errors { get; }

    /// <summary>Throws unless a rule's factors of this batch fit.</summary>
    internal void ThrowIfMisfit(PackedWeights<T> weights, ReadOnlySpan<T> left, ReadOnlySpan<T> right, ReadOnlySpan<SolveStatus> statuses)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Outputs != Neurons || weights.Inputs != Neurons)
            throw new ArgumentException($"W is {weights.Outputs}×{weights.Inputs}, but the batch has {Neurons} neurons.", nameof(weights));
        Throw.IfNotShape(left.Length, Count, Neurons, nameof(left));
        Throw.IfNotShape(right.Length, Count, Neurons, nameof(right));
        Throw.IfNotLength(statuses.Length, Count, nameof(statuses));
    }

    internal RuleBatch<T> Slice(int from, int count) =>
        new(Neurons, Rates.Slice(from * Neurons, count * Neurons), Gains.Slice(from * Neurons, count * Neurons),
            Errors.Slice(from * Neurons, count * Neurons));
}
