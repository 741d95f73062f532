using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Runs;

/// <summary>What is asked of all rows of a run, by hand, and every number of a row kept and taken up again.</summary>
public sealed class RunHistoryTests
{
    [Fact]
    public void The_best_has_the_fewest_without_a_fixed_point_then_the_lowest_loss_then_is_the_earliest()
    {
        Assert.Equal(3, Best((9, 1, 2), (9, 0.5, 1), (9, 0.8, 0), (9, 0.9, 0)));
        Assert.Equal(2, Best((9, 1, 0), (9, 0.5, 0), (9, 0.5, 0)));
        Assert.Equal(2, Best((9, double.NaN, 0), (9, 7, 8)));
        Assert.Null(New((9, double.NaN, 9)).Best);

        static int Best(params (int Samples, double Loss, int Unsolved)[] scores) => New(scores).Best!.Value.Step;
    }

    [Fact]
    public void Sums_over_rows_by_hand()
    {
        RunHistory history = New((9, 4, 0), (9, 3, 0), (9, 2, 0), (9, 1, 0));
        Assert.Equal((4, 0.1), (history.Steps, history.LowestLate(Yardstick.Labels.Quality)));
        Assert.Equal(1, history.LowestLate(Yardstick.Labels.Error));
        Assert.Equal((3, 10), (history.MedianMilliseconds(), history.Time().TotalMilliseconds));
        Assert.Equal(200 + 300 + 400, history.AllocatedBytes());
        Assert.Equal((1 + 2 + 3 + 4, 10 + 20 + 30 + 40), history.Failures());
        Assert.Equal((1, 4), (history.LastScore.Loss, history.Scored.First().HeldOut!.Value.Loss));
        Assert.Equal((double.PositiveInfinity, 0), (New().LowestLate(Yardstick.Labels.Quality), New().AllocatedBytes()));
    }

    [Fact]
    public void Every_number_of_every_row_comes_back()
    {
        RunHistory history = new(), again = New((9, 1, 1));
        StepReport report = new(0.1, 0.2, 3, 4, Applied: false, 5.5, 6) { Shrunk = 0.7 };
        history.Add(1, report with { Applied = true }, null);
        history.Add(2, report, new Score(8, 0.9, 0.11, 12));
        history.Add(new StableSamples(13, 10, 1.5));
        history.Add(new Score(16, 1.7, 0.18, 19));
        Checkpoint checkpoint = new("a test");
        history.Save(checkpoint, "x/");
        again.Load(checkpoint, "x/");
        Assert.Equal(history.Rows, again.Rows);
        Assert.Equal([1], again.Looked.Select(row => row.Epoch - 1));
    }

    // A step and a score an epoch; step k takes k ms, 100 k bytes, fails for k and skips 10 k samples, and is right for 0.1 (5 − k).
    private static RunHistory New(params (int Samples, double Loss, int Unsolved)[] scores)
    {
        RunHistory history = new();
        for (int k = 1; k <= scores.Length; k++)
        {
            (int samples, double loss, int unsolved) = scores[k - 1];
            history.Add(k, new StepReport(loss, 0, k, 10 * k, true, k, 100 * k), null);
            history.Add(new Score(samples, loss, (5 - k) / 10.0, unsolved));
        }

        return history;
    }
}
