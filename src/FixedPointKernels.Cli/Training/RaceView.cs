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
            .Start(context => race(new(here, plans, epochs, [.. plans.Select(plan => context.AddTask(Markup.Escape(Label(plan)), maxValue: epochs * stepsPerEpoch))])));
    }

    internal void Step(int run) => bars?[run].Increment(1);

    internal void EpochDone(int run, int epoch, Metrics metrics, Score score, int stoppedAt)
    {
        string stopped = stoppedAt > 0 ? string.Create(CultureInfo.InvariantCulture, $", stopped at step {stoppedAt}: the weights left the finite numbers") : "";
        if (bars is null)
        {
            here.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {epoch,3}/{epochs}  {Label(plans[run]),-26}  test accuracy {100 * score.Accuracy,5:F1} %  test loss {score.Loss:F3}  {metrics.MedianMilliseconds(),6:F2} ms/step{stopped}"));
            return;
        }

        bars[run].Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{Label(plans[run]),-26} {100 * score.Accuracy,5:F1} %{stopped}"));
        if (stoppedAt > 0) bars[run].StopTask();
    }

    private static string Label(RunPlan plan) => string.Create(CultureInfo.InvariantCulture, $"{plan.Rule.Name()}, rate {plan.Rate:0.####}");
}
