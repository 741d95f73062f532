using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Choices;

/// <summary>A rule of fpk update by name.</summary>
internal static class RuleChoice
{
    /// <summary>The rule of a name; refuses an unknown one, and the dense form for a network that is not linear.</summary>
    /// <exception cref="CommandFailure">One line with the value and what would do.</exception>
    internal static RuleEntry Read(string name, ActivationChoice activation)
    {
        Words.Require("--rule", name, RuleTable.UpdateNames);
        if (!RuleTable.TryFind(name, out RuleEntry? rule)) throw Words.Unknown("--rule", name, RuleTable.UpdateNames);
        if (rule != RuleTable.Reparameterized) return rule;
        if (!activation.IsLinear)
            throw new CommandFailure(
                $"--rule {rule.Name} is for --activation linear only, not {activation.Name}; "
                + $"{RuleTable.FiniteStep.Name} is its form for any activation");
        if (activation.Gain is { } gain && !gain.IsPositiveFinite())
            throw Words.OutOfRange("--gain", gain, $"positive for --rule {rule.Name}");
        return rule;
    }
}
