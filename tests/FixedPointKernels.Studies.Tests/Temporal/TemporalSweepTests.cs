using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tasks;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Temporal.Training;
using FixedPointKernels.Studies.Tests.Support;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Temporal;

/// <summary>Training through time as a sweep: the same numbers whoever computes them, runs that go on, runs that diverge.</summary>
public sealed class TemporalSweepTests
{
    private static readonly TemporalSettings Settings = new()
    {
        Task = new MatchToSample(timeStep: 50), Units = 6, BatchSize = 5, Updates = 12, TestTrials = 20,
    };

    public static TheoryData<string> Rules => [.. TemporalRules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_run_that_was_cancelled_goes_on_in_the_same_bits(string rule)
    {
        TemporalSweep<float> sweep = new(Settings);
        TemporalRun[] runs =
        [
            new(rule, 1, 0.01, 3)
            {
                Clip = 1, Flossing = new("exact", 3, 2)
                {
                    During = 2, Every = 4, Times = 2, Weight = 0.5, Steps = 10, WarmUp = 2, Rate = 0.01,
                },
            },
        ];
        TemporalCurve whole = sweep.Run(runs, new() { Threads = 1 }).Single();
        Assert.Equal((SolveStatus.StepLimit, 12), (whole.End, whole.Steps.Count));
        KeptStates states = new();
        using CancellationTokenSource stop = new();
        int steps = 0;
        TemporalCurve broken = sweep.Run(
            runs, new() { Threads = 1, States = states, Cancellation = stop.Token, Advanced = () => Count() }).Single();
        Assert.Equal((SolveStatus.Cancelled, 5), (broken.End, broken.Steps.Count));
        TemporalCurve onward = sweep.Run(runs, new() { Threads = 2, States = states }).Single();
        Assert.Equal(whole.Steps, onward.Steps);
        Assert.Equal(whole.Test, onward.Test);
        Assert.Equal(whole.Flossing, onward.Flossing);
        Assert.Equal(6, whole.Flossing.Count);
        Assert.Equal(whole.Exponents, onward.Exponents);
        Assert.Equal(whole.StartGradients, onward.StartGradients);

        void Count()
        {
            if (++steps == 5) stop.Cancel();
        }
    }

    [Fact]
    public void Neighbours_and_threads_change_nothing()
    {
        TemporalSweep<double> sweep = new(Settings);
        TemporalRun[] runs =
        [
            .. from rule in (string[])["bptt", "eprop"] from gain in (double[])[0.5, 1] select new TemporalRun(rule, gain, 0.01, 1),
        ];
        IReadOnlyList<TemporalCurve> together = sweep.Run(runs, new() { Threads = 2 });
        foreach (TemporalRun run in runs)
        {
            TemporalCurve alone = sweep.Run([run], new() { Threads = 1 }).Single(), among = together.Single(curve => curve.Run == run);
            Assert.Equal(alone.Steps, among.Steps);
            Assert.Equal(alone.Test, among.Test);
        }
    }

    // W = g Z/√N: of one seed, norms are as gains, and the first batch is the same.
    [Fact]
    public void A_gain_keeps_everything_else()
    {
        TemporalSweep<double> sweep = new(Settings with { Updates = 1 });
        IReadOnlyList<TemporalCurve> curves = sweep.Run(
            [new("eprop", 0.5, 0.01, 1), new("eprop", 2, 0.01, 1), new("bptt", 2, 0.01, 1)], new() { Threads = 1 });
        Assert.Equal(4 * curves[0].Steps[0].WeightNorm, curves[1].Steps[0].WeightNorm, 1e-12);
        Assert.NotEqual(curves[0].Steps[0].Loss, curves[1].Steps[0].Loss);
        Assert.Equal(curves[1].Steps[0].Loss, curves[2].Steps[0].Loss);
    }

    [Fact]
    public void A_run_that_diverges_is_stopped_and_the_others_go_on()
    {
        TemporalSweep<float> sweep = new(Settings with { Activation = "relu" });
        IReadOnlyList<TemporalCurve> curves = sweep.Run(
            [new("bptt", 1, 1e4, 1), new("bptt", 1, 0.01, 1)], new() { Threads = 1 });
        Assert.True(curves[0].HasFailed && curves[0].Steps.Count < 12 && !curves[0].IsSolved);
        Assert.Equal(SolveStatus.StepLimit, curves[1].End);
    }

    [Fact]
    public void A_finished_run_is_kept_bit_for_bit()
    {
        TemporalSweep<double> sweep = new(Settings);
        TemporalRun run = new("snap1", 1, 0.01, 1);
        TemporalCurve curve = sweep.Run([run], new() { Threads = 1 }).Single();
        Checkpoint kept = new("a run");
        curve.Save(kept);
        string file = Path.GetTempFileName();
        kept.Write(file);
        Checkpoint written = Checkpoint.Read(file, "a run");
        File.Delete(file);
        TemporalCurve read = sweep.Load(written, run);
        Assert.Equal(curve.Steps, read.Steps);
        Assert.Equal((curve.Test, curve.End, curve.Elapsed), (read.Test, read.End, read.Elapsed));
        Assert.Throws<DataFileException>(() => sweep.Load(written, run with { Gain = 2 }));
    }

    [Fact]
    public void The_criterion_is_a_mean_over_ten_updates()
    {
        // 0.95 of a ceiling of 1.
        TemporalCurve curve = new(new("bptt", 1, 0.01, 0), Settings);
        for (int k = 0; k < 9; k++) curve.Add(new TemporalStep(0, 1, 0, 0));
        Assert.Equal(0, curve.UpdatesToCriterion);
        curve.Add(new TemporalStep(0, 0.4, 0, 0));
        Assert.Equal(0, curve.UpdatesToCriterion);
        for (int k = 0; k < 10; k++) curve.Add(new TemporalStep(0, 1, 0, 0));
        Assert.Equal(20, curve.UpdatesToCriterion);
    }

    // W = g Z/√N, and of two types the mean of a block of Z is about 0: (1 − α) I + α μ M then has the radius 1 − α and a little more.
    [Fact]
    public void Credit_with_a_constant_for_every_slope_is_said_to_grow_where_it_does()
    {
        TemporalSettings steep = Settings with { Network = new() { Modulation = 4 }, Units = 40 };
        double weights = CreditGrowth.Radius(steep, new("modprop-weights", 2, 0.01, 1));
        double types = CreditGrowth.Radius(steep, new("modprop", 2, 0.01, 1));
        Assert.Equal(weights, new TemporalCurve(new("modprop-weights", 2, 0.01, 1), steep).CreditRadius);
        Assert.InRange(weights, 1.5, 3);
        Assert.InRange(types, 0.8, weights);
        Assert.True(double.IsNaN(CreditGrowth.Radius(steep, new("eprop", 2, 0.01, 1))));
    }

    [Fact]
    public void Shares_have_Wilsons_interval()
    {
        ShareInterval eight = new(8, 10), all = new(10, 10), none = new(0, 10);
        Assert.Equal(0.4902, eight.Low, 1e-4);
        Assert.Equal(0.9433, eight.High, 1e-4);
        Assert.Equal(0.7225, all.Low, 1e-4);
        Assert.Equal(1, all.High, 1e-12);
        Assert.Equal(0, none.Low);
        Assert.Equal("8 of 10 (49 to 94 %)", eight.Text);
    }
}
