using System.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

/// <summary>Different curves can be told apart by what the legend says of them.</summary>
public sealed class LegendTests
{
    [Theory]
    [InlineData("short", "names")]
    [InlineData("reparameterized, rate 0.1", "reparameterized, rate 0.2")]
    [InlineData("0.1, reparameterized, far", "0.2, reparameterized, far")]
    [InlineData("a long name that differs 1 in its middle only", "a long name that differs 2 in its middle only")]
    [InlineData("a very long name", "a very long name")]
    public void Names_that_differ_are_cut_to_texts_that_differ(string one, string other)
    {
        foreach (int letters in (int[])[-3, 2, 9, 16, 60])
        {
            string[] shown = Legend.Shown([one, other], letters);
            Assert.Equal(one == other, shown[0] == shown[1]);
            if (letters >= one.Length) Assert.Equal([one, other], shown);
            if (letters == 16) Assert.All(shown, text => Assert.InRange(text.Length, 1, letters + "1: ".Length));
        }
    }

    [Fact]
    public void A_curve_that_covers_another_says_which()
    {
        Assert.Equal(
            ["a", "b", "c (the same as a)", "d", "e"],
            Names(Over("a", 1, 2), Over("b", 1, 3), Over("c", 1, 2), Over("d", double.NaN), Over("e", double.NaN)));
    }

    // The axis runs over 100 and 4 % on both sides: 0.4 % of it is 0.432. Of the third, 0.87 is that far from both before it.
    [Fact]
    public void A_curve_that_no_eye_tells_from_another_says_which()
    {
        Assert.Equal(
            ["a", "b (nearly the same as a)", "c", "d", "e (the same as a)", "f"],
            Names(
                Over("a", 0, 100), Over("b", 0.43, 100), Over("c", 0.87, 100), Over("d", 0, 100) with { X = [0, 2] }, Over("e", 0, 100),
                Over("f", 0.1, 100) with { Published = true }));
        Assert.Equal(["a", "b"], Names(Over("a", 0, double.NaN, 100), Over("b", 0, 50, 100)));
    }

    private static string[] Names(params Curve[] curves) => CurveNames.Of(SampleParts.Curves(SampleParts.Step, SampleParts.Plain, curves));

    private static Curve Over(string name, params double[] values) => new(name, [.. values.Select((_, k) => (double)k)], values, 0);
}
