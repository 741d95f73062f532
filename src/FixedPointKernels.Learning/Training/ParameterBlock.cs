using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Training;

/// <summary>One block of trained parameters: its gradient, its own optimizer with its own rate, and room for what it becomes.</summary>
internal sealed class ParameterBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double rate;
    private readonly AlignedBuffer<T> next;

    /// <summary>Makes the block's memory.</summary>
    /// <param name="part">One flag.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="kind">Its optimizer.</param>
    /// <param name="rate">η before the schedule.</param>
    /// <param name="weightDecay">α.</param>
    /// <param name="settings">The optimizer's constants.</param>
    internal ParameterBlock(TrainedParts part, IBlockGradient<T> gradient, OptimizerKind kind, double rate, double weightDecay, TrainingSettings settings)
    {
        int count = gradient.Value.Length;
        T decay = T.CreateTruncating(weightDecay);
        T start = T.CreateTruncating(rate);
        (Part, Gradient, this.rate) = (part, gradient, rate);
        next = new(count);
        Optimizer = kind switch
        {
            OptimizerKind.Momentum => new Momentum<T>(count, start, T.CreateTruncating(settings.Momentum ?? 0.9), decay),
            OptimizerKind.Adam => new Adam<T>(count, start, decay, settings.Beta1 ?? 0.9, settings.Beta2 ?? 0.999, settings.Epsilon ?? 1e-8),
            _ => new Sgd<T>(start, decay),
        };
    }

    /// <summary>Which part of the model it is: one flag.</summary>
    internal TrainedParts Part { get; }

    internal IBlockGradient<T> Gradient { get; }

    internal IOptimizer<T> Optimizer { get; }

    /// <summary>What <see cref="Advance"/> made.</summary>
    internal ReadOnlySpan<T> Next => next.Span;

    /// <summary>Sets the rate of the coming step and says what its gradient has to be.</summary>
    /// <param name="factor">The schedule's.</param>
    /// <param name="samples">B.</param>
    internal void Load(double factor, int samples)
    {
        Optimizer.Rate = T.CreateTruncating(rate * factor);

        // SGD adds the rule's complete step; the others want the direction that SGD would multiply by −η.
        Gradient.Load(Optimizer is Sgd<T> ? -Optimizer.Rate : T.One, samples);
    }

    /// <summary>Keeps the parameters and what the optimizer remembers.</summary>
    internal void Save(Checkpoint checkpoint, string prefix, ReadOnlySpan<T> current)
    {
        checkpoint.Add(prefix + Part, current, current.Length);
        Optimizer.Save(checkpoint, $"{prefix}{Part} ");
    }

    /// <summary>Takes the optimizer's memory up, and the parameters as <see cref="Next"/>.</summary>
    internal void Load(Checkpoint checkpoint, string prefix)
    {
        checkpoint.ReadFinite(prefix + Part, next.Span, next.Span.Length);
        Optimizer.Load(checkpoint, $"{prefix}{Part} ");
    }

    /// <summary>Makes <see cref="Next"/> of the parameters as they are.</summary>
    /// <returns>Whether all of it is finite.</returns>
    internal bool Advance(ReadOnlySpan<T> current)
    {
        current.CopyTo(next.Span);
        if (Optimizer is Sgd<T> sgd) sgd.Add(next.Span, Gradient.Value);
        else Optimizer.Step(next.Span, Gradient.Value);
        return TensorPrimitives.IsFiniteAll<T>(next.Span);
    }
}
