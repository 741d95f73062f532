using System;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>Rules by name, since the rows of a theory hold constants.</summary>
internal static class Named
{
    internal static RuleEntry Rule(string name) =>
        RuleTable.TryFind(name, out RuleEntry? rule) ? rule : throw new ArgumentException($"There is no rule {name}.", nameof(name));
}
