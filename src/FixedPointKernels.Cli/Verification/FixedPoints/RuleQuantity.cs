using System.Collections.Generic;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A rule's update as a quantity of golden files.</summary>
/// <param name="Name">variantDirection and variantStep, for the rule variant; two of the first files' names are others.</param>
/// <param name="Rule">The rule.</param>
/// <param name="AtRate">Whether it is the step at the case's rate; else the direction, which is the step at rate −1.</param>
internal sealed record RuleQuantity(string Name, RuleEntry Rule, bool AtRate)
{
    /// <summary>Direction and step of a rule; a rule that has its rate inside has no direction.</summary>
    internal static IEnumerable<RuleQuantity> Of(RuleEntry rule)
    {
        string name = char.ToLowerInvariant(rule.ToString()[0]) + rule.ToString()[1..];
        if (!rule.RateInside) yield return new(rule == RuleTable.Euclidean ? "euclideanGradient" : name + "Direction", rule, AtRate: false);
        yield return new(rule == RuleTable.FiniteStep ? "finiteStepPerSampleMean" : name + "Step", rule, AtRate: true);
    }
}
