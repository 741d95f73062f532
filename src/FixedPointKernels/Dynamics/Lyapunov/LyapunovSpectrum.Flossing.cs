using System;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Dynamics;

public sealed partial class LyapunovSpectrum<T, TActivation>
{
    private readonly double[]? derivatives;
    private readonly TangentDescent<T, TActivation>? descent;
    private readonly LeakyDescent<T>? states;

    /// <summary>Whether <see cref="Gradient"/> can be asked for.</summary>
    public bool HasGradient => descent is not null;

    /// <summary>L = Σ (λ_i − λ*_i)² of the last call, over the directions that live.</summary>
    /// <param name="targets">λ*, k numbers; empty for zeros.</param>
    /// <param name="isMean">Whether the sum is divided by k, as published.</param>
    /// <exception cref="ArgumentException">Not k targets, or one that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The last call did not measure.</exception>
    public double Loss(ReadOnlySpan<double> targets = default, bool isMean = false)
    {
        using SoleCaller.Visit visit = caller.Enter();
        return Evaluate(targets, isMean, default);
    }

    /// <summary>∂L/∂W, U, b and s₀ of the last <see cref="Measure"/>, exact or along a part of the way; as often as wanted.</summary>
    /// <param name="targets">λ*, k numbers; empty for zeros.</param>
    /// <param name="path">What is taken; <c>default</c> is the gradient itself.</param>
    /// <param name="gradients">As <see cref="LeakyShape"/> lays them, overwritten. What overflows on the way back is not finite here.
    /// </param>
    /// <param name="isMean">Whether the sum is divided by k, as published.</param>
    /// <returns>L.</returns>
    /// <remarks>A dead direction has no part in L or in the gradient; where all that are dead come last, that is the exact gradient of the
    /// others. Exact: some 6 N² k + 9 N k² operations a step. With <see cref="StateCredit.None"/> those by U, b and s₀ are 0.</remarks>
    /// <exception cref="ArgumentException">Wrong shapes, a target that is not finite, or no such path.</exception>
    /// <exception cref="InvalidOperationException">It was made without gradients, the last call did not measure, the weights were set
    /// since, or another call is at work here.</exception>
    public double Gradient(ReadOnlySpan<double> targets, FlossingPath path, Span<T> gradients, bool isMean = false)
    {
        using SoleCaller.Visit visit = caller.Enter();
        if (descent is null) throw new InvalidOperationException("The spectrum was made without gradients.");
        if (!Enum.IsDefined(path.State)) throw new ArgumentOutOfRangeException(nameof(path), path, "Not a way along the states.");
        Throw.IfNotLength(gradients.Length, Weights.Shape.Count, nameof(gradients));
        double loss = Evaluate(targets, isMean, derivatives);
        Weights.EndRead(version);
        descent.Run(derivatives, path);
        if (path.State == StateCredit.None) gradients.Clear();
        else Return(path.State == StateCredit.Full ? CreditPath.Exact : CreditPath.Leak, gradients);
        Weights.EndRead(version);
        Span<T> recurrent = Weights.Shape.Of(gradients, LeakyPart.Recurrent);
        TensorPrimitives.Add(recurrent, descent.Gradient.Span, recurrent);
        return loss;
    }

    // Along the states, from what φ was taken of. With the leak on the voltage that is the state, s₀ too.
    private void Return(CreditPath path, Span<T> gradients)
    {
        int n = Weights.Shape.Units;
        Span<T> first = descent!.Signals[..n], others = descent.Signals[n..];
        bool onVoltage = Weights.Placement == LeakPlacement.Voltage;
        trajectory.Restore();
        states!.Run(onVoltage ? others : default, [false], path, onVoltage ? default : others);
        states.Write(gradients);
        Span<T> start = Weights.Shape.Of(gradients, LeakyPart.Start);
        if (onVoltage) TensorPrimitives.Add(start, first, start);
    }

    // L, and its derivatives by ln R_ii where they are wanted.
    private double Evaluate(ReadOnlySpan<double> targets, bool isMean, Span<double> byLog)
    {
        ThrowUnlessMeasured();
        if (!targets.IsEmpty) Throw.IfNotLength(targets.Length, Count, nameof(targets));
        double weight = isMean ? 1.0 / Count : 1, loss = 0;
        for (int i = 0; i < Count; i++)
        {
            double target = targets.IsEmpty ? 0 : targets[i], apart = exponents[i] - target;
            if (!double.IsFinite(target))
                throw new ArgumentOutOfRangeException(nameof(targets), target, $"Target {i} is {target}; it must be finite.");
            bool lives = double.IsFinite(apart);
            if (lives) loss += weight * apart * apart;
            if (!byLog.IsEmpty) byLog[i] = lives ? 2 * weight * apart / Schedule.CountedSteps : 0;
        }

        return loss;
    }
}
