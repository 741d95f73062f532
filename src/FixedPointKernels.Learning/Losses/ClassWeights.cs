using System;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Learning.Losses;

/// <summary>How much a sample counts, by its class: factors on its loss and on its gradient. Equal where all factors are.</summary>
/// <remarks>The divisor of a batch stays its size, not the sum of its weights: so an update is the sum of its samples' whoever is beside
/// them. Immutable.</remarks>
public sealed class ClassWeights : IEquatable<ClassWeights>
{
    private readonly double[] weights;

    /// <summary>Takes the factors.</summary>
    /// <param name="weights">One for every class; copied.</param>
    /// <exception cref="ArgumentException">None, or one that is negative or not finite.</exception>
    public ClassWeights(params ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty) throw new ArgumentException("There is no weight: every class needs one.", nameof(weights));
        this.weights = weights.ToArray();
        int bad = Array.FindIndex(this.weights, weight => !(weight >= 0 && double.IsFinite(weight)));
        if (bad >= 0)
            throw new ArgumentException(
                $"The weight of class {bad} is {weights[bad]}; it must be finite and not negative.", nameof(weights));
    }

    /// <summary>The factors, by class.</summary>
    public ReadOnlySpan<double> Values => weights;

    /// <summary>n / (C n_c): every class weighs as much as any other in the whole set, and the mean over its samples is 1. A class without
    /// samples gets 0.</summary>
    /// <param name="data">The training part.</param>
    public static ClassWeights Balanced(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] counts = new int[data.Classes];
        foreach (int label in data.Labels) counts[label]++;
        int present = counts.Count(static count => count > 0);
        return new([.. counts.Select(count => count == 0 ? 0 : (double)data.Count / ((double)present * count))]);
    }

    /// <inheritdoc/>
    public bool Equals(ClassWeights? other) => other is not null && weights.AsSpan().SequenceEqual(other.weights);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClassWeights);

    /// <inheritdoc/>
    public override int GetHashCode() => weights.Aggregate(0, HashCode.Combine);

    /// <summary>The factors with spaces.</summary>
    public override string ToString() =>
        string.Join(' ', weights.Select(static weight => weight.ToString("R", CultureInfo.InvariantCulture)));
}
