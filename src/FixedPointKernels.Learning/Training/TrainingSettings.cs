using System;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Training;

/// <summary>How the direction of a rule becomes a step.</summary>
public enum OptimizerKind
{
    /// <summary>W ← W + ΔW.</summary>
    Sgd,

    /// <summary>Heavy ball, without Nesterov's look ahead.</summary>
    Momentum,

    /// <summary>Adam.</summary>
    Adam,
}

/// <summary>Everything a training run can be told; the defaults are the main job's.</summary>
public sealed record TrainingSettings
{
    /// <summary>The learning rule.</summary>
    public RuleEntry Rule { get; init; } = RuleTable.Linearized;

    /// <summary>What is trained; the paper trains W alone.</summary>
    public TrainedParts Parts { get; init; } = TrainedParts.Recurrent;

    /// <summary>η of W; null takes the rule's own.</summary>
    public double? Rate { get; init; }

    /// <summary>η of Wx and b, where they are trained.</summary>
    public double InputRate { get; init; } = 0.001;

    /// <summary>η of R, where it is trained.</summary>
    public double ReadoutRate { get; init; } = 0.001;

    /// <summary>The factor on every rate, by step.</summary>
    public RateSchedule Schedule { get; init; } = RateSchedule.Constant;

    /// <summary>Weight decay α, W ← W + ΔW − η α W, of every trained matrix at its own rate; a bias does not decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How the implicit gradients of Wx, b and R become steps.</summary>
    public OptimizerKind GradientOptimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>How the rule's directions become steps of W; a finite step has its rate inside and goes with SGD only.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>μ of momentum, in [0, 1); null takes 0.9.</summary>
    public double? Momentum { get; init; }

    /// <summary>β₁ of Adam, in [0, 1); null takes its authors' 0.9.</summary>
    public double? Beta1 { get; init; }

    /// <summary>β₂ of Adam, in [0, 1); null takes its authors' 0.999.</summary>
    public double? Beta2 { get; init; }

    /// <summary>ε of Adam, positive; null takes its authors' 1e-8.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Samples per batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Passes through the training set.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The seed of the batches' order.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads over a batch.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What a sample may cost where <see cref="Solver"/> says nothing: 200 factorizations.</summary>
    public static SolveBudget DefaultBudget { get; } = new() { Factorizations = 200 };

    /// <summary>How fixed points are solved, by default robustly; without a budget of its own it has <see cref="DefaultBudget"/>, so that no sample holds a step up.</summary>
    public SolverOptions? Solver { get; init; }

    /// <summary>How the adjoint is solved, where the rule, the input weights or the bias need it; null takes LU per sample.</summary>
    public AdjointOptions? Adjoint { get; init; }

    /// <summary>
    /// Keeps max Re λ(G W) below 1 minus this margin at some samples: every 10 steps it is estimated at the fixed points of 4 samples of the batch, and W is
    /// scaled down by what it is too large. Null leaves W alone.
    /// </summary>
    public double? KeepStable { get; init; }

    /// <summary>The gains that the published code takes after its Euler steps, g = 1 − r², although r is not yet the fixed point; tanh only.</summary>
    /// <remarks>See <see cref="Trainer{T, TActivation}.PublishedStep"/>. Without it gains are f′(z), z = W r + x.</remarks>
    public bool PublishedUpdate { get; init; }

    /// <summary>
    /// Keeps samples in the update whose fixed point or adjoint was not found, with the state and the λ that the solvers were left with, as the published code and most
    /// scripts do. A NaN among them makes the update NaN, and it is not applied. Without it they contribute nothing.
    /// </summary>
    /// <remarks>
    /// A step's loss and accuracy then hold the kept samples too; scores count them as wrong as ever. Reports still say how many failed. A finite step through its
    /// singularity contributes nothing either way.
    /// </remarks>
    public bool KeepFailedSamples { get; init; }

    /// <summary>η in force.</summary>
    public double EffectiveRate => Rate ?? Rule.DefaultRate;

    /// <summary>Whether samples of a thread share an inverse, kept from step to step: the bits then depend on the number of threads and on earlier steps.</summary>
    public bool SharesBatch =>
        Solver?.Method == SolverMethod.Chord || (SolvesAdjoint && Adjoint?.Method is AdjointMethod.Shared or AdjointMethod.Gmres);

    /// <summary>Whether an adjoint solver is: backpropagation through time finds λ on its way back.</summary>
    internal bool SolvesAdjoint => NeedsAdjoint && Rule != RuleTable.ThroughTime;

    /// <summary>Whether λ is needed: by a rule that uses it, and by the gradients of Wx and b.</summary>
    internal bool NeedsAdjoint => (Trains(TrainedParts.Recurrent) && Rule.UsesAdjoint) || Trains(TrainedParts.Input) || Trains(TrainedParts.Bias);

    /// <summary><see cref="Solver"/> with what bounds it.</summary>
    internal SolverOptions BoundedSolver => (Solver ?? new()) is var chosen && chosen.Budget is null ? chosen with { Budget = DefaultBudget } : chosen;

    internal bool Trains(TrainedParts part) => (Parts & part) != 0;

    /// <summary>Whether some trained part's steps are made by an optimizer of this kind.</summary>
    internal bool Steps(OptimizerKind kind) =>
        (Trains(TrainedParts.Recurrent) && Optimizer == kind) || (Trains(TrainedParts.Input | TrainedParts.Bias | TrainedParts.Readout) && GradientOptimizer == kind);

    internal void Validate()
    {
        if (Parts == TrainedParts.None || (Parts & ~TrainedParts.All) != 0) throw new ArgumentOutOfRangeException(nameof(Parts), Parts, "Not parts to train.");
        if (!Enum.IsDefined(GradientOptimizer)) throw new ArgumentOutOfRangeException(nameof(GradientOptimizer), GradientOptimizer, "Not an optimizer.");
        if (!(InputRate >= 0 && double.IsFinite(InputRate))) throw new ArgumentOutOfRangeException(nameof(InputRate), InputRate, $"The rate is {InputRate}; it must be finite and not negative.");
        if (!(ReadoutRate >= 0 && double.IsFinite(ReadoutRate))) throw new ArgumentOutOfRangeException(nameof(ReadoutRate), ReadoutRate, $"The rate is {ReadoutRate}; it must be finite and not negative.");
        ArgumentNullException.ThrowIfNull(Schedule);
        Schedule.Validate();
        ArgumentNullException.ThrowIfNull(Rule);
        if (!Rule.IsTrained) throw new ArgumentException($"The rule {Rule.Name} is none that a trainer knows; use {string.Join(", ", RuleTable.TrainedNames)}.", nameof(Rule));
        if (!Enum.IsDefined(Optimizer)) throw new ArgumentOutOfRangeException(nameof(Optimizer), Optimizer, "Not an optimizer.");
        if (!(EffectiveRate >= 0 && double.IsFinite(EffectiveRate))) throw new ArgumentOutOfRangeException(nameof(Rate), Rate, $"The rate is {Rate}; it must be finite and not negative.");
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay))) throw new ArgumentOutOfRangeException(nameof(WeightDecay), WeightDecay, $"The weight decay is {WeightDecay}; it must be finite and not negative.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        if (Optimizer != OptimizerKind.Sgd && Rule.RateInside)
            throw new ArgumentException($"The rule {Rule.Name} has its rate inside the step and cannot be combined with {Optimizer}.", nameof(Optimizer));
        if (Rule == RuleTable.ThroughTime && Solver is not null && Solver.Method != SolverMethod.Euler)
            throw new ArgumentException($"The rule {Rule.Name} goes back through Euler steps and cannot be combined with the solver {Solver.Method}.", nameof(Solver));
        if (KeepFailedSamples && Rule == RuleTable.ThroughTime)
            throw new ArgumentException($"The rule {Rule.Name} solves for nothing, so no sample of it fails: there is none to keep.", nameof(KeepFailedSamples));
        if (KeepStable is { } margin && !(margin > 0 && margin < 1))
            throw new ArgumentOutOfRangeException(nameof(KeepStable), margin, $"The margin is {margin}; it must lie between 0 and 1.");
        if (KeepStable is not null && !Trains(TrainedParts.Recurrent))
            throw new ArgumentException("Stability is kept by scaling W, which is not trained here.", nameof(KeepStable));
        if (PublishedUpdate && Solver?.Method != SolverMethod.Euler)
            throw new ArgumentException("The published update is made after Euler steps: the solver must be Euler.", nameof(Solver));
        if (PublishedUpdate && Rule == RuleTable.ThroughTime)
            throw new ArgumentException($"The published update is one with gains g = 1 − r², which the rule {Rule.Name} does not use.", nameof(PublishedUpdate));
        UnusedSettings.Refuse(this);
    }
}
