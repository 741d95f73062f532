using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using FixedPointKernels.Studies.ZhuRosenbaum.Published;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Mnist;

/// <summary>Every column of the files, every series of the figures and every number of the tables is of the quantity that its name says:
/// all values of the runs are different, so that none can stand for another.</summary>
public sealed class MnistReportTests
{
    private const int Steps = 12;

    private static readonly TablePart Settings = new("settings", "", "", ["", "value"], []);
    private static readonly IReadOnlyList<MnistCurve> Runs = [.. MakeRuns(scored: true)];

    [Fact]
    public void Every_column_of_the_files_holds_its_quantity()
    {
        Readings.Holds(
            StepRow<MnistRun, MnistStep>.NumberedColumns(MnistRuns.Identity, MnistSteps.Columns),
            [.. Runs.SelectMany(run => StepRow<MnistRun, MnistStep>.Of(run.Run, run.Steps))],
            ("rule", row => row.Run.Rule.Name), ("rate", row => row.Run.Rate), ("seed", row => row.Run.Seed), ("step", row => row.Place),
            ("train_loss", row => row.Step.TrainLoss), ("train_accuracy", row => row.Step.TrainAccuracy),
            ("test_loss", row => row.Step.TestLoss), ("test_accuracy", row => row.Step.TestAccuracy),
            ("unsolved", row => row.Step.Unsolved), ("skipped", row => row.Step.Skipped),
            ("milliseconds", row => row.Step.Milliseconds.ToString("F3", CultureInfo.InvariantCulture)));
        Readings.Holds(
            MnistRuns.Columns, Runs,
            ("rule", run => run.Run.Rule.Name), ("rate", run => run.Run.Rate), ("seed", run => run.Run.Seed),
            ("steps", run => run.Steps.Count), ("tail_test_accuracy", run => Tail(run, step => step.TestAccuracy)),
            ("tail_test_loss", run => Tail(run, step => step.TestLoss)), ("final_accuracy", run => run.Final.Accuracy),
            ("final_loss", run => run.Final.Loss), ("spectral_radius", run => run.Eigenvalues.Max(value => value.Magnitude)),
            ("unsolved", run => run.Steps.Sum(step => step.Unsolved)), ("skipped", run => run.Steps.Sum(step => step.Skipped)),
            ("end", _ => "complete"), ("seconds", run => run.Elapsed.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_series_is_of_its_quantity_rule_and_rate(bool scored)
    {
        MnistCurve[] runs = [.. MakeRuns(scored)];
        Report report = MnistReport.Of("title", "lead", runs, withPublished: false, Settings);
        foreach (IGrouping<(RuleEntry Rule, double Rate), MnistCurve> seeds in runs.GroupBy(run => (run.Run.Rule, run.Run.Rate)))
        {
            string rule = seeds.Key.Rule.Name, name = string.Create(CultureInfo.InvariantCulture, $"rate {seeds.Key.Rate}");
            Curve accuracy = report.Curve($"{rule}-accuracy", name), loss = report.Curve($"{rule}-loss", name);
            double[][] shares = [.. seeds.Select(run => run.Steps.Select(s => scored ? s.TestAccuracy : s.TrainAccuracy).ToArray())];
            double[][] losses = [.. seeds.Select(run => run.Steps.Select(s => scored ? s.TestLoss : s.TrainLoss).ToArray())];
            Readings.Near([.. Readings.Smooth(shares[0], shares[1]).Select(share => 100 * share)], accuracy.Y);
            Readings.Near(Readings.Smooth(losses[0], losses[1]), loss.Y);
            Assert.Equal(Enumerable.Range(0, Steps).Select(k => (double)k), accuracy.X);
            Readings.Runs([("seed 4", Percent(shares[0])), ("seed 5", Percent(shares[1]))], accuracy);
            Readings.Runs([("seed 4", losses[0]), ("seed 5", losses[1])], loss);
            Points points = report.Parts.OfType<ScatterPart>().Single(part => part.Name == $"{rule}-eigenvalues")
                .Sets.Single(set => set.Name == name);
            Assert.Equal(seeds.First().Eigenvalues, points.X.Zip(points.Y, (re, im) => new Complex(re, im)));
        }

        // Panels of one quantity have one axis.
        foreach (string quantity in (string[])["accuracy", "loss"])
            Assert.Single(SharedAxes.Of(report).Parts.OfType<CurvesPart>()
                .Where(part => part.Name.EndsWith(quantity, StringComparison.Ordinal)).Select(part => (part.X, part.Y)).Distinct());

        static double[] Percent(double[] shares) => [.. shares.Select(share => 100 * share)];
    }

    [Fact]
    public void The_rules_stand_together_each_at_its_best_rate()
    {
        Report report = MnistReport.Of("title", "lead", Runs, withPublished: false, Settings);
        foreach (string quantity in (string[])["accuracy", "loss"])
        {
            CurvesPart together = report.Parts.OfType<CurvesPart>().Single(part => part.Name == $"rules-{quantity}");
            Assert.Equal(2, together.Curves.Count);
            for (int k = 0; k < 2; k++)
            {
                string rule = ((string[])["euclidean", "linearized"])[k];
                var rates = Runs.Where(run => run.Run.Rule.Name == rule).GroupBy(run => run.Run.Rate)
                    .OrderBy(rate => rate.Sum(run => Tail(run, s => s.TestAccuracy))).ToArray();
                string best = string.Create(CultureInfo.InvariantCulture, $"rate {rates[^1].Key}");
                Assert.True(rates[0].Sum(run => Tail(run, s => s.TestAccuracy)) < rates[^1].Sum(run => Tail(run, s => s.TestAccuracy)));
                Curve drawn = together.Curves[k], own = report.Curve($"{rule}-{quantity}", best);
                Assert.Equal(($"{rule}, {best}", k), (drawn.Name, drawn.Color));
                Assert.Equal(own.X, drawn.X);
                Assert.Equal(own.Y, drawn.Y);
                Assert.Equal(own.Runs.Select(run => run.Y), drawn.Runs.Select(run => run.Y));
            }
        }

        Assert.DoesNotContain(
            MnistReport.Of("", "", [.. Runs.Where(run => run.Run.Rule == RuleTable.Euclidean)], withPublished: false, Settings).Parts,
            part => part.Name.StartsWith("rules-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_single_seed_has_neither_band_nor_thin_lines()
    {
        Report report = MnistReport.Of("", "", [.. Runs.Where(run => run.Run.Seed == 4)], withPublished: false, Settings);
        Assert.All(report.Parts.OfType<CurvesPart>().SelectMany(part => part.Curves), curve => Assert.Empty(curve.Runs));
    }

    [Fact]
    public void Every_number_of_the_table_is_of_its_column()
    {
        Report report = MnistReport.Of("title", "lead", Runs, withPublished: true, Settings);
        Assert.Equal(
            ["rule", "rate", "runs", "test accuracy %", "published", "test loss", "published", "whole set %", "spectral radius of W",
                "unsolved", "skipped", "s per run"], report.Header("results"));
        foreach (IGrouping<(RuleEntry Rule, double Rate), MnistCurve> seeds in Runs.GroupBy(run => (run.Run.Rule, run.Run.Rate)))
        {
            (MnistCurve a, MnistCurve b) = (seeds.First(), seeds.Last());
            PublishedRun theirs = PublishedMnist.Load().Single(run => (run.Rule, run.Rate) == seeds.Key);
            string rate = theirs.Rate.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(
                [
                    theirs.Rule.Name, rate, "2", Two(run => 100 * Tail(run, s => s.TestAccuracy), "F1"),
                    Text(100 * theirs.TestAccuracy[^10..].Average(), "F1"), Two(run => Tail(run, s => s.TestLoss), "F3"),
                    Text(theirs.TestLoss[^10..].Average(), "F3"), Two(run => 100 * run.Final.Accuracy, "F1"),
                    Two(run => run.SpectralRadius, "F2"), Text(seeds.Sum(run => run.Steps.Sum(s => s.Unsolved)), "F0"),
                    Text(seeds.Sum(run => run.Steps.Sum(s => s.Skipped)), "F0"),
                    Text(seeds.Average(run => run.Elapsed.TotalSeconds), "F1"),
                ],
                report.Row("results", theirs.Rule.Name, rate));
            string name = theirs.Rule.Name, drawn = $"published, rate {rate}";
            Curve accuracy = report.Curve($"{name}-accuracy", drawn), ours = report.Curve($"{name}-accuracy", $"rate {rate}");
            Assert.Equal((ours.Color, true, false), (accuracy.Color, accuracy.Published, ours.Published));
            Readings.Near(
                [.. Readings.Smooth(theirs.TestAccuracy, theirs.TestAccuracy).Select(share => 100 * share)], accuracy.Y);
            Readings.Near(Readings.Smooth(theirs.TestLoss, theirs.TestLoss), report.Curve($"{name}-loss", drawn).Y);

            string Two(Func<MnistCurve, double> of, string format) => Readings.MeanOfTwo(of(a), of(b), format);
        }
    }

    private static double Tail(MnistCurve run, Func<MnistStep, double> of)
    {
        double sum = 0;
        for (int k = Steps - 10; k < Steps; k++) sum += of(run.Steps[k]);
        return sum / 10;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    // Different numbers, each in the range of its quantity; counts too.
    private static IEnumerable<MnistCurve> MakeRuns(bool scored)
    {
        int count = 0;
        double Next() => ++count * 0.6180339887498949 % 1;
        foreach (RuleEntry rule in (RuleEntry[])[RuleTable.Euclidean, RuleTable.Linearized])
        {
            double[] rates = [.. PublishedMnist.Load().Where(run => run.Rule == rule).Select(run => run.Rate).Take(2)];
            foreach (ulong seed in (ulong[])[4, 5])
            {
                foreach (double rate in rates)
                {
                    MnistCurve curve = new(new(rule, rate, seed)) { Elapsed = TimeSpan.FromSeconds(100 * Next()) };
                    for (int k = 0; k < Steps; k++)
                        curve.Add(new(1 + Next(), Next(), scored ? 3 + Next() : double.NaN, scored ? Next() : double.NaN, ++count,
                            10_000 + ++count, 1000 * Next()));
                    curve.Final = new(99, 5 + Next(), Next(), 3);
                    curve.Eigenvalues = [.. Enumerable.Range(0, 3).Select(_ => new Complex(Next(), 2 + Next()))];
                    yield return curve;
                }
            }
        }
    }
}
