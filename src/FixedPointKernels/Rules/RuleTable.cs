using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace FixedPointKernels.Rules;

/// <summary>The learning rules: the one table that the trainer, the command, the studies, the benches and the tests read.</summary>
/// <remarks>
/// A new rule is its struct and a row of <see cref="All"/>; whoever wants to call it by name in C# gives the row a property.
/// </remarks>
public static class RuleTable
{
    private const string Paper = "V. Zhu, R. Rosenbaum 2024";

    /// <summary>Gradient descent with the exact implicit gradient.</summary>
    public static RuleEntry Euclidean { get; } = new RuleEntry<Euclidean>("euclidean", 0.1, $"{Paper}, dW1");

    /// <summary>The reparameterized step of a linear network's whole batch: see <see cref="Rules.Reparameterized"/>.</summary>
    public static RuleEntry Reparameterized { get; } = new WholeRuleEntry("reparameterized", double.NaN, $"{Paper}, dW2");

    /// <summary>The linearized reparameterized rule.</summary>
    public static RuleEntry Linearized { get; } = new RuleEntry<LinearizedReparameterized>("linearized", 0.2, $"{Paper}, dW3");

    /// <summary>The gain variant of the linearized rule.</summary>
    public static RuleEntry Variant { get; } = new RuleEntry<GainVariant>("variant", 0.05, $"the code published with {Paper}, dW4");

    /// <summary>The exact finite reparameterized step of every sample.</summary>
    public static RuleEntry FiniteStep { get; } = new RuleEntry<FiniteStep>("finite-step", 0.15, $"derived from {Paper}", rateInside: true);

    /// <summary>The finite step divided by 1 + |s|.</summary>
    public static RuleEntry FiniteStepDamped { get; } =
        new RuleEntry<FiniteStep>("finite-step-damped", 0.2, $"derived from {Paper}", rateInside: true, new FiniteStep { Damped = true });

    /// <summary>
    /// Backpropagation through Euler steps: no fixed point and no factors, see <see cref="Gradients.ThroughTime{T, TActivation}"/>.
    /// </summary>
    public static RuleEntry ThroughTime { get; } = new WholeRuleEntry("through-time", 0.1, "P. J. Werbos 1990");

    /// <summary>The rules that learn from fixed points, or from the Euler steps towards them.</summary>
    public static IReadOnlyList<RuleEntry> OfFixedPoints { get; } =
    [
        Euclidean,
        Reparameterized,
        Linearized,
        Variant,
        FiniteStep,
        FiniteStepDamped,
        ThroughTime,
    ];

    /// <summary>Every rule: those, and those that learn through time (<see cref="TemporalRules"/>).</summary>
    public static IReadOnlyList<RuleEntry> All { get; } = [.. OfFixedPoints, .. TemporalRules.All];

    /// <summary>The names of the rules of fixed points that a trainer knows.</summary>
    public static IReadOnlyList<string> TrainedNames { get; } =
        [.. OfFixedPoints.Where(entry => entry.IsTrained).Select(entry => entry.Name)];

    /// <summary>The names of the rules that make a change of W from fixed points.</summary>
    public static IReadOnlyList<string> UpdateNames { get; } =
        [.. OfFixedPoints.Where(entry => entry != ThroughTime).Select(entry => entry.Name)];

    /// <summary>The rule of a name, in letters of either case; false where there is none.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out RuleEntry? entry)
    {
        entry = All.FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase));
        return entry is not null;
    }
}
