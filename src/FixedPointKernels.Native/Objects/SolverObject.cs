using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Objects;

/// <summary>A solver of either element type.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without a timer holds nothing that the collector does not take.")]
internal abstract class SolverObject
{
    private CancellationTokenSource stop = new();

    internal abstract HandleKind Kind { get; }

    internal abstract int SamplesDone { get; }

    internal abstract void Forget();

    /// <summary>Asks the call under way to stop.</summary>
    internal void Cancel() => stop.Cancel();

    /// <summary>What a call that begins looks at; one that was asked to stop is over.</summary>
    internal CancellationToken NewToken()
    {
        CancellationTokenSource now = stop;
        return now.IsCancellationRequested ? (stop = new()).Token : now.Token;
    }
}

/// <summary>A solver of one element type, over a network whose activation is chosen at run time.</summary>
internal sealed class SolverObject<T>(FixedPointSolver<T, AnyActivation> solver) : SolverObject
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal FixedPointSolver<T, AnyActivation> Solver { get; } = solver;

    internal int Neurons { get; } = solver.Network.Neurons;

    internal override HandleKind Kind => typeof(T) == typeof(float) ? HandleKind.SolverF32 : HandleKind.SolverF64;

    internal override int SamplesDone => Solver.SamplesDone;

    internal override void Forget() => Solver.Forget();

    internal ReadOnlySpan<SolveStatus> Accumulate(
        RuleKind rule, T rate, ReadOnlySpan<T> rates, ReadOnlySpan<T> gains, ReadOnlySpan<T> error, Span<T> deltaW,
        ReadOnlySpan<SolveStatus> solved)
    {
        Accumulation accumulation = new(Solver, rate, rates, gains, error, deltaW, solved);
        RuleChoice.Run(rule, ref accumulation);
        return accumulation.Statuses;
    }

    private ref struct Accumulation(
        FixedPointSolver<T, AnyActivation> solver, T rate, ReadOnlySpan<T> rates, ReadOnlySpan<T> gains, ReadOnlySpan<T> error,
        Span<T> deltaW, ReadOnlySpan<SolveStatus> solved) : IRuleAction
    {
        private readonly ReadOnlySpan<T> rates = rates;
        private readonly ReadOnlySpan<T> gains = gains;
        private readonly ReadOnlySpan<T> error = error;
        private readonly Span<T> deltaW = deltaW;
        private readonly ReadOnlySpan<SolveStatus> solved = solved;

        internal ReadOnlySpan<SolveStatus> Statuses { get; private set; }

        public void Run<TRule>(TRule rule)
            where TRule : struct, ILearningRule => Statuses = solver.Accumulate(rule, rate, rates, gains, error, deltaW, solved);
    }
}
