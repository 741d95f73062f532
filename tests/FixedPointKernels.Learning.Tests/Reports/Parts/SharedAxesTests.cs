using System.Collections.Generic;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Parts;

/// <summary>Panels of a group get axes that hold all their curves, and other figures keep theirs.</summary>
public sealed class SharedAxesTests
{
    [Fact]
    public void Panels_of_a_group_reach_over_all_their_curves()
    {
        CurvesPart One(string name, Axis y, params double[] values) =>
            new(name, "", "", new("step"), y, [new("c", [1, values.Length], [values[0], values[^1]], 0)]);
        Axis linear = new("share"), logarithmic = new("loss", AxisScale.Logarithmic), capped = new("capped", To: 3);
        List<ReportPart> parts =
        [
            One("a", linear, 0, 50), One("b", linear, 40, 0, 100), One("c", logarithmic, 1e-4, double.NaN), One("d", logarithmic, 1e6, -1),
            One("e", capped, 1, 9), One("f", new("constant"), 2, 2), One("g", new("nothing"), double.NaN), SampleParts.Table(),
        ];
        SharedAxes.Give(parts, part => part.Y.Label);

        // 4 % of the range beyond it, of the logarithm's where that is the axis.
        Assert.Equal((new Axis("step", From: 1, To: 3), linear with { From = -4, To = 104 }), Axes(0));
        Assert.Equal(Axes(0), Axes(1));
        Assert.Equal(Axes(2), Axes(3));
        Assert.Equal((-4.4, 6.4), (System.Math.Log10(Axes(2).Y.From), System.Math.Log10(Axes(2).Y.To)), (one, other) =>
            System.Math.Abs(one.Item1 - other.Item1) + System.Math.Abs(one.Item2 - other.Item2) < 1e-12);
        Assert.Equal((1 - 0.32, 3.0), (Axes(4).Y.From, Axes(4).Y.To));
        Assert.Equal(new Axis("constant"), Axes(5).Y);
        Assert.Equal(new Axis("nothing"), Axes(6).Y);
        ReportCheck.Check(new Report("", "", parts));

        (Axis X, Axis Y) Axes(int k) => (((CurvesPart)parts[k]).X, ((CurvesPart)parts[k]).Y);
    }
}
