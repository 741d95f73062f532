using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Losses;

/// <summary>Softmax cross-entropy of scores that a network gives itself; learned with smoothed labels and weighed classes, scored
/// plain.</summary>
internal sealed class CrossEntropyScores<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T smoothing;
    private readonly T[]? weights;

    /// <exception cref="ArgumentException">Class weights of another number of classes.</exception>
    internal CrossEntropyScores(int classes, TrainingSettings settings)
    {
        smoothing = T.CreateTruncating(settings.LabelSmoothing);
        if (settings.ClassWeights is not { } given) return;
        Misuse.IfNotLength(given.Values.Length, classes, nameof(settings.ClassWeights));
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
