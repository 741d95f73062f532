using System;
using System.Globalization;

namespace FixedPointKernels.Rules;

/// <summary>
/// A row of <see cref="RuleTable"/>: what programs have to know of a learning rule beside its mathematics, and the way to its struct.
/// </summary>
/// <remarks>Two entries are equal where they are the same object. Immutable; may be shared between threads.</remarks>
public abstract class RuleEntry
{
    private protected RuleEntry(string name, double defaultRate, bool usesAdjoint, bool rateInside, string source) =>
        (Name, DefaultRate, UsesAdjoint, RateInside, Source) = (name, defaultRate, usesAdjoint, rateInside, source);

    /// <summary>What command lines and files call it: finite-step.</summary>
    public string Name { get; }

    /// <summary>
    /// η where none is given: the best of a sweep on the digits with 100 neurons, 10 epochs of batches of 64 (docs/choosing.md), through
    /// time <see cref="TemporalRuleEntry.CommonRate"/>. NaN for a rule that no trainer knows.
    /// </summary>
    public double DefaultRate { get; }

    /// <summary>Whether a trainer knows the rule.</summary>
    public bool IsTrained => !double.IsNaN(DefaultRate);

    /// <summary>Whether the error handed to the rule is the adjoint λ: see <see cref="ILearningRule.UsesAdjoint"/>.</summary>
    public bool UsesAdjoint { get; }

    /// <summary>Whether η is inside a finite step, so that no optimizer can put its own in front.</summary>
    public bool RateInside { get; }

    /// <summary>Where the rule comes from.</summary>
    public string Source { get; }

    /// <summary>
    /// Whether it is a struct of <see cref="ILearningRule"/>, a mean of outer products of factors by sample; only then it can be
    /// <see cref="Run"/>.
    /// </summary>
    public abstract bool IsBySample { get; }

    /// <summary>Hands the action the rule's struct. 0 bytes.</summary>
    /// <param name="action">What to do.</param>
    /// <exception cref="InvalidOperationException">The rule has no factors by sample.</exception>
    public abstract void Run<TAction>(TAction action)
        where TAction : struct, IRuleAction, allows ref struct;

    /// <summary>The name as one word: FiniteStep. Records of settings print it so, and checkpoints compare those texts.</summary>
    public override string ToString() => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Name).Replace("-", "", StringComparison.Ordinal);
}

/// <summary>The row of a rule by sample.</summary>
/// <typeparam name="TRule">Its struct.</typeparam>
/// <param name="name">See <see cref="RuleEntry.Name"/>.</param>
/// <param name="defaultRate">See <see cref="RuleEntry.DefaultRate"/>.</param>
/// <param name="source">See <see cref="RuleEntry.Source"/>.</param>
/// <param name="rateInside">See <see cref="RuleEntry.RateInside"/>.</param>
/// <param name="rule">The struct with its parameters.</param>
public sealed class RuleEntry<TRule>(string name, double defaultRate, string source, bool rateInside = false, TRule rule = default)
    : RuleEntry(name, defaultRate, TRule.UsesAdjoint, rateInside, source)
    where TRule : struct, ILearningRule
{
    /// <inheritdoc/>
    public override bool IsBySample => true;

    /// <inheritdoc/>
    public override void Run<TAction>(TAction action) => action.Run(rule);
}

/// <summary>The row of a rule that is no struct: its update is of a whole batch, or of a trajectory.</summary>
internal sealed class WholeRuleEntry(string name, double defaultRate, string source)
    : RuleEntry(name, defaultRate, usesAdjoint: false, rateInside: false, source)
{
    /// <inheritdoc/>
    public override bool IsBySample => false;

    /// <inheritdoc/>
    public override void Run<TAction>(TAction action) => throw new InvalidOperationException($"The rule {Name} has no factors by sample.");
}
