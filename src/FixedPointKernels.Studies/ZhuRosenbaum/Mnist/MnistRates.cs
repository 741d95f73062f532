using System.Collections.Generic;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>The learning rates at which the rules are compared.</summary>
/// <remarks>Source: V. Zhu, R. Rosenbaum 2024 for the first three; the finite steps take the linearized rule's and two larger ones,
/// backpropagation through time the Euclidean rule's.</remarks>
public static class MnistRates
{
    private static readonly double[] Euclidean = [0.001, 0.0025, 0.005, 0.01, 0.025];
    private static readonly double[] Linearized = [0.01, 0.025, 0.05, 0.1, 0.25];
    private static readonly double[] Variant = [0.005, 0.01, 0.02, 0.05, 0.1];
    private static readonly double[] FiniteStep = [.. Linearized, 0.5, 1];

    /// <summary>The rates of a rule, ascending.</summary>
    public static IReadOnlyList<double> Of(RuleEntry rule) =>
        rule == RuleTable.Linearized ? Linearized
        : rule == RuleTable.Variant ? Variant
        : rule == RuleTable.FiniteStep || rule == RuleTable.FiniteStepDamped ? FiniteStep
        : Euclidean;
}
