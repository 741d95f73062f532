using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Runs;

/// <summary>When a run ends before its last epoch, and which parameters it is left with.</summary>
public sealed class StoppingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Patience_ends_it_after_so_many_epochs_that_are_no_better_than_the_best(int patience)
    {
        // At a rate of 0 every epoch scores as the first, which stays the best.
        using TrainingRun<double> run = New(new() { Rate = 0, Epochs = 9 }, new() { Patience = patience });
        run.Complete();
        Assert.Equal((1 + patience, true, true), (run.EpochsDone, run.LostPatience, run.IsOver));
    }

    [Fact]
    public void A_run_that_gets_better_trains_all_its_epochs()
    {
        using TrainingRun<double> run = New(new() { Rate = 0.01, Epochs = 5 }, new() { Patience = 1 });
        run.Complete();
        Assert.Equal((5, false), (run.EpochsDone, run.LostPatience));
    }

    [Fact]
    public void Where_nothing_is_solved_it_ends_at_once()
    {
        using TrainingRun<double> run = New(
            new() { Epochs = 9, Solver = new SolverOptions { Method = SolverMethod.Iterate, StepLimit = 1 } }, new() { Patience = 5 });
        run.Complete();
        Assert.Equal(run.HeldOut.Count, run.LastScore.Unsolved);
        Assert.Equal((1, true), (run.EpochsDone, run.LostPatience));
        Assert.Null(run.History.Best);
    }

    [Fact]
    public void The_best_parameters_are_those_that_scored_so()
    {
        // A rate at which the loss jumps about: the best epoch is neither the first nor the last.
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        TrainingSettings settings = new() { Rate = 2.5, Epochs = 12, BatchSize = 5 };
        using TrainingRun<double> run = new(model, settings, SmallTask.Data, SmallTask.Data, new() { KeepBest = true });
        run.Complete();
        RunRow best = run.RestoreBest()!.Value;
        Assert.Equal(
            run.History.Scored.Min(row => (row.HeldOut!.Value.Unsolved, row.HeldOut.Value.Loss)),
            (best.HeldOut!.Value.Unsolved, best.HeldOut.Value.Loss));
        Assert.InRange(best.Epoch, 2, 11);
        using Trainer<double> trainer = new(model, settings);
        Assert.Equal(best.HeldOut.Value, trainer.Evaluate(SmallTask.Data));
    }

    [Fact]
    public void Options_out_of_range_and_what_is_not_kept_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => New(new(), new() { Patience = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => New(new(), new() { LookEvery = 0 }));
        using TrainingRun<double> run = New(new(), new());
        Assert.Throws<InvalidOperationException>(() => run.RestoreBest());
        Assert.Throws<InvalidOperationException>(run.Score);
    }

    private static TrainingRun<double> New(TrainingSettings settings, RunOptions<double> options) =>
        new(SmallTask.Model<double, Tanh>(), settings with { BatchSize = 7 }, SmallTask.Data, SmallTask.Data, options);
}
