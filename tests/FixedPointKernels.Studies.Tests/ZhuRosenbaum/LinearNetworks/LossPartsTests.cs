using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.Linear;
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
        Assert.Equal(["losses-rules", "losses-euclidean", "losses-linearized"], report.Parts.Select(part => part.Name));
        foreach (LinearCurve run in Runs)
        {
            Curve drawn = report.Curve($"losses-{run.Plan.Rule.Name()}", $"rate {LossParts.Short(run.Plan.Rate)}");
            Assert.Equal((run.Steps, run.Losses, run.Plan.Rate == 4 ? 1 : 0), (drawn.X, drawn.Y, drawn.Color));
        }
    }

    [Fact]
    public void The_rules_stand_together_each_at_the_rate_of_its_lowest_last_loss()
    {
        // The third Euclidean run ends lowest, but did not come to its end.
        LinearCurve[] runs =
        [
            .. Runs, new(new(LinearRule.Euclidean, 0.5), [0, 1], [8, 4], SolveStatus.StepLimit, 1),
            new(new(LinearRule.Euclidean, 0.75), [0, 1], [8, 1], SolveStatus.Singular, 1),
        ];
        CurvesPart together = Assert.IsType<CurvesPart>(LossParts.Figures(runs, "losses-0", " from w = 0").First());
        Assert.Equal(("losses-0-rules", "Loss, the rules together from w = 0"), (together.Name, together.Title));
        Assert.Equal(
            [("euclidean, rate 0.5", runs[3].Steps, runs[3].Losses, 0), ("linearized, rate 0.25", runs[1].Steps, runs[1].Losses, 1)],
            together.Curves.Select(curve => (curve.Name, curve.X, curve.Y, curve.Color)));
        Assert.Equal(["losses-euclidean"], LossParts.Figures([runs[0]], "losses", "").Select(part => part.Name));
    }

    [Fact]
    public void Rates_that_differ_in_their_last_digits_have_names_that_differ()
    {
        LinearCurve[] runs = [.. ((double[])[0.100012, 0.100013]).Select(rate => Runs[0] with { Plan = new(LinearRule.Euclidean, rate) })];
        Assert.Equal(["rate 0.100012", "rate 0.100013"], LossParts.Figures(runs, "a", "").Single().Curves.Select(curve => curve.Name));
        Assert.Equal(["0.100012", "0.100013"], LossParts.Table(runs, "a", "").Rows.Select(row => row[1]));
    }

    [Fact]
    public void A_run_that_diverged_leaves_the_figure_at_a_thousand_times_the_loss_at_the_start()
    {
        LinearCurve[] runs = [.. Runs, new(new(LinearRule.Linearized, 7), [0, 1, 2], [8, 1e30, 1e60], SolveStatus.NonFinite, 2)];
        CurvesPart[] shown = [.. SharedAxes.Of(new("", "", [.. LossParts.Figures(runs, "losses", "")])).Parts.Cast<CurvesPart>()];

        // 11 at most at the start: 1e4 · 1.1 rounded up. 2 is the least of all, and of the 3.7 decades 4 % are left below.
        Assert.All(shown, part => Assert.Equal((100_000, 0.0, 3.0), (part.Y.To, part.X.From, part.X.To)));
        Assert.All(shown, part => Assert.Equal(2 * Math.Pow(2e-5, 0.04), part.Y.From, 1e-9));
        Assert.Equal(
            [false, false, true],
            shown.Select(part => Captions.Of(part).Contains("ends at 1E+05; one curve", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_number_of_the_agreement_is_of_its_column()
    {
        // Ours are the published times 1 + 10⁻², 10⁻³ … at the steps of each column, and of another size at the last.
        double[] theirs = new double[2 * 1011];
        theirs.AsSpan().Fill(double.NaN);
        foreach (int row in (int[])[0, 1])
            foreach (int step in (int[])[10, 60, 1000, 1010]) theirs[(row * 1011) + step] = 100 * (row + 1) + step;
        PublishedLosses published = new([0.5, 2], new Dictionary<LinearRule, double[]> { [LinearRule.Linearized] = theirs });
        int[] steps = [10, 60, 1000, 1010];
        LinearCurve Ours(LinearRule rule, double rate, double first) => new(
            new(rule, rate), [0, 10, 60, 1000, 1010],
            [
                9, .. steps.Select((step, k) =>
                    (100 * (rate == 2 ? 2 : 1) + step) * (1 + (first * ((double[])[1, 8, 3, 5])[k]))),
            ], SolveStatus.StepLimit, 1010);
        LinearCurve[] runs =
            [Ours(LinearRule.Linearized, 2, 0.01), Ours(LinearRule.Linearized, 0.5, 0.001), Ours(LinearRule.Euclidean, 2, 1)];
        TablePart table = LinearStudy.Agreement(runs, published);
        Assert.Equal(["rule", "rate", "updates 0 to 50", "at 1000", "all updates", "published last", "ours there"], table.Header);
        Assert.Equal(["linearized", "2", "0.01", "0.03", "0.08", "1210", "1270"], table.Rows[0]);
        Assert.Equal(["linearized", "0.5", "0.001", "0.003", "0.008", "1110", "1116"], table.Rows[1]);
        Assert.Equal(["euclidean", "2", "-", "-", "-", "-", "-"], table.Rows[2]);

        CurvesPart figure = LossParts.Figures(runs, "losses", "", published).Single(part => part.Name == "losses-linearized");
        Assert.Equal(
            ["rate 2", "rate 2, published", "rate 0.5", "rate 0.5, published"], figure.Curves.Select(curve => curve.Name));
        Assert.Equal([0, 0, 1, 1], figure.Curves.Select(curve => curve.Color));
        Assert.Equal([false, true, false, true], figure.Curves.Select(curve => curve.Published));
        Assert.All((Curve[])[figure.Curves[1], figure.Curves[3]], curve => Assert.Equal([10.0, 60, 1000, 1010], curve.X));
        Assert.Equal([210.0, 260, 1200, 1210], figure.Curves[1].Y);
        Assert.Equal([110.0, 160, 1100, 1110], figure.Curves[3].Y);
    }
}
