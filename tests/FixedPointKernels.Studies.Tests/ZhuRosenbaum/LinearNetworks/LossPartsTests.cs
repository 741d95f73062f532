using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.LinearNetworks;

/// <summary>The curves of a rule stand in its figure under their rates, and the numbers of a run in the columns that say so.</summary>
public sealed class LossPartsTests
{
    private static readonly LinearCurve[] Runs =
    [
        new(new(LinearRule.Euclidean, 0.25), [0, 1, 2, 3], [8, 2, 3, 5], SolveStatus.StepLimit, 17),
        new(new(LinearRule.Linearized, 0.25), [0, 1], [9, 10], SolveStatus.Singular, 18),
        new(new(LinearRule.Euclidean, 4), [0, 1, 2], [11, 7, 12], SolveStatus.NonFinite, 19),
    ];

    [Fact]
    public void Every_number_of_the_table_is_of_its_column()
    {
        TablePart table = LossParts.Table(Runs, "runs", "Runs");
        Assert.Equal(["rule", "rate", "first loss", "last loss", "lowest loss", "updates", "end"], table.Header);
        Assert.Equal(["euclidean", "0.25", "8", "5", "2", "17", LossParts.Words(SolveStatus.StepLimit)], table.Rows[0]);
        Assert.Equal(["linearized", "0.25", "9", "10", "9", "18", LossParts.Words(SolveStatus.Singular)], table.Rows[1]);
        Assert.Equal(["euclidean", "4", "11", "12", "7", "19", LossParts.Words(SolveStatus.NonFinite)], table.Rows[2]);
    }

    [Fact]
    public void Every_series_is_of_its_rule_and_rate()
    {
        Report report = new("", "", [.. LossParts.Figures(Runs, "losses", "")]);
        Assert.Equal(["losses-euclidean", "losses-linearized"], report.Parts.Select(part => part.Name));
        foreach (LinearCurve run in Runs)
        {
            Curve drawn = report.Curve($"losses-{run.Plan.Rule.Name()}", $"rate {LossParts.Short(run.Plan.Rate)}");
            Assert.Equal((run.Steps, run.Losses, run.Plan.Rate == 4 ? 1 : 0), (drawn.X, drawn.Y, drawn.Color));
        }
    }
}
