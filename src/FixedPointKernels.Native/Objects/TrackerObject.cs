using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Objects;

/// <summary>A tracker of either element type.</summary>
internal abstract class TrackerObject
{
    internal abstract HandleKind Kind { get; }

    internal abstract void Forget();
}

/// <summary>A tracker of one element type, over a network whose activation is chosen at run time.</summary>
internal sealed class TrackerObject<T>(FixedPointTracker<T, AnyActivation> tracker) : TrackerObject
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal FixedPointTracker<T, AnyActivation> Tracker { get; } = tracker;

    internal int Neurons { get; } = tracker.Network.Neurons;

    internal override HandleKind Kind => typeof(T) == typeof(float) ? HandleKind.TrackerF32 : HandleKind.TrackerF64;

    internal override void Forget() => Tracker.Forget();

    internal SolveStatus Accumulate(RuleKind rule, T rate, ReadOnlySpan<T> error, Span<T> deltaW)
    {
        Accumulation accumulation = new(Tracker, rate, error, deltaW);
        RuleChoice.Run(rule, ref accumulation);
        return accumulation.Status;
    }

    private ref struct Accumulation(
        FixedPointTracker<T, AnyActivation> tracker, T rate, ReadOnlySpan<T> error, Span<T> deltaW) : IRuleAction
    {
        private readonly ReadOnlySpan<T> error = error;
        private readonly Span<T> deltaW = deltaW;

        internal SolveStatus Status { get; private set; }

        public void Run<TRule>(TRule rule)
            where TRule : struct, ILearningRule => Status = tracker.Accumulate(rule, rate, error, deltaW);
    }
}
