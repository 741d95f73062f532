using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using Spectre.Console;

namespace FixedPointKernels.Cli.Training;

/// <summary>Runs side by side as a person follows them: a live bar each on a terminal, a line per epoch elsewhere.</summary>
internal sealed class RaceView
{
    private readonly Surroundings here;
    private readonly IReadOnlyList<RunPlan> plans;
    private readonly int epochs;
    private readonly string heldOut;
    private readonly ProgressTask[]? bars;
    private readonly TimeLeft pace;
    private int made;

    private RaceView(Surroundings here, TrainOptions.Values values, TimeLeft pace, ProgressTask[]? bars)
    {
        (this.here, this.pace, this.bars) = (here, pace, bars);
        (plans, epochs, heldOut) = (values.Plans, values.Settings.Epochs, values.Watching.HeldOut);
    }

    /// <summary>Shows the race while <paramref name="race"/> runs.</summary>
    internal static void Show(Surroundings here, TrainOptions.Values values, int stepsPerEpoch, Action<RaceView> race)
    {
        IReadOnlyList<RunPlan> plans = values.Plans;
        TimeLeft pace = new(here.Clock);
        if (!here.OutputIsTerminal)
        {
            race(new(here, values, pace, null));
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(here.Output) });
        console.Progress()
            .AutoClear(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new TimeLeftColumn(pace))
            .Start(context => race(new(here, values, pace, [.. plans.Select(plan => context.AddTask(
                Describe(plan, Width(plans), "--", false), maxValue: (double)values.Settings.Epochs * stepsPerEpoch))])));
    }

    /// <summary>Steps of an earlier process.</summary>
    internal void Begin(int run, int steps, bool over)
    {
        bars?[run].Increment(steps);
        if (over) bars?[run].StopTask();
    }

    internal void Step(int run)
    {
        if (bars is null) return;
        bars[run].Increment(1);

        // Of the whole race: the runs take turns, so all bars end at about the same time.
        pace.Of(++made, bars.Where(bar => !bar.IsFinished).Sum(bar => bar.MaxValue - bar.Value));
    }

    internal void EpochDone<T>(int run, int epoch, TrainingRun<T> training, Yardstick by)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Score score, int stoppedAt) = (training.LastScore, training.StoppedAt);
        string quality = by.Quality.Text(by.Quality.Of(score));
        if (bars is null)
        {
            string stopped = stoppedAt > 0 ? string.Create(CultureInfo.InvariantCulture, $"  stopped at step {stoppedAt}") : "";
            here.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {epoch,3}/{epochs}  {plans[run].Label.PadRight(Width(plans))}  {heldOut} {by.Quality.Label} {quality,7}  "
                + $"{heldOut} {by.Error.Label} {by.Error.Text(by.Error.Of(score))}  "
                + $"{ReadableNumber.Of(training.History.MedianMilliseconds(), "F2"),6} ms/step{stopped}"));
            return;
        }

        bars[run].Description = Describe(plans[run], Width(plans), quality, stoppedAt > 0);
        if (stoppedAt > 0 || training.LostPatience) bars[run].StopTask();
    }

    private static int Width(IReadOnlyList<RunPlan> plans) => plans.Max(plan => plan.Label.Length);

    // Of one width from the first frame to the last, so that the bars stand still while the words change.
    private static string Describe(RunPlan plan, int width, string quality, bool stopped) =>
        Markup.Escape($"{plan.Label.PadRight(width)}  {(stopped ? "stopped" : ""),-7}  {quality,7}");
}
