using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Mnist;

/// <summary>The MNIST sweep on the embedded digits at a small size.</summary>
public sealed class MnistSweepTests
{
    private static readonly Split Digits = Split.Stratified(Learning.Data.Digits.Load(), 0.2, 0);
    private static readonly MnistSettings Small = new() { Neurons = 20, BatchSize = 200, Epochs = 2 };

    [Fact]
    public void Runs_do_not_depend_on_the_threads_or_on_their_neighbors()
    {
        MnistRun[] runs = [new(RuleTable.Linearized, 0.1, 0), new(RuleTable.Euclidean, 0.05, 0), new(RuleTable.Variant, 0.05, 3)];
        IReadOnlyList<MnistCurve> together = new MnistSweep<double>(Digits, Small).Run(runs, new Sweep { Threads = 3 });
        Assert.Equal(runs, together.Select(curve => curve.Run));
        for (int i = 0; i < runs.Length; i++)
        {
            MnistCurve alone = new MnistSweep<double>(Digits, Small).Run([runs[i]], new Sweep { Threads = 1 })[0];
            Assert.Equal(alone.Steps.Select(Numbers), together[i].Steps.Select(Numbers));
            Assert.Equal(alone.Final, together[i].Final);
            Assert.Equal(alone.Eigenvalues, together[i].Eigenvalues);
        }
    }

    // Three runs on two threads: the last one has both.
    [Fact]
    public void A_run_that_is_left_over_takes_the_free_threads_and_gives_the_same_bits()
    {
        MnistSettings euler = Small with { Epochs = 1, Solver = SolverOptions.PublishedEuler with { StepLimit = 20 } };
        MnistRun[] runs = [new(RuleTable.Linearized, 0.1, 0), new(RuleTable.Variant, 0.05, 0), new(RuleTable.FiniteStep, 0.1, 0)];
        IReadOnlyList<MnistCurve> two = new MnistSweep<float>(Digits, euler).Run(runs, new Sweep { Threads = 2 });
        IReadOnlyList<MnistCurve> one = new MnistSweep<float>(Digits, euler).Run(runs, new Sweep { Threads = 1 });
        for (int i = 0; i < runs.Length; i++)
        {
            Assert.Equal(one[i].Steps.Select(Numbers), two[i].Steps.Select(Numbers));
            Assert.Equal(one[i].Eigenvalues, two[i].Eigenvalues);
        }
    }

    [Fact]
    public void A_sound_run_learns_and_a_seed_changes_everything()
    {
        IReadOnlyList<MnistCurve> curves = new MnistSweep<float>(Digits, Small with { Neurons = 50, Epochs = 8 }).Run(
            [new(RuleTable.Linearized, 0.2, 0), new(RuleTable.Linearized, 0.2, 1)], new Sweep { Threads = 2 });
        Assert.All(curves, curve =>
        {
            Assert.Equal(SolveStatus.StepLimit, curve.End);
            Assert.Equal(8 * 8, curve.Steps.Count);

            // Ten classes: chance is a tenth.
            Assert.True(curve.TailAccuracy > curve.Steps[0].TestAccuracy + 0.2, $"{curve.TailAccuracy}");
            Assert.InRange(curve.Final.Accuracy - curve.TailAccuracy, -0.1, 0.1);
        });
        Assert.NotEqual(curves[0].Steps[0].TrainLoss, curves[1].Steps[0].TrainLoss);
    }

    [Fact]
    public void Both_updates_see_the_same_first_step_and_differ_after_it()
    {
        MnistSettings euler = Small with { Solver = SolverOptions.PublishedEuler };
        MnistRun run = new(RuleTable.Linearized, 0.2, 0);
        MnistStep[] sound = [.. new MnistSweep<double>(Digits, euler).Run([run], new Sweep { Threads = 1 })[0].Steps];
        MnistStep[] leak =
        [
            .. new MnistSweep<double>(Digits, euler with { PublishedUpdate = true }).Run([run], new Sweep { Threads = 1 })[0].Steps,
        ];
        Assert.Equal((sound[0].TrainLoss, sound[0].TrainAccuracy), (leak[0].TrainLoss, leak[0].TrainAccuracy));
        Assert.Equal((sound[0].TestLoss, sound[0].TestAccuracy), (leak[0].TestLoss, leak[0].TestAccuracy));
        Assert.NotEqual(sound[1].TrainLoss, leak[1].TrainLoss);
    }

    [Theory]
    [InlineData("euclidean", 0.02)]
    [InlineData("variant", 0.05)]
    public void Without_scores_of_the_training_batches_the_published_update_has_the_same_bits(string named, double rate)
    {
        RuleEntry rule = Named.Rule(named);
        MnistSettings published = Small with { Solver = SolverOptions.PublishedEuler, PublishedUpdate = true };
        MnistRun run = new(rule, rate, 0);
        MnistCurve all = new MnistSweep<float>(Digits, published).Run([run], new Sweep { Threads = 1 })[0];
        MnistCurve less = new MnistSweep<float>(Digits, published with { FewerScores = true }).Run([run], new Sweep { Threads = 1 })[0];
        Assert.Equal(all.Steps.Select(Tested), less.Steps.Select(Tested));
        Assert.Equal((all.Final, all.SpectralRadius, all.End), (less.Final, less.SpectralRadius, less.End));
        Assert.All(less.Steps, step => Assert.Equal((double.NaN, double.NaN), (step.TrainLoss, step.TrainAccuracy)));
        Assert.Throws<ArgumentException>(() => new MnistSweep<float>(Digits, Small with { FewerScores = true }));

        static (double Loss, double Accuracy, int Unsolved, int Skipped) Tested(MnistStep step) =>
            (step.TestLoss, step.TestAccuracy, step.Unsolved, step.Skipped);
    }

    [Theory]
    [InlineData("euclidean", 0.02)]
    [InlineData("through-time", 0.02)]
    public void Without_scores_of_early_test_batches_a_sound_update_has_the_same_bits(string named, double rate)
    {
        RuleEntry rule = Named.Rule(named);
        MnistSettings euler = Small with { Solver = SolverOptions.PublishedEuler with { StepLimit = 20 } };
        MnistRun run = new(rule, rate, 0);
        MnistCurve all = new MnistSweep<float>(Digits, euler).Run([run], new Sweep { Threads = 1 })[0];
        MnistCurve less = new MnistSweep<float>(Digits, euler with { FewerScores = true }).Run([run], new Sweep { Threads = 1 })[0];
        int last = all.Steps.Count - 10;
        Assert.InRange(last, 1, 100);
        Assert.Equal(all.Steps.Skip(last).Select(Numbers), less.Steps.Skip(last).Select(Numbers));
        Assert.Equal(
            all.Steps.Take(last).Select(step => Numbers(step) with { TestLoss = double.NaN, TestAccuracy = double.NaN }),
            less.Steps.Take(last).Select(Numbers));
        Assert.Equal(
            (all.Final, all.SpectralRadius, all.TailAccuracy, all.TailLoss),
            (less.Final, less.SpectralRadius, less.TailAccuracy, less.TailLoss));
    }

    [Fact]
    public void A_cancelled_run_keeps_its_steps_and_one_not_begun_is_left_out()
    {
        using CancellationTokenSource source = new();
        int steps = 0;
        Sweep sweep = new()
        {
            Threads = 1,
            Cancellation = source.Token,
            Advanced = () =>
            {
                if (++steps == 3) source.Cancel();
            },
        };
        IReadOnlyList<MnistCurve> curves = new MnistSweep<double>(Digits, Small).Run(
            [new(RuleTable.Linearized, 0.1, 0), new(RuleTable.Linearized, 0.1, 1)], sweep);
        Assert.Equal((SolveStatus.Cancelled, 3), (Assert.Single(curves).End, curves[0].Steps.Count));
        Assert.Equal(new Score(0, double.NaN, double.NaN, 0), curves[0].Final);
    }

    // A thousand million Euler steps take days.
    [Fact]
    public void A_step_that_takes_long_is_broken_off()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));
        MnistSettings endless = Small with { Solver = SolverOptions.PublishedEuler with { StepLimit = 1_000_000_000 } };
        Assert.Empty(
            new MnistSweep<float>(Digits, endless).Run(
                [new(RuleTable.Linearized, 0.1, 0)], new Sweep { Threads = 1, Cancellation = soon.Token }));
    }

    [Fact]
    public void A_finished_run_is_told_of_once_and_not_computed_again()
    {
        MnistRun[] runs =
        [
            new(RuleTable.Linearized, 0.1, 0), new(RuleTable.Linearized, 0.1, 1), new(RuleTable.Euclidean, 0.1, 0),
            new(RuleTable.Variant, 0.1, 0),
        ];
        List<MnistCurve> ended = [];
        IReadOnlyList<MnistCurve> all = new MnistSweep<double>(Digits, Small).Run(runs, new Sweep { Threads = 2 }, ended: ended.Add);
        Assert.Equal(all.OrderBy(curve => curve.Run.Name), ended.OrderBy(curve => curve.Run.Name));
        Assert.Equal(runs, all.Select(curve => curve.Run));

        int steps = 0;
        MnistCurve[] finished = [all[3], all[1]];
        ended.Clear();
        Sweep one = new() { Threads = 1, Advanced = () => steps++ };
        IReadOnlyList<MnistCurve> rest = new MnistSweep<double>(Digits, Small).Run(runs, one, finished, ended.Add);
        Assert.Equal(runs, rest.Select(curve => curve.Run));
        Assert.Equal([runs[0], runs[2]], ended.Select(curve => curve.Run));
        Assert.Equal(2 * new MnistSweep<double>(Digits, Small).Steps, steps);
        Assert.Same(all[1], rest[1]);
        Assert.Same(all[3], rest[3]);
        Assert.Equal(all[2].Steps.Select(Numbers), rest[2].Steps.Select(Numbers));
        Assert.Throws<ArgumentException>(() => new MnistSweep<double>(Digits, Small).Run([runs[0]], one, finished));
    }

    // A disk that is full at the first run's end: the others are not computed for hours only to be lost.
    [Fact]
    public void Where_a_finished_run_cannot_be_kept_the_sweep_ends()
    {
        MnistRun[] runs = [.. Enumerable.Range(0, 20).Select(k => new MnistRun(RuleTable.Linearized, 0.1, (ulong)k))];
        int told = 0, steps = 0;
        Sweep two = new() { Threads = 2, Advanced = () => Interlocked.Increment(ref steps) };
        Assert.Throws<TimeZoneNotFoundException>(() => new MnistSweep<double>(Digits, Small).Run(runs, two, ended: _ =>
        {
            told++;
            throw new TimeZoneNotFoundException();
        }));
        Assert.Equal(1, told);

        // The one that failed, and those that ran or were taken beside it.
        Assert.InRange(steps, 1, 4 * new MnistSweep<double>(Digits, Small).Steps);
    }

    [Fact]
    public void Whatever_decides_the_numbers_is_in_the_identity()
    {
        MnistRun[] runs = [new(RuleTable.Linearized, 0.1, 0), new(RuleTable.ThroughTime, 0.1, 0)];
        string basis = Identity<float>(Digits, Small);
        Assert.Equal(basis, Identity<float>(Digits, Small with { }));
        string[] others =
        [
            Identity<double>(Digits, Small), Identity<float>(Digits, Small with { Neurons = 21 }), Identity<float>(
                Digits, Small with { BatchSize = 201 }),
            Identity<float>(Digits, Small with { Epochs = 3 }), Identity<float>(Digits, Small with { InitialGain = 0.6 }), Identity<float>(
                Digits, Small with { PublishedUpdate = true }),
            Identity<float>(Digits, Small with { Solver = SolverOptions.PublishedEuler }), Identity<float>(
                Digits, Small with { Solver = SolverOptions.PublishedEuler, FewerScores = true }),
            Identity<float>(Split.Stratified(Learning.Data.Digits.Load(), 0.2, 1), Small),
            string.Join('\n', new MnistSweep<float>(Digits, Small).Identity([.. runs.Reverse()])),
        ];
        Assert.Equal(others.Length + 1, others.Append(basis).Distinct().Count());

        string Identity<T>(Split data, MnistSettings settings)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
                string.Join('\n', new MnistSweep<T>(data, settings).Identity(runs));
    }

    [Fact]
    public void Mean_and_deviation_of_seeds()
    {
        // 1, 2, 4, 5: mean 3, squares 4 + 1 + 1 + 4 over n − 1 = 3.
        MeanAndSpread four = MeanAndSpread.Of([1, 2, 4, 5]);
        Assert.Equal(3, four.Mean);
        Assert.Equal(Math.Sqrt(10 / 3.0), four.Deviation, 14);
        Assert.Equal("300.0 ± 182.6", four.Text(100, "F1"));
        Assert.Equal("2.5", MeanAndSpread.Of([2.5]).Text(1, "F1"));
    }

    private static MnistStep Numbers(MnistStep step) => step with { Milliseconds = 0 };
}
