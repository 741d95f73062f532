using System;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Training;

/// <summary>Everything a training run can be told; the defaults are the main job's.</summary>
public sealed record TrainingSettings
{
    /// <summary>The learning rule.</summary>
    public RuleEntry Rule { get; init; } = RuleTable.Linearized;

    /// <summary>Which parameters are trained; the paper trains W alone. A model of another kind has parameters of other names.</summary>
    public ParameterSet Parts { get; init; } = NetworkParameters.Recurrent;

    /// <summary>η of W, null takes the rule's own; in a model without rules, of everything.</summary>
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

    /// <summary>
    /// How fixed points are solved, by default robustly; without a budget of its own it has <see cref="DefaultBudget"/>, so that no sample
    /// holds a step up.
    /// </summary>
    public SolverOptions? Solver { get; init; }

    /// <summary>How the adjoint is solved, where the rule, the input weights or the bias need it; null takes LU per sample.</summary>
    public AdjointOptions? Adjoint { get; init; }

    /// <summary>
    /// Keeps max Re λ(G W) below 1 minus this margin at some samples: every 10 steps it is estimated at the fixed points of 4 samples of
    /// the batch, and W is scaled down by what it is too large. Null leaves W alone.
    /// </summary>
    public double? KeepStable { get; init; }

    /// <summary>
    /// Gains as a function of the rates, g = 1 − r², and not f′(z) of z = W r + x: what the published code takes after its Euler steps,
    /// although r is not yet the fixed point; tanh only.
    /// </summary>
    public bool GainsFromRates { get; init; }

    /// <summary>
    /// Keeps samples in the update whose fixed point or adjoint was not found, with the state and the λ that the solvers were left with, as
    /// the published code and most scripts do. A NaN among them makes the update NaN, and it is not applied. Without it they contribute
    /// nothing.
    /// </summary>
    /// <remarks>
    /// A step's loss and accuracy then hold the kept samples too; scores count them as wrong as ever. Reports still say how many failed. A
    /// finite step through its singularity contributes nothing either way.
    /// </remarks>
    public bool KeepFailedSamples { get; init; }

    /// <summary>η in force.</summary>
    public double EffectiveRate => Rate ?? Rule.DefaultRate;

    /// <summary>
    /// Whether samples of a thread share an inverse, kept from step to step: the bits then depend on the number of threads and on earlier
    /// steps.
    /// </summary>
    public bool SharesBatch =>
        Solver?.Method == SolverMethod.Chord || (SolvesAdjoint && Adjoint?.Method is AdjointMethod.Shared or AdjointMethod.Gmres);

    /// <summary>Whether an adjoint solver is: backpropagation through time finds λ on its way back.</summary>
    internal bool SolvesAdjoint => NeedsAdjoint && Rule != RuleTable.ThroughTime;

    /// <summary>Whether λ is needed: by a rule that uses it, and by the gradients of Wx and b.</summary>
    internal bool NeedsAdjoint =>
        (Trains(NetworkParameters.Recurrent) && Rule.UsesAdjoint) || Trains(NetworkParameters.Input) || Trains(NetworkParameters.Bias);

    /// <summary><see cref="Solver"/> with what bounds it.</summary>
    internal SolverOptions BoundedSolver =>
        (Solver ?? new()) is var chosen && chosen.Budget is null ? chosen with { Budget = DefaultBudget } : chosen;

    /// <summary>
    /// The most that the gradient of all trained parameters together may have as its Euclidean norm; a longer one is scaled to it, all
    /// parameters by one factor. Null leaves it alone.
    /// </summary>
    /// <remarks>
    /// Of what the optimizers are given, before they see it: for SGD the step by its rate η, for the finite steps, which are not linear in
    /// η, that too. Weight decay is not part of it. Source: R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent
    /// neural networks", 2013, algorithm 1.
    /// </remarks>
    public double? ClipNorm { get; init; }

    /// <summary>Whether every step reports the norm of its gradient (<see cref="StepReport.GradientNorm"/>): one more pass over all
    /// gradients. It changes no other number.</summary>
    public bool MeasuresGradient { get; init; }

    /// <summary>
    /// ε of label smoothing, in [0, 1): a classifier learns from (1 − ε) onehot + ε/C. Scores are of the plain cross-entropy all the same.
    /// </summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How much a sample counts, by its class, where labels are learned; null for equally. Scores do not know it.</summary>
    public ClassWeights? ClassWeights { get; init; }

    /// <summary>
    /// λ of the penalty λ|p|²/2 on every trained parameter that <see cref="Parameters.Parameter{T}.Decays"/>: λ p joins the gradient before
    /// the optimizer sees it, where <see cref="WeightDecay"/> stands beside the step. Null for none.
    /// </summary>
    /// <remarks>PyTorch calls this the weight_decay of SGD and Adam. After <see cref="ClipNorm"/>, and for SGD times η.</remarks>
    public double? Penalty { get; init; }

    /// <summary>Everything that decides what comes of a training beside its state, as a text to compare: all but the threads.</summary>
    /// <remarks>
    /// What came later than the first checkpoints is part of it only where it is set; those called all four parts "All", and gains from the
    /// rates the published update.
    /// </remarks>
    internal string Identity() => $"{this with { Threads = 1, MeasuresGradient = false }}"
        .Replace($", {nameof(MeasuresGradient)} = False", "", StringComparison.Ordinal)
        .Replace($"Parts = {NetworkParameters.All}", "Parts = All", StringComparison.Ordinal)
        .Replace($"{nameof(GainsFromRates)} = ", "PublishedUpdate = ", StringComparison.Ordinal)
        .Replace(", Penalty =  }", " }", StringComparison.Ordinal)
        .Replace(", ClipNorm = , LabelSmoothing = 0, ClassWeights = ", "", StringComparison.Ordinal);

    internal bool Trains(ParameterSet parts) => Parts.Overlaps(parts);

    /// <summary>Whether some trained part's steps are made by an optimizer of this kind.</summary>
    internal bool Steps(OptimizerKind kind) =>
        (Trains(NetworkParameters.Recurrent) && Optimizer == kind)
        || (Trains(NetworkParameters.Input | NetworkParameters.Bias | NetworkParameters.Readout) && GradientOptimizer == kind);

    /// <summary>What was said of a constant of the optimizers; null where nothing was.</summary>
    internal double? Given(OptimizerConstant constant) =>
        constant == OptimizerConstant.Momentum ? Momentum
        : constant == OptimizerConstant.Beta1 ? Beta1
        : constant == OptimizerConstant.Beta2 ? Beta2
        : constant == OptimizerConstant.Epsilon ? Epsilon
        : throw new ArgumentOutOfRangeException(nameof(constant), constant.Name, "No setting holds it.");

    /// <summary>The value in force of a constant of the optimizers.</summary>
    internal double Effective(OptimizerConstant constant) => Given(constant) ?? constant.Default;

    /// <summary>
    /// Refuses what is out of range whatever is trained; what a model makes of the rest is its own (<see cref="IModel{T}.Stage"/>).
    /// </summary>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Parts);
        if (Parts == ParameterSet.None) throw new ArgumentOutOfRangeException(nameof(Parts), Parts, "No parameters to train.");
        if (!Enum.IsDefined(GradientOptimizer))
            throw new ArgumentOutOfRangeException(nameof(GradientOptimizer), GradientOptimizer, "Not an optimizer.");
        if (!Enum.IsDefined(Optimizer)) throw new ArgumentOutOfRangeException(nameof(Optimizer), Optimizer, "Not an optimizer.");
        NotNegative(InputRate, nameof(InputRate), "rate");
        NotNegative(ReadoutRate, nameof(ReadoutRate), "rate");
        ArgumentNullException.ThrowIfNull(Schedule);
        Schedule.Validate();
        ArgumentNullException.ThrowIfNull(Rule);
        if (!Rule.IsTrained)
            throw new ArgumentException(
                $"The rule {Rule.Name} is none that a trainer knows; use {string.Join(", ", RuleTable.TrainedNames)}.", nameof(Rule));
        NotNegative(EffectiveRate, nameof(Rate), "rate");
        NotNegative(WeightDecay, nameof(WeightDecay), "weight decay");
        if (Penalty is { } penalty) NotNegative(penalty, nameof(Penalty), "penalty");
        if (ClipNorm is { } most && !(most > 0 && double.IsFinite(most)))
            throw new ArgumentOutOfRangeException(nameof(ClipNorm), most, $"The largest norm is {most}; it must be positive and finite.");
        if (!(LabelSmoothing is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(LabelSmoothing), LabelSmoothing, $"The label smoothing is {LabelSmoothing}; it must be in [0, 1).");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
    }

    private static void NotNegative(double value, string name, string what)
    {
        if (!(value >= 0 && double.IsFinite(value)))
            throw new ArgumentOutOfRangeException(name, value, $"The {what} is {value}; it must be finite and not negative.");
    }
}
