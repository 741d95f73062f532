using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
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
        parts = [.. SharedAxes.Of(new("", "", parts)).Parts];

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

    [Fact]
    public void The_values_of_runs_count_and_a_cap_keeps_one_that_diverged_from_flattening_the_others()
    {
        CurvesPart Panel(string name, double cap, double end, params double[] run) => new(
            name, "", "", new("step"), new("loss", AxisScale.Logarithmic, Cap: cap),
            [new("c", [0, 1], [1, end], 0) { Runs = [new("seed 0", [0, 1, 5], [2, .. run]), new("seed 1", [0, 1], [1, 2])] }]);
        Report report = SharedAxes.Of(new("", "", [
            Panel("a", 10, 0.5, 3, 4), Panel("b", 1000, 5e9, 6e9, 1), Panel("c", double.NaN, 1e-3, 1, 1),
            Panel("d", 10, 2, 3, 4) with { X = new("other") }, Panel("e", 10, 20, 3, 4) with { X = new("third") },
        ]));
        CurvesPart[] panels = [.. report.Parts.Cast<CurvesPart>()];

        // 4 % of the six decades from 10⁻³ to the highest cap.
        Assert.All(panels[..3], panel => Assert.Equal((0.0, 5.0, 1000.0), (panel.X.From, panel.X.To, panel.Y.To)));
        Assert.All(panels[..3], panel => Assert.Equal(-3.24, System.Math.Log10(panel.Y.From), 1e-12));
        Assert.Equal(4, panels[3].Y.To, 0.5);
        Assert.Equal(10, panels[4].Y.To);

        // A figure alone has the same end.
        Assert.Equal(1, CurvesDrawing.Scales(Panel("e", 10, 20, 3, 4)).Y.High);
        Assert.InRange(CurvesDrawing.Scales(Panel("e", 10, 2, 3, 4)).Y.High, System.Math.Log10(4), System.Math.Log10(5));
    }
}
