using System.Collections.Generic;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Rules;

/// <summary>The rules that learn through time: rows of <see cref="RuleTable"/>. A new one is a row here, and where its path is new, a
/// <see cref="CreditHop"/>.</summary>
public static class TemporalRules
{
    private const string Bellec = "G. Bellec et al. 2020, e-prop";
    private const string Filtered = "2BN² at a trial's end, TBN numbers";

    /// <summary>The exact gradient, backpropagation through time.</summary>
    public static TemporalRuleEntry Bptt { get; } =
        new("bptt", "P. J. Werbos 1990", _ => CreditPath.Exact) { Cost = "4BN², TBN numbers" };

    /// <summary>Backpropagation through time from fixed random feedback.</summary>
    public static TemporalRuleEntry FeedbackAlignment { get; } = new("fa-bptt", "T. P. Lillicrap et al. 2016", _ => CreditPath.Exact)
    {
        HasFixedFeedback = true, Cost = "4BN², TBN numbers",
    };

    /// <summary>e-prop with the readout's own weights as feedback.</summary>
    public static TemporalRuleEntry Eprop { get; } = new("eprop", Bellec, _ => CreditPath.Leak)
    {
        Cost = $"{Filtered}; online with the leak on the voltage 2BN², B(N + D) numbers",
    };

    /// <summary>e-prop with fixed random feedback.</summary>
    public static TemporalRuleEntry RandomEprop { get; } = new("random-eprop", Bellec, _ => CreditPath.Leak)
    {
        HasFixedFeedback = true, Cost = $"{Filtered}; online with the leak on the voltage 2BN², B(N + D) numbers",
    };

    /// <summary>RFLO, of networks whose leak is on the rate; elsewhere the same as <see cref="RandomEprop"/>.</summary>
    public static TemporalRuleEntry Rflo { get; } = new("rflo", "J. M. Murray 2019", _ => CreditPath.Leak)
    {
        HasFixedFeedback = true, Cost = $"{Filtered}; online with the leak on the rate 5BN², BN² numbers",
    };

    /// <summary>The diagonal of the Jacobian is kept: a neuron's own weight.</summary>
    public static TemporalRuleEntry Snap1 { get; } = new("snap1", "J. Menick et al. 2021", _ => CreditPath.Self)
    {
        Cost = $"{Filtered}; online 5BN², BN² numbers",
    };

    /// <summary>One hop through the weights as they are.</summary>
    public static TemporalRuleEntry Mdgl { get; } = new("mdgl", "Y. H. Liu et al. 2021", _ => CreditPath.OneHop)
    {
        Cost = "4BN², TBN numbers; online 4BN², 2B(N + D) numbers",
    };

    /// <summary>One hop through the mean weights between cell types.</summary>
    public static TemporalRuleEntry MdglByType { get; } = new("mdgl-types", "Y. H. Liu et al. 2021", _ => CreditPath.OneHopByType)
    {
        Cost = "4BN², TBN numbers; online 4BN², 2B(N + D) numbers",
    };

    /// <summary>Every hop with a constant for its slope, through the mean weights between cell types.</summary>
    public static TemporalRuleEntry ModpropByType { get; } =
        new("modprop", "Y. H. Liu et al. 2022", modulation => CreditPath.Modulated(modulation, byType: true), isModulated: true)
        {
            Cost = "4BN², TBN numbers",
        };

    /// <summary>The same through the weights as they are.</summary>
    public static TemporalRuleEntry Modprop { get; } =
        new("modprop-weights", "Y. H. Liu et al. 2022", modulation => CreditPath.Modulated(modulation, byType: false), isModulated: true)
        {
            Cost = "4BN², TBN numbers",
        };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TemporalRuleEntry> All { get; } =
        [Bptt, FeedbackAlignment, Eprop, RandomEprop, Rflo, Snap1, Mdgl, MdglByType, ModpropByType, Modprop];
}
