using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Runs;

/// <summary>A run is the trainer's steps in the seeded order and nothing else; broken off, saved and loaded it ends in the same
/// bits.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private static readonly TrainingSettings Settings = new() { Parts = NetworkParameters.All, Rate = 0.05, BatchSize = 5, Epochs = 3 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Its_steps_are_the_trainers_in_the_order_of_the_batches()
    {
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>(), plain = SmallTask.Model<double, Tanh>();
        using TrainingRun<double> run = New(model);
        run.Complete();
        using Trainer<double> trainer = new(plain, Settings);
        BatchOrder order = new(SmallTask.Samples, 5, Settings.Seed);
        List<double> losses = [], scores = [];
        for (int epoch = 0; epoch < 3; epoch++)
        {
            order.StartEpoch(epoch);
            for (int batch = 0; batch < order.Batches; batch++) losses.Add(trainer.Step(SmallTask.Data, order.Batch(batch)).Loss);
            scores.Add(trainer.Evaluate(SmallTask.Data).Loss);
        }

        Assert.Equal(plain.Fingerprint(), model.Fingerprint());
        Assert.Equal(losses, run.History.Rows.Select(row => row.Report.Loss));
        Assert.Equal(scores, run.History.Scored.Select(row => row.HeldOut!.Value.Loss));
        Assert.Equal([5, 10, 15], run.History.Scored.Select(row => row.Step));
        Assert.True(run.IsOver);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(15)]
    public void Broken_off_anywhere_and_loaded_into_a_new_run_it_ends_in_the_same_bits(int steps)
    {
        Model<double, Tanh> whole = SmallTask.Model<double, Tanh>(), first = SmallTask.Model<double, Tanh>();
        Model<double, Tanh> second = SmallTask.Model<double, Tanh>();
        RunOptions<double> options = new() { KeepBest = true, Patience = 10 };
        using TrainingRun<double> uninterrupted = New(whole, options), before = New(first, options), after = New(second, options);
        uninterrupted.Complete();
        using CancellationTokenSource stop = new();
        if (steps == 0) stop.Cancel();
        before.Complete(row => { if (row.Step == steps) stop.Cancel(); }, cancellation: stop.Token);
        Assert.Equal(steps, before.History.Steps);
        before.Save(folder.File("checkpoint"));
        after.Load(folder.File("checkpoint"));
        Assert.Equal(steps, after.History.Steps);
        after.Complete();
        Assert.Equal(whole.Fingerprint(), second.Fingerprint());
        Assert.Equal(Untimed(uninterrupted), Untimed(after));
        Assert.Equal(uninterrupted.RestoreBest()!.Value.HeldOut, after.RestoreBest()!.Value.HeldOut);
        Assert.Equal(whole.Fingerprint(), second.Fingerprint());
    }

    [Fact]
    public void A_checkpoint_of_other_settings_is_refused()
    {
        using TrainingRun<double> run = New(SmallTask.Model<double, Tanh>());
        run.Save(folder.File("checkpoint"));
        using TrainingRun<double> other = new(
            SmallTask.Model<double, Tanh>(), Settings with { ClipNorm = 2 }, SmallTask.Data, SmallTask.Data);
        string message = Assert.Throws<DataFileException>(() => other.Load(folder.File("checkpoint"))).Message;
        Assert.Contains("ClipNorm = 2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Callbacks_come_after_every_step_and_every_scored_epoch()
    {
        using TrainingRun<double> run = New(SmallTask.Model<double, Tanh>());
        List<string> calls = [];
        run.Complete(row => calls.Add($"step {row.Step}"), one => calls.Add($"epoch {one.EpochsDone}: {one.LastScore.Samples}"));
        string[] ofAnEpoch(int epoch) => [.. Enumerable.Range((5 * epoch) + 1, 5).Select(step => $"step {step}"), $"epoch {epoch + 1}: 21"];
        Assert.Equal([.. ofAnEpoch(0), .. ofAnEpoch(1), .. ofAnEpoch(2)], calls);
    }

    [Fact]
    public void A_step_of_ones_own_gets_the_batch_and_a_draw_of_the_held_out_part()
    {
        int calls = 0;
        using TrainingRun<double> run = New(SmallTask.Model<double, Tanh>(), new()
        {
            Step = (trainer, batch, drawn) =>
            {
                calls++;
                Assert.Equal(5, drawn.Length);
                return (trainer.Step(SmallTask.Data, batch), trainer.Measure(SmallTask.Data, drawn));
            },
        });
        run.Epoch();
        Assert.Equal(5, calls);
        Assert.All(run.History.Rows, row => Assert.Equal(5, row.HeldOutBatch!.Value.Samples));
    }

    // From the step alone: resumed after 7 steps the draws go on as if nothing had happened, and no two are the same.
    [Fact]
    public void Draws_of_the_held_out_part_differ_from_step_to_step_and_not_from_run_to_run()
    {
        List<string> whole = [], parts = [];
        using TrainingRun<double> run = New(SmallTask.Model<double, Tanh>(), Drawing(whole)),
            first = New(SmallTask.Model<double, Tanh>(), Drawing(parts)), second = New(SmallTask.Model<double, Tanh>(), Drawing(parts));
        run.Complete();
        using CancellationTokenSource stop = new();
        first.Complete(row => { if (row.Step == 7) stop.Cancel(); }, cancellation: stop.Token);
        first.Save(folder.File("checkpoint"));
        second.Load(folder.File("checkpoint"));
        second.Complete();
        Assert.Equal(whole, parts);
        Assert.Equal(15, whole.Distinct().Count());

        static RunOptions<double> Drawing(List<string> into) => new()
        {
            Step = (trainer, batch, drawn) =>
            {
                into.Add(string.Join(' ', drawn.ToArray()));
                return (trainer.Step(SmallTask.Data, batch), null);
            },
        };
    }

    [Fact]
    public void It_looks_after_every_so_many_steps_and_at_no_others()
    {
        using TrainingRun<double> run = New(
            SmallTask.Model<double, Tanh>(), new() { Look = static () => new StableSamples(4, 3, 0.5), LookEvery = 4 });
        run.Complete();
        Assert.Equal([4, 8, 12], run.History.Looked.Select(row => row.Step));
    }

    [Fact]
    public void A_run_that_stopped_is_over_where_it_is_loaded_too()
    {
        TrainingSettings runaway = Settings with { Parts = NetworkParameters.Recurrent, Rate = 1e200, WeightDecay = 1e200 };
        using TrainingRun<double> run = Runaway(), again = Runaway();
        run.Complete();
        Assert.InRange(run.StoppedAt, 1, 14);
        Assert.Equal((run.StoppedAt, true), (run.History.Steps, run.IsOver));
        run.Save(folder.File("checkpoint"));
        again.Load(folder.File("checkpoint"));
        Assert.Equal((run.StoppedAt, true), (again.StoppedAt, again.IsOver));
        again.Complete();
        Assert.Equal(run.History.Steps, again.History.Steps);

        TrainingRun<double> Runaway() => new(SmallTask.Model<double, Tanh>(), runaway, SmallTask.Data, SmallTask.Data);
    }

    [Fact]
    public void Rows_are_json_lines_that_read_back_and_leave_out_what_was_not_measured()
    {
        using TrainingRun<double> run = New(SmallTask.Model<double, Tanh>());
        run.Epoch();
        using StringWriter text = new();
        JsonLines.Write(RunColumns.Of("test"), run.History.Rows, text);
        string[] lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        using var first = System.Text.Json.JsonDocument.Parse(lines[0]);
        using var last = System.Text.Json.JsonDocument.Parse(lines[4]);
        Assert.Equal(run.History.Rows[0].Report.Loss, first.RootElement.GetProperty("loss").GetDouble());
        Assert.False(first.RootElement.TryGetProperty("test_loss", out _));
        Assert.Equal(run.LastScore.Loss, last.RootElement.GetProperty("test_loss").GetDouble());
    }

    private static TrainingRun<double> New(Model<double, Tanh> model, RunOptions<double>? options = null) =>
        new(model, Settings, SmallTask.Data, SmallTask.Data, options);

    private static IEnumerable<RunRow> Untimed(TrainingRun<double> run) =>
        run.History.Rows.Select(row => row with { Report = row.Report with { Milliseconds = 0, AllocatedBytes = 0 } });
}
