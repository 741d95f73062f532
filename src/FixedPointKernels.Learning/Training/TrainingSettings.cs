using System;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Training;

/// <summary>How the direction of a rule becomes a step.</summary>
public enum OptimizerKind
{
    /// <summary>W ← W + ΔW.</summary>
    Sgd,

    /// <summary>Heavy ball with μ = 0.9.</summary>
    Momentum,

    /// <summary>Adam.</summary>
    Adam,
}

/// <summary>Everything a training run can be told; the defaults are the main job's.</summary>
public sealed record TrainingSettings
{
    /// <summary>The learning rule.</summary>
    public TrainingRule Rule { get; init; } = TrainingRule.Linearized;

    /// <summary>η; null takes the rule's own.</summary>
    public double? Rate { get; init; }

    /// <summary>Weight decay α, W ← W + ΔW − η α W.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How directions become steps; a finite step has its rate inside and goes with SGD only.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>Samples per batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Passes through the training set.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The seed of the batches' order.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads over a batch.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How fixed points are solved; null takes the robust default.</summary>
    public SolverOptions? Solver { get; init; }

    /// <summary>How the adjoint of the Euclidean rule is solved; null takes LU per sample.</summary>
    public AdjointOptions? Adjoint { get; init; }

    /// <summary>η in force.</summary>
    public double EffectiveRate => Rate ?? Rule.DefaultRate();

    internal void Validate()
    {
        if (!Enum.IsDefined(Rule)) throw new ArgumentOutOfRangeException(nameof(Rule), Rule, "Not a rule.");
        if (!Enum.IsDefined(Optimizer)) throw new ArgumentOutOfRangeException(nameof(Optimizer), Optimizer, "Not an optimizer.");
        if (!(EffectiveRate >= 0 && double.IsFinite(EffectiveRate))) throw new ArgumentOutOfRangeException(nameof(Rate), Rate, $"The rate is {Rate}; it must be finite and not negative.");
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay))) throw new ArgumentOutOfRangeException(nameof(WeightDecay), WeightDecay, $"The weight decay is {WeightDecay}; it must be finite and not negative.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        if (Optimizer != OptimizerKind.Sgd && Rule is (TrainingRule.FiniteStep or TrainingRule.FiniteStepDamped))
            throw new ArgumentException($"The rule {Rule.Name()} has its rate inside the step and cannot be combined with {Optimizer}.", nameof(Optimizer));
        if (Rule == TrainingRule.ThroughTime && Solver is not null && Solver.Method != SolverMethod.Euler)
            throw new ArgumentException($"The rule {Rule.Name()} goes back through Euler steps and cannot be combined with the solver {Solver.Method}.", nameof(Solver));
    }
}
