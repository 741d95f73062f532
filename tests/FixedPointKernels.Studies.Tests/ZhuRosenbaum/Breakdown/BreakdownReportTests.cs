using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Breakdown;

/// <summary>Every column of the files, every series of the figures and every number of the tables is of the quantity that its name says:
/// all values of the runs are different, so that none can stand for another.</summary>
public sealed class BreakdownReportTests
{
    private const int Steps = 12;

    private static readonly IReadOnlyList<BreakdownCurve> Runs = [.. MakeRuns()];
    private static readonly Report Shown =
        BreakdownReport.Of("title", "lead", Runs, new("settings", "", "", ["", "value"], []));

    [Fact]
    public void Every_column_of_the_files_holds_its_quantity()
    {
        Readings.Holds(
            StepRow<BreakdownRun, BreakdownStep>.NumberedColumns(BreakdownRuns.Identity, BreakdownSteps.Columns),
            [.. Runs.SelectMany(run => StepRow<BreakdownRun, BreakdownStep>.Of(run.Run, run.Steps))],
            ("arm", row => row.Run.Arm.Name()), ("rate", row => row.Run.Rate), ("seed", row => row.Run.Seed), ("step", row => row.Place),
            ("train_loss", row => row.Step.TrainLoss), ("train_accuracy", row => row.Step.TrainAccuracy),
            ("test_loss", row => row.Step.TestLoss), ("test_accuracy", row => row.Step.TestAccuracy),
            ("update_norm", row => row.Step.UpdateNorm), ("largest_adjoint", row => row.Step.LargestAdjoint),
            ("unsolved", row => row.Step.Unsolved), ("adjoint_failed", row => row.Step.AdjointFailed),
            ("milliseconds", row => row.Step.Milliseconds.ToString("F3", CultureInfo.InvariantCulture)));
        Readings.Holds(
            StepRow<BreakdownRun, SingularityProbe>.Columns(BreakdownRuns.Identity, BreakdownProbes.Columns),
            [.. Runs.SelectMany(run => StepRow<BreakdownRun, SingularityProbe>.Of(run.Run, run.Probes))],
            ("arm", row => row.Run.Arm.Name()), ("rate", row => row.Run.Rate), ("seed", row => row.Run.Seed),
            ("step", row => row.Step.Step), ("samples", row => row.Step.Samples), ("without_fixed_point", row => row.Step.Lost),
            ("unstable", row => row.Step.Unstable), ("largest_abscissa", row => row.Step.LargestAbscissa),
            ("nearest_singularity", row => row.Step.NearestSingularity), ("euler_distance", row => row.Step.EulerDistance),
            ("euler_residual", row => row.Step.EulerResidual));
    }

    [Fact]
    public void Every_series_is_of_its_quantity_rate_and_arm()
    {
        foreach ((BreakdownCurve a, BreakdownCurve b) in Pairs())
        {
            string rate = $"rate-{Text(a.Run.Rate, "R").Replace('.', '-')}", arm = a.Run.Arm.Title();
            Readings.Near(
                [.. Readings.Smooth([.. a.Steps.Select(s => s.TestAccuracy)], [.. b.Steps.Select(s => s.TestAccuracy)])
                    .Select(share => 100 * share)],
                Shown.Curve($"{rate}-accuracy", arm).Y);
            Assert.Equal(Worst(run => run.Steps, s => s.UpdateNorm), Shown.Curve($"{rate}-update", arm).Y);
            Assert.Equal(Worst(run => run.Steps, s => s.LargestAdjoint), Shown.Curve($"{rate}-adjoint", arm).Y);
            Curve abscissa = Shown.Curve($"{rate}-abscissa", arm), border = Shown.Curve($"{rate}-abscissa", "border of stability");
            Assert.Equal([1.0, 1], border.Y);
            Assert.Equal([0, abscissa.X[^1]], border.X);
            Assert.True(border.Published);
            Assert.Equal(Worst(run => run.Probes, p => p.LargestAbscissa), abscissa.Y);
            Assert.Equal(a.Probes.Select(p => (double)p.Step), abscissa.X);
            Assert.Equal(
                Worst(run => run.Probes, p => -p.NearestSingularity).Select(value => -value), Shown.Curve($"{rate}-distance", arm).Y);
            Assert.Equal(Worst(run => run.Probes, p => p.EulerDistance), Shown.Curve($"{rate}-euler", arm).Y);
            Readings.Runs(
                [("seed 4", [.. a.Steps.Select(s => 100 * s.TestAccuracy)]), ("seed 5", [.. b.Steps.Select(s => 100 * s.TestAccuracy)])],
                Shown.Curve($"{rate}-accuracy", arm));
            IReadOnlyList<CurveRun> distances = Shown.Curve($"{rate}-distance", arm).Runs;
            Assert.Equal(["seed 4", "seed 5"], distances.Select(run => run.Name));
            Assert.Equal(a.Probes.Select(p => p.NearestSingularity), distances[0].Y);
            Assert.Equal(b.Probes.Select(p => (double)p.Step), distances[1].X);
            Assert.Equal(b.Steps.Select(s => s.UpdateNorm), Shown.Curve($"{rate}-update", arm).Runs[1].Y);

            double[] Worst<TRow>(Func<BreakdownCurve, IReadOnlyList<TRow>> rows, Func<TRow, double> of) =>
                [.. rows(a).Zip(rows(b), (one, other) => Math.Max(of(one), of(other)))];
        }

        // Panels of one quantity have one axis, over all the rates.
        foreach (string quantity in (string[])["accuracy", "update", "adjoint", "abscissa", "distance", "euler"])
            Assert.Single(SharedAxes.Of(Shown).Parts.OfType<CurvesPart>()
                .Where(part => part.Name.EndsWith(quantity, StringComparison.Ordinal)).Select(part => (part.X, part.Y)).Distinct());
    }

    [Fact]
    public void Every_number_of_the_tables_is_of_its_column()
    {
        Assert.Equal(
            ["arm", "rate", "runs", "test accuracy %", "whole set %, exact", "whole set %, Euler", "test images without fixed point",
                "spectral radius of W", "s per run"], Shown.Header("results"));
        Assert.Equal(
            ["arm", "rate", "runs", "largest update", "largest adjoint", "unsolved", "failed adjoints", "probed", "without fixed point",
                "unstable", "largest abscissa", "nearest singularity", "largest Euler distance"], Shown.Header("singularities"));
        foreach ((BreakdownCurve a, BreakdownCurve b) in Pairs())
        {
            string[] which = [a.Run.Arm.Name(), Text(a.Run.Rate, "R")];
            Assert.Equal(
                [
                    .. which, "2", Two(run => 100 * run.Steps.Skip(Steps - 10).Average(s => s.TestAccuracy), "F1"),
                    Two(run => 100 * run.Exact.Accuracy, "F1"), Two(run => 100 * run.Euler.Accuracy, "F1"),
                    Two(run => run.Exact.Unsolved, "F0"), Two(run => run.SpectralRadius, "G3"),
                    Text((a.Elapsed + b.Elapsed).TotalSeconds / 2, "F1"),
                ],
                Shown.Row("results", which));
            Assert.Equal(
                [
                    .. which, "2", Text(Of(s => s.UpdateNorm).Max(), "G3"), Text(Of(s => s.LargestAdjoint).Max(), "G3"),
                    Text(Of(s => s.Unsolved).Sum(), "F0"), Text(Of(s => s.AdjointFailed).Sum(), "F0"),
                    Text(Probe(p => p.Samples).Sum(), "F0"), Text(Probe(p => p.Lost).Sum(), "F0"), Text(Probe(p => p.Unstable).Sum(), "F0"),
                    Text(Probe(p => p.LargestAbscissa).Max(), "G4"), Text(Probe(p => p.NearestSingularity).Min(), "G3"),
                    Text(Probe(p => p.EulerDistance).Max(), "G3"),
                ],
                Shown.Row("singularities", which));

            string Two(Func<BreakdownCurve, double> of, string format) => Readings.MeanOfTwo(of(a), of(b), format);
            IEnumerable<double> Of(Func<BreakdownStep, double> of) => a.Steps.Concat(b.Steps).Select(of);
            IEnumerable<double> Probe(Func<SingularityProbe, double> of) => a.Probes.Concat(b.Probes).Select(of);
        }
    }

    private static IEnumerable<(BreakdownCurve First, BreakdownCurve Second)> Pairs() =>
        Runs.GroupBy(run => (run.Run.Arm, run.Run.Rate)).Select(seeds => (seeds.First(), seeds.Last()));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static IEnumerable<BreakdownCurve> MakeRuns()
    {
        int count = 0;
        double Next() => ++count * 0.6180339887498949 % 1;
        foreach (ulong seed in (ulong[])[4, 5])
        {
            foreach (double rate in (double[])[0.01, 0.2])
            {
                foreach (BreakdownArm arm in (BreakdownArm[])[BreakdownArm.Euler, BreakdownArm.ExactSkip])
                {
                    BreakdownCurve curve = new(new(arm, rate, seed))
                    {
                        Elapsed = TimeSpan.FromSeconds(100 * Next()), SpectralRadius = 7 + Next(), Exact = new(99, Next(), Next(), ++count),
                        Euler = new(99, Next(), Next(), 1),
                    };
                    for (int k = 0; k < Steps; k++)
                        curve.Add(new BreakdownStep(1 + Next(), Next(), 2 + Next(), Next(), 3 + Next(), 4 + Next(), ++count,
                            10_000 + ++count, 1000 * Next()));
                    for (int k = 0; k < 4; k++)
                        curve.Add(new SingularityProbe(4 * k, 20_000 + ++count, 30_000 + ++count, 40_000 + ++count, Next(), 5 + Next(),
                            6 + Next(), 8 + Next()));
                    yield return curve;
                }
            }
        }
    }
}
