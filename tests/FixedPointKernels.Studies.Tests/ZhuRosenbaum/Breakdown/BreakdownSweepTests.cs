using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Breakdown;

/// <summary>The arms on the embedded digits at a small size.</summary>
public sealed class BreakdownSweepTests
{
    private static readonly Split Digits = Split.Stratified(Learning.Data.Digits.Load(), 0.2, 0);
    private static readonly BreakdownSettings Small = new() { Neurons = 20, BatchSize = 200, Epochs = 1, ProbeEvery = 3, ProbeSamples = 4 };

    private static readonly BreakdownRun[] Arms = [.. Enum.GetValues<BreakdownArm>().Select(arm => new BreakdownRun(arm, 0.05, 2))];

    [Fact]
    public void Runs_do_not_depend_on_the_threads_or_on_their_neighbors()
    {
        IReadOnlyList<BreakdownCurve> together = Run(3, Arms);
        Assert.Equal(Arms, together.Select(curve => curve.Run));
        for (int i = 0; i < Arms.Length; i++)
        {
            BreakdownCurve alone = Run(1, Arms[i])[0];
            Assert.Equal(alone.Steps.Select(Numbers), together[i].Steps.Select(Numbers));
            Assert.Equal(alone.Probes, together[i].Probes);
            Assert.Equal(
                (alone.Exact, alone.Euler, alone.SpectralRadius), (together[i].Exact, together[i].Euler, together[i].SpectralRadius));
        }
    }

    [Fact]
    public void Arms_start_alike_and_the_exact_ones_stay_together_until_a_sample_fails()
    {
        IReadOnlyList<BreakdownCurve> curves = Run(1, Arms);
        (BreakdownCurve skip, BreakdownCurve keep, BreakdownCurve euler) = (curves[0], curves[1], curves[3]);
        Assert.All(skip.Steps, step => Assert.Equal(0, step.Unsolved + step.AdjointFailed));
        Assert.Equal(skip.Steps.Select(Numbers), keep.Steps.Select(Numbers));

        // Same W, other states: 500 steps of 0.01 leave e⁻⁵ = 0.7 % of the way, times what the recurrence adds.
        Assert.Equal(skip.Probes[0], euler.Probes[0]);
        Assert.NotEqual(skip.Steps[0].TrainLoss, euler.Steps[0].TrainLoss);
        Assert.Equal(skip.Steps[0].TrainLoss, euler.Steps[0].TrainLoss, 0.05);
    }

    [Fact]
    public void Start_batches_and_scores_are_those_of_the_sweep()
    {
        BreakdownCurve ours = Run(1, Arms[0])[0];
        MnistSettings settings = new() { Neurons = Small.Neurons, BatchSize = Small.BatchSize, Epochs = Small.Epochs };
        MnistCurve theirs = new MnistSweep<double>(Digits, settings).Run([new(RuleTable.Euclidean, 0.05, 2)], new Sweep { Threads = 1 })[0];
        Assert.Equal(
            (theirs.Steps[0].TrainLoss, theirs.Steps[0].TrainAccuracy, theirs.Steps[0].TestLoss, theirs.Steps[0].TestAccuracy),
            (ours.Steps[0].TrainLoss, ours.Steps[0].TrainAccuracy, ours.Steps[0].TestLoss, ours.Steps[0].TestAccuracy));

        // Adjoints by LU and by the shared inverse agree to 1e-10 relative, eight steps of them still to 1e-8.
        Assert.Equal(theirs.Steps[^1].TrainLoss, ours.Steps[^1].TrainLoss, 1e-8);
        Assert.Equal(theirs.Final.Accuracy, ours.Exact.Accuracy);
        Assert.Equal(theirs.SpectralRadius, ours.SpectralRadius, 1e-8);
    }

    [Fact]
    public void Probes_come_at_their_steps_and_after_the_last()
    {
        BreakdownCurve curve = Run(1, Arms[1])[0];
        Assert.Equal(8, curve.Steps.Count);
        Assert.Equal([0, 3, 6, 8], curve.Probes.Select(probe => probe.Step));
        Assert.All(
            curve.Steps, step => Assert.InRange(step.UpdateNorm, double.Epsilon, 0.05 * step.LargestAdjoint * Math.Sqrt(Small.Neurons)));
    }

    [Fact]
    public void The_exact_arms_part_at_the_first_sample_that_fails()
    {
        // W starts at a spectral radius of 2, where fixed points are many and near to vanishing: within these steps some are not found.
        BreakdownRun[] runs = [new(BreakdownArm.ExactSkip, 0.3, 2), new(BreakdownArm.ExactKeep, 0.3, 2)];
        BreakdownSettings hard = new() { Neurons = 40, BatchSize = 100, Epochs = 1, ProbeEvery = 20, ProbeSamples = 1, InitialGain = 2 };
        IReadOnlyList<BreakdownCurve> curves = new BreakdownSweep<float>(Digits, hard).Run(runs, new Sweep { Threads = 2 });
        BreakdownStep[] skip = [.. curves[0].Steps.Select(Numbers)], keep = [.. curves[1].Steps.Select(Numbers)];
        int first = Array.FindIndex(skip, step => step.Unsolved + step.AdjointFailed > 0);
        Assert.True(first >= 0, "no sample failed");
        Assert.Equal(skip[..first], keep[..first]);
        Assert.Equal(
            (skip[first].TestLoss, skip[first].Unsolved, skip[first].AdjointFailed),
            (keep[first].TestLoss, keep[first].Unsolved, keep[first].AdjointFailed));
        Assert.NotEqual(skip[first].UpdateNorm, keep[first].UpdateNorm);
        Assert.True(keep[first].LargestAdjoint >= skip[first].LargestAdjoint, "what is left out is not what is largest of what is kept");
    }

    [Fact]
    public void A_cancelled_run_keeps_its_steps_without_final_scores_and_one_not_begun_is_left_out()
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
        BreakdownCurve curve = Assert.Single(new BreakdownSweep<double>(Digits, Small).Run(Arms, sweep));
        Assert.Equal((SolveStatus.Cancelled, 3, 0), (curve.End, curve.Steps.Count, curve.Exact.Samples));
        Assert.True(double.IsNaN(curve.Exact.Accuracy));
    }

    [Fact]
    public void Too_few_test_images_are_refused()
    {
        Assert.Contains(
            "361", Assert.Throws<ArgumentException>(() => new BreakdownSweep<float>(Digits, Small with { ProbeSamples = 361 })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BreakdownSweep<float>(Digits, Small with { ProbeEvery = 0 }));
    }

    private static IReadOnlyList<BreakdownCurve> Run(int threads, params BreakdownRun[] runs) =>
        new BreakdownSweep<double>(Digits, Small).Run(runs, new Sweep { Threads = threads });

    private static BreakdownStep Numbers(BreakdownStep step) => step with { Milliseconds = 0 };
}
