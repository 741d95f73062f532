using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.Angles;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Angles;

/// <summary>An angle stands in the figure of the rule that trains, under its rate, and in the columns that say so.</summary>
public sealed class AngleReportTests
{
    private static readonly AngleCurve[] Runs =
    [
        Of(LinearRule.Reparameterized, 0.5, SolveStatus.StepLimit, 80, 81, 82), Of(LinearRule.Reparameterized, 2, SolveStatus.Singular, 70),
        Of(LinearRule.Linearized, 0.5, SolveStatus.StepLimit, 3, 2, 1), Of(LinearRule.Linearized, 2, SolveStatus.NonFinite, 5, 4),
    ];

    private static readonly Report Shown = AngleStudy.Of(
        LinearProblem.OneNeuron(7, 0, 0), Runs, new("settings", "", "", ["", "value"], []));

    [Fact]
    public void Every_series_is_of_its_angle_and_rate()
    {
        Assert.Equal(
            ["theta-12", "theta-23", "theta-23-logarithmic", "angles", "settings"], Shown.Parts.Select(part => part.Name));
        foreach (AngleCurve run in Runs)
        {
            bool first = run.Trained.Rule == LinearRule.Reparameterized;
            foreach (string name in first ? (string[])["theta-12"] : ["theta-23", "theta-23-logarithmic"])
            {
                Curve drawn = Shown.Curve(name, $"rate {LossParts.Short(run.Trained.Rate)}");
                Assert.Equal((run.Steps, run.Degrees, run.Trained.Rate == 2 ? 1 : 0), (drawn.X, drawn.Y, drawn.Color));
            }
        }

        CurvesPart[] panels = [.. SharedAxes.Of(Shown).Parts.OfType<CurvesPart>()];
        Assert.Equal((panels[0].X, panels[0].Y), (panels[1].X, panels[1].Y));

        // From 1 to 82 degrees, and 4 % beyond; the closer look has its own.
        Assert.Equal((82 + (0.04 * 81), 0.0, 2.0), (panels[0].Y.To, panels[0].X.From, panels[0].X.To));
        Assert.Equal((AxisScale.Logarithmic, true), (panels[2].Y.Scale, panels[2].Y.To < 6));
        Assert.StartsWith("Euclidean against reparameterized, while the reparameterized", panels[0].Title, System.StringComparison.Ordinal);
        Assert.StartsWith("Reparameterized against linearized, while the linearized", panels[1].Title, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_of_the_table_is_of_its_column()
    {
        Assert.Equal(["angle", "training", "rate", "first", "last", "last loss", "end"], Shown.Header("angles"));
        Assert.Equal(
            [
                ["θ₁₂", "reparameterized", "0.5", "80", "82", "820", "all updates made"],
                ["θ₁₂", "reparameterized", "2", "70", "70", "700", LossParts.Words(SolveStatus.Singular)],
                ["θ₂₃", "linearized", "0.5", "3", "1", "10", "all updates made"],
                ["θ₂₃", "linearized", "2", "5", "4", "40", LossParts.Words(SolveStatus.NonFinite)],
            ],
            Shown.Parts.OfType<TablePart>().Single(part => part.Name == "angles").Rows);
    }

    private static AngleCurve Of(LinearRule trained, double rate, SolveStatus end, params double[] degrees) => new(
        new(trained, rate), LinearRule.Euclidean, [.. degrees.Select((_, k) => (double)k)], degrees,
        [.. degrees.Select(angle => 10 * angle)], end, degrees.Length - 1);
}
