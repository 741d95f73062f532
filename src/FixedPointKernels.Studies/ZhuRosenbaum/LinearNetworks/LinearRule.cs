using System;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>The rules of the linear study.</summary>
public enum LinearRule
{
    /// <summary>ΔW₁: gradient descent on W.</summary>
    Euclidean,

    /// <summary>ΔW₂: gradient descent on A = (I − W)⁻¹, the whole batch in one exact step.</summary>
    Reparameterized,

    /// <summary>ΔW₃: the same to first order in the rate.</summary>
    Linearized,
}

/// <summary>The rules' names on the command line and in files.</summary>
public static class LinearRules
{
    /// <summary>All rules, in the paper's order.</summary>
    public static ReadOnlySpan<LinearRule> All => [LinearRule.Euclidean, LinearRule.Reparameterized, LinearRule.Linearized];

    /// <summary>The rule's name.</summary>
    public static string Name(this LinearRule rule) => rule switch
    {
        LinearRule.Euclidean => "euclidean",
        LinearRule.Reparameterized => "reparameterized",
        _ => "linearized",
    };
}
