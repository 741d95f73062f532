using System.Collections.Generic;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Choices;

/// <summary>The learning rules by name.</summary>
internal static class RuleChoice
{
    internal const string Euclidean = "euclidean";
    internal const string Reparameterized = "reparameterized";
    internal const string Linearized = "linearized";
    internal const string Variant = "variant";
    internal const string FiniteStep = "finite-step";
    internal const string FiniteStepDamped = "finite-step-damped";

    internal static IReadOnlyList<string> Names { get; } = [Euclidean, Reparameterized, Linearized, Variant, FiniteStep, FiniteStepDamped];

    /// <summary>Refuses an unknown rule, and the dense form for a network that is not linear.</summary>
    /// <exception cref="CommandFailure">One line with the value and what would do.</exception>
    internal static void Require(string rule, ActivationChoice activation)
    {
        Words.Require("--rule", rule, Names);
        if (rule != Reparameterized) return;
        if (!activation.IsLinear)
            throw new CommandFailure(
                $"--rule {Reparameterized} is for --activation linear only, not {activation.Name}; {FiniteStep} is its form for any activation");
        if (activation.Gain is { } gain && !gain.IsPositiveFinite()) throw Words.OutOfRange("--gain", gain, $"positive for --rule {Reparameterized}");
    }
}
