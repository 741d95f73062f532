using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Training;
using Spectre.Console;

namespace FixedPointKernels.Cli.Training;

/// <summary>Runs side by side as a person follows them: a live bar each on a terminal, a line per epoch elsewhere.</summary>
internal sealed class RaceView
{
    private readonly Surroundings here;
    private readonly IReadOnlyList<RunPlan> plans;
    private readonly int epochs;
    private readonly ProgressTask[]? bars;

    private RaceView(Surroundings here, IReadOnlyList<RunPlan> plans, int epochs, ProgressTask[]? bars) =>
        (this.here, this.plans, this.epochs, this.bars) = (here, plans, epochs, bars);

    /// <summary>Shows the race while <paramref name="race"/> runs.</summary>
    internal static void Show(Surroundings here, IReadOnlyList<RunPlan> plans, int epochs, int stepsPerEpoch, Action<RaceView> race)
    {
        if (!here.OutputIsTerminal)
        {
            race(new(here, plans, epochs, null));
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(here.Output) });
        console.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => race(new(here, plans, epochs, [.. plans.Select(plan => context.AddTask(Describe(plan, Width(plans), "--", false), maxValue: (double)epochs * stepsPerEpoch))])));
    }

    /// <summary>Steps of an earlier process.</summary>
    internal void Begin(int run, int steps, bool over)
    {
        bars?[run].Increment(steps);
        if (over) bars?[run].StopTask();
    }

    internal void Step(int run) => bars?[run].Increment(1);

    internal void EpochDone(int run, int epoch, Metrics metrics, Score score, int stoppedAt)
    {
        string accuracy = string.Create(CultureInfo.InvariantCulture, $"{100 * score.Accuracy:F1} %");
        if (bars is null)
        {
            string stopped = stoppedAt > 0 ? string.Create(CultureInfo.InvariantCulture, $"  stopped at step {stoppedAt}") : "";
            here.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {epoch,3}/{epochs}  {plans[run].Label.PadRight(Width(plans))}  test accuracy {accuracy,7}  test loss {score.Loss:F3}  {metrics.MedianMilliseconds(),6:F2} ms/step{stopped}"));
            return;
        }

        bars[run].Description = Describe(plans[run], Width(plans), accuracy, stoppedAt > 0);
        if (stoppedAt > 0) bars[run].StopTask();
    }

    private static int Width(IReadOnlyList<RunPlan> plans) => plans.Max(plan => plan.Label.Length);

    // Of one width from the first frame to the last, so that the bars stand still while the words change.
    private static string Describe(RunPlan plan, int width, string accuracy, bool stopped) =>
        Markup.Escape($"{plan.Label.PadRight(width)}  {(stopped ? "stopped" : ""),-7}  {accuracy,7}");
}
