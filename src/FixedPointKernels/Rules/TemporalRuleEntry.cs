using System;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Rules;

/// <summary>The row of a rule that learns through time: along which path credit goes back, and whose signal it starts from.</summary>
/// <remarks>A signal is Vᵀ e, what the readout's own weights send back of the output's error e, or F e of fixed random weights. The readout
/// itself always learns by its gradient, Σ e sᵀ. Source: spec of learning through time, section 4.</remarks>
public sealed class TemporalRuleEntry : RuleEntry
{
    private readonly Func<double, CreditPath> path;

    internal TemporalRuleEntry(string name, string source, Func<double, CreditPath> path, bool isModulated = false)
        : base(name, CommonRate, usesAdjoint: false, rateInside: false, source) => (this.path, IsModulated) = (path, isModulated);

    /// <summary>η of Adam where none is given: what the pilots of the spec, section 9.2, were run at.</summary>
    public const double CommonRate = 0.003;

    /// <summary>μ where none is given, that of the published runs.</summary>
    public const double CommonModulation = 0.25;

    /// <inheritdoc/>
    public override bool IsBySample => false;

    /// <summary>Whether the signal comes by fixed random weights F in place of Vᵀ.</summary>
    public bool HasFixedFeedback { get; init; }

    /// <summary>Whether μ is part of it.</summary>
    public bool IsModulated { get; }

    /// <summary>Whether neurons need a cell type.</summary>
    public bool HasTypes => Path().ByType;

    /// <summary>Whether it can learn while the network runs (<see cref="OnlineCell{T, TActivation}"/>), not only at a trial's end.
    /// </summary>
    public bool IsOnline => Path().Hop is not (CreditHop.All or CreditHop.Modulated);

    /// <summary>What it takes beyond the forward pass, 2BN² operations a step, and its memory: B samples, T steps, C types.</summary>
    public required string Cost { get; init; }

    /// <summary>Along which credit goes back.</summary>
    /// <param name="modulation">μ, where there is one.</param>
    public CreditPath Path(double modulation = CommonModulation) => path(modulation);

    /// <inheritdoc/>
    public override void Run<TAction>(TAction action) => throw new InvalidOperationException($"The rule {Name} has no factors by sample.");
}
