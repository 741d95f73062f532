using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Sequential;
using FixedPointKernels.Studies.Tests.Support;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Organics;

/// <summary>Sequential training: broken off in the middle of an epoch, or because its time was up, it goes on as if nothing had
/// happened.</summary>
public sealed class SequentialTests
{
    private static readonly SequentialSettings Settings = new() { Units = 4, Inputs = 3, Epochs = 3, BatchSize = 10 };

    [Theory]
    [InlineData("organics", CellForm.Paper)]
    [InlineData("organics", CellForm.October2024)]
    [InlineData("organics-fixed", CellForm.Head)]
    [InlineData("tanh", CellForm.Paper)]
    public void A_run_that_was_cancelled_within_an_epoch_goes_on_in_the_same_bits(string cell, CellForm form)
    {
        SequentialSweep<double> sweep = new(DrawnImages.Parts(), Settings with { Form = form });
        SequentialRun[] runs = [new(cell, 0.01, 3)];
        SequentialCurve whole = sweep.Run(runs, new() { Threads = 1 }).Single();
        Assert.Equal((SolveStatus.StepLimit, sweep.Steps), (whole.End, whole.Updates));
        KeptStates states = new();
        using CancellationTokenSource stop = new();
        int steps = 0;
        void Count()
        {
            if (++steps == (sweep.Steps / 3) + 2) stop.Cancel();
        }

        SequentialCurve broken = sweep.Run(
            runs, new() { Threads = 1, States = states, Cancellation = stop.Token, Advanced = Count }).Single();
        Assert.Equal((SolveStatus.Cancelled, 1), (broken.End, broken.Steps.Count));
        Same(whole, sweep.Run(runs, new() { Threads = 2, States = states }).Single());
    }

    // Each sitting makes two updates, whatever the machine: the clock moves with them.
    [Fact]
    public void A_run_whose_time_is_up_is_shown_and_goes_on_in_the_same_bits()
    {
        SequentialRun[] runs = [new("organics", 0.01, 1)];
        SequentialCurve whole = new SequentialSweep<double>(DrawnImages.Parts(), Settings).Run(runs, new() { Threads = 1 }).Single();
        SequentialSweep<double> sweep = new(DrawnImages.Parts(), Settings with { Most = TimeSpan.FromMinutes(2) });
        KeptStates states = new();
        for (int sitting = 1; ; sitting++)
        {
            StepClock clock = new();
            SequentialCurve curve =
                sweep.Run(runs, new() { Threads = 1, States = states, Clock = clock, Advanced = clock.Advance }).Single();
            Assert.Equal(2 * sitting * 3 / sweep.Steps, curve.Steps.Count);
            Assert.Equal(Math.Min(2 * sitting, sweep.Steps), curve.Updates);
            Assert.Equal(whole.Norms.Take(curve.Updates), curve.Norms);
            Assert.True(curve.Told.Length > 0 && curve.Hidden.Steps == 3);
            if (curve.IsFinished)
            {
                Assert.Equal(sweep.Steps, 2 * sitting);
                Same(whole, curve);
                return;
            }
        }
    }

    [Fact]
    public void A_finished_run_is_kept_bit_for_bit()
    {
        SequentialSweep<double> sweep = new(DrawnImages.Parts(), Settings with { Epochs = 2 });
        SequentialRun run = new("organics", 0.01, 1);
        SequentialCurve curve = sweep.Run([run], new() { Threads = 1 }).Single();
        Checkpoint kept = new("a run");
        curve.Save(kept);
        string file = Path.GetTempFileName();
        kept.Write(file);
        SequentialCurve read = sweep.Load(Checkpoint.Read(file, "a run"), run);
        File.Delete(file);
        Assert.Equal(curve.Steps, read.Steps);
        Assert.Equal(curve.Elapsed, read.Elapsed);
        Same(curve, read);
    }

    // At a rate of 1e6 the circuits leave the finite numbers in the second update, while the weights do not.
    [Fact]
    public void A_run_of_which_no_sample_has_a_loss_any_more_ends()
    {
        SequentialSweep<float> sweep = new(DrawnImages.Parts(), Settings);
        SequentialCurve curve = sweep.Run([new("organics", 1e6, 1)], new() { Threads = 1 }).Single();
        Assert.Equal(SolveStatus.NonFinite, curve.End);
        Assert.True(curve.Updates < sweep.Steps / 3);
        Assert.All(curve.Told, told => Assert.Equal(-1, told));
    }

    // Steps of Adam are about its rate: four of 1e38 leave float.
    [Fact]
    public void A_run_that_diverges_ends_and_says_so()
    {
        SequentialSweep<float> sweep = new(DrawnImages.Parts(), Settings);
        SequentialCurve curve = sweep.Run([new("tanh", 1e38, 1)], new() { Threads = 1 }).Single();
        Assert.Equal(SolveStatus.NonFinite, curve.End);
        Assert.True(curve.Updates < sweep.Steps);
    }

    [Fact]
    public void Rates_of_learned_time_constants_move_and_fixed_ones_stay()
    {
        SequentialSweep<double> sweep = new(DrawnImages.Parts(), Settings);
        IReadOnlyList<SequentialCurve> curves =
            sweep.Run([new("organics", 0.01, 1), new("organics-fixed", 0.01, 1), new("tanh", 0.01, 1)], new() { Threads = 1 });
        Assert.Equal((16, 16, 0), (curves[0].Rates.Length, curves[1].Rates.Length, curves[2].Rates.Length));
        Assert.NotEqual(curves[0].RatesBefore, curves[0].Rates);
        Assert.Equal(curves[1].RatesBefore, curves[1].Rates);
        Assert.All(curves[0].Rates, rate => Assert.InRange(rate, 0, 0.9));
        Assert.All(curves[2].Hidden.Column(HiddenStates.Units), largest => Assert.InRange(largest, 0, 1));
    }

    private static void Same(SequentialCurve whole, SequentialCurve again)
    {
        Assert.Equal(SolveStatus.StepLimit, again.End);
        Assert.Equal(whole.Steps.Select(Numbers), again.Steps.Select(Numbers));
        Assert.Equal((whole.Best, whole.Last, whole.BestEpoch), (again.Best, again.Last, again.BestEpoch));
        Assert.Equal(whole.Told, again.Told);
        Assert.Equal(whole.Norms, again.Norms);
        Assert.Equal(whole.Rates, again.Rates);
        Assert.Equal(whole.RatesBefore, again.RatesBefore);
        Assert.Equal(whole.Hidden.Values, again.Hidden.Values);
    }

    // Wall time is of the run.
    private static SequentialEpoch Numbers(SequentialEpoch epoch) => epoch with { Scores = epoch.Scores with { Seconds = 0 } };

    private sealed class StepClock : TimeProvider
    {
        private long minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 60 * minutes;

        internal void Advance() => minutes++;
    }
}
