using System.Collections.Generic;
using System.Globalization;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Training;

/// <summary>One run of a training command: a rule at a rate.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rate">η.</param>
internal sealed record RunPlan(RuleEntry Rule, double Rate)
{
    /// <summary>Four digits at any size: 0.15, 1E-05, 1E+300.</summary>
    internal const string RateFormat = "G4";

    /// <summary>What people read: linearized, rate 0.1.</summary>
    internal string Label => $"{Rule.Name}, rate {Rate.ToString(RateFormat, CultureInfo.InvariantCulture)}";

    /// <summary>The name of the run's folder: linearized-0.1.</summary>
    internal string Folder => string.Create(CultureInfo.InvariantCulture, $"{Rule.Name}-{Rate:R}");

    /// <summary>All rules at all rates, or each at its own where no rate is given.</summary>
    internal static IReadOnlyList<RunPlan> All(IReadOnlyList<RuleEntry> rules, IReadOnlyList<double> rates)
    {
        List<RunPlan> plans = [];
        foreach (RuleEntry rule in rules)
        {
            if (rates.Count == 0) plans.Add(new(rule, rule.DefaultRate));
            foreach (double rate in rates) plans.Add(new(rule, rate));
        }

        return plans;
    }
}
