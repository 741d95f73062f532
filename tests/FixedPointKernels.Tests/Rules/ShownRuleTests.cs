using FixedPointKernels.Dynamics;
using FixedPointKernels.Rules;
using Xunit;

namespace FixedPointKernels.Tests.Rules;

/// <summary>The row of a rule of one's own of docs/temporal.md, as it stands there: what it says is what a trainer reads.
/// TemporalShownTests holds the page against it.</summary>
public sealed class ShownRuleTests
{
    // As in TemporalRules.
    private const string Filtered = "2BN² at a trial's end, TBN numbers";

    // Shown
    public static TemporalRuleEntry RandomSnap1 { get; } = new("random-snap1", "this page", _ => CreditPath.Self)
    {
        HasFixedFeedback = true, Cost = Filtered,
    };
    // End

    [Fact]
    public void A_row_is_all_that_a_rule_along_a_known_path_needs()
    {
        Assert.Equal(CreditPath.Self, RandomSnap1.Path());
        Assert.True(RandomSnap1.HasFixedFeedback && RandomSnap1.Path().Fits(LeakPlacement.Rate));
        Assert.False(RandomSnap1.HasTypes || RandomSnap1.IsModulated || RandomSnap1.IsBySample);
        Assert.StartsWith(Filtered, TemporalRules.Snap1.Cost);
    }
}
