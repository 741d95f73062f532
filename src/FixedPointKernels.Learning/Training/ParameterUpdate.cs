using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Training;

/// <summary>The steps of one trained parameter: its gradient, its own optimizer with its own rate, and room for what it becomes.</summary>
internal sealed class ParameterUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double rate;
    private readonly AlignedBuffer<T> next;
    private readonly AlignedBuffer<T> changed;
    private readonly double penalty;

    /// <summary>Makes the memory.</summary>
    /// <param name="step">The parameter and how it goes.</param>
    /// <param name="settings">Weight decay and the optimizers' constants.</param>
    internal ParameterUpdate(ParameterStep<T> step, TrainingSettings settings)
    {
        (Parameter, Gradient, rate) = (step.Parameter, step.Gradient, step.Rate);
        int count = Parameter.Count;
        T decay = T.CreateTruncating(Parameter.Decays ? settings.WeightDecay : 0);
        T start = T.CreateTruncating(rate);
        next = new(count);
        penalty = Parameter.Decays ? settings.Penalty ?? 0 : 0;
        changed = new(settings.ClipNorm is null && penalty == 0 ? 0 : count);
        Optimizer = OptimizerTable.Of(step.Optimizer).Make(count, start, decay, settings.Effective);
    }

    internal Parameter<T> Parameter { get; }

    internal IParameterGradient<T> Gradient { get; }

    internal IOptimizer<T> Optimizer { get; }

    /// <summary>Sets the rate of the coming step and says what its gradient has to be.</summary>
    /// <param name="factor">The schedule's.</param>
    /// <param name="samples">B.</param>
    internal void Load(double factor, int samples)
    {
        Optimizer.Rate = T.CreateTruncating(rate * factor);

        // SGD adds the rule's complete step; the others want the direction that SGD would multiply by −η.
        Gradient.Load(Optimizer is Sgd<T> ? -Optimizer.Rate : T.One, samples);
    }

    /// <summary>The largest magnitude in the gradient, and the Euclidean norm in units of it; both 0 where the rate is.</summary>
    internal (double Largest, double Norm) Norm()
    {
        double rate = Optimizer is Sgd<T> ? double.CreateTruncating(Optimizer.Rate) : 1;
        double largest = Math.Abs(double.CreateTruncating(TensorPrimitives.MaxMagnitude(Gradient.Value)));
        if (rate == 0 || largest == 0) return (0, 0);
        double sum = 0;
        foreach (T one in Gradient.Value)
        {
            double part = double.CreateTruncating(one) / largest;
            sum += part * part;
        }

        return (largest / rate, Math.Sqrt(sum));
    }

    /// <summary>Makes the next value.</summary>
    /// <param name="scale">Factor on the gradient: below 1 where it is clipped.</param>
    /// <returns>Whether the parameter can take it: all of it is finite, and so is what follows from it.</returns>
    internal bool Advance(double scale)
    {
        ReadOnlySpan<T> gradient = Gradient.Value;
        if (scale < 1)
        {
            TensorPrimitives.Multiply(gradient, T.CreateTruncating(scale), changed.Span);
            gradient = changed.Span;
        }

        if (penalty > 0)
        {
            // SGD is given its complete step −η D, the others D.
            T weight = T.CreateTruncating(penalty) * (Optimizer is Sgd<T> ? -Optimizer.Rate : T.One);
            TensorPrimitives.FusedMultiplyAdd(Parameter.Values, weight, gradient, changed.Span);
            gradient = changed.Span;
        }

        Parameter.Values.CopyTo(next.Span);
        if (Optimizer is Sgd<T> sgd) sgd.Add(next.Span, gradient);
        else Optimizer.Step(next.Span, gradient);
        return Parameter.Takes(next.Span);
    }

    /// <summary>Gives the parameter the next value.</summary>
    internal void Set() => Parameter.TrySet(next.Span);

    /// <summary>Keeps the parameter and what the optimizer remembers.</summary>
    internal void Save(Checkpoint checkpoint, string prefix)
    {
        checkpoint.Add(prefix + Parameter.Name, Parameter.Values, Parameter.Count);
        Optimizer.Save(checkpoint, $"{prefix}{Parameter.Name} ");
    }

    /// <summary>Takes the optimizer's memory up, and the parameter as its next value.</summary>
    internal void Load(Checkpoint checkpoint, string prefix)
    {
        checkpoint.ReadFinite(prefix + Parameter.Name, next.Span, next.Span.Length);
        if (!Parameter.Takes(next.Span)) throw checkpoint.Refused(prefix + Parameter.Name, "is out of range");
        Optimizer.Load(checkpoint, $"{prefix}{Parameter.Name} ");
    }
}
