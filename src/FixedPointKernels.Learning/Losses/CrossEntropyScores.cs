using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace FixedPointKernels.Learning.Losses;

/// <summary>Softmax cross-entropy of scores that a network gives itself; learned with smoothed labels and weighed classes, scored
/// plain.</summary>
internal sealed class CrossEntropyScores<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T smoothing;
    private readonly T[]? weights;

    /// <param name="classes">Scores of a sample.</param>
    /// <param name="smoothing">ε of label smoothing.</param>
    /// <param name="given">Factors by class; null for 1.</param>
    /// <exception cref="ArgumentException">Class weights of another number of classes.</exception>
    internal CrossEntropyScores(int classes, double smoothing, ClassWeights? given)
    {
        this.smoothing = T.CreateTruncating(smoothing);
        if (given is null) return;
        Misuse.IfNotLength(given.Values.Length, classes, nameof(ClassWeights));
        weights = Array.ConvertAll(given.Values.ToArray(), T.CreateTruncating);
    }

    /// <summary>scores ← ∂L/∂scores.</summary>
    /// <returns>L.</returns>
    internal T Surplus(Span<T> scores, int label, bool learn, out bool right)
    {
        T loss = SoftmaxRow.Surplus(scores, label, learn ? smoothing : T.Zero, out right);
        if (!learn || weights is null) return loss;
        TensorPrimitives.Multiply(scores, weights[label], scores);
        return loss * weights[label];
    }
}
