namespace FixedPointKernels.Rules;

/// <summary>What is to be done with a rule, written once for all of them: <see cref="RuleEntry.Run"/> hands it the rule's struct.</summary>
/// <remarks>A struct or ref struct holds what it works on and with; nothing is boxed, and a call allocates 0 bytes.</remarks>
public interface IRuleAction
{
    /// <summary>The work.</summary>
    /// <param name="rule">The rule with its parameters.</param>
    void Run<TRule>(TRule rule)
        where TRule : struct, ILearningRule;
}
