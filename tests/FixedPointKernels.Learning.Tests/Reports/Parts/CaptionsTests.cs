using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Parts;

/// <summary>A caption says what band and thin lines are, and where an axis cuts curves off.</summary>
public sealed class CaptionsTests
{
    private static readonly Axis Capped = new("loss", Cap: 10);

    [Fact]
    public void A_caption_is_left_alone_where_there_is_nothing_to_add()
    {
        Assert.Equal("Some.", Captions.Of(SampleParts.Curves(SampleParts.Step, Capped, Of("a", 10), Of("b", double.PositiveInfinity))));
        Assert.Equal(SampleParts.Hostile, Captions.Of(SampleParts.Table()));
        Assert.Equal("Some.", Captions.Of(SampleParts.Curves(SampleParts.Step, Capped, Of("a", 1) with { Runs = [Run(2)] })));
    }

    [Fact]
    public void It_says_where_the_axis_ends_and_how_many_curves_go_on()
    {
        Assert.Equal(
            "Some. The axis ends at 10; one curve goes on above it.",
            Captions.Of(SampleParts.Curves(SampleParts.Step, Capped, Of("a", 10), Of("b", 11))));
        Assert.Equal(
            "Some. The axis ends at 10; 2 of the curves go on above it.",
            Captions.Of(SampleParts.Curves(SampleParts.Step, Capped, Of("a", 12), Of("b", 11), Of("c", 1))));
        Assert.Equal(
            "Some. The axis ends at 10; all curves go on above it.",
            Captions.Of(SampleParts.Curves(SampleParts.Step, Capped, Of("a", 12), Of("b", 11))));
        Assert.Equal(
            "Some. The axis ends at 10; the curve goes on above it.",
            Captions.Of(SampleParts.Curves(SampleParts.Step, Capped, Of("a", 12))));
    }

    [Fact]
    public void It_says_what_is_thin_and_what_is_shaded() => Assert.Equal(
        "Some. Thin: the single runs; shaded: from the lowest to the highest of them. The axis ends at 10; the curve goes on above it.",
        Captions.Of(SampleParts.Curves(SampleParts.Step, Capped, Of("a", 1) with { Runs = [Run(2), Run(11)] })));

    private static Curve Of(string name, double last) => new(name, [0, 1], [1, last], 0);

    private static CurveRun Run(double last) => new("run", [0, 1], [1, last]);
}
