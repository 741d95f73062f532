using System;
using System.Globalization;
using FixedPointKernels.Cli.Shell;
using Spectre.Console;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>A sweep as a person follows it: a bar with the time left on a terminal, a line every five seconds elsewhere.</summary>
/// <remarks>Steps come from many threads and by the thousand a second; the bar is touched ten times a second, because it keeps a sample of
/// every touch.</remarks>
internal sealed class SweepView
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100), LineInterval = TimeSpan.FromSeconds(5);

    private readonly object gate = new();
    private readonly Surroundings here;
    private readonly string name;
    private readonly long total;
    private readonly ProgressTask? bar;
    private readonly TimeLeft pace;
    private long done;
    private long shown;

    private SweepView(Surroundings here, string name, long total, TimeLeft pace, ProgressTask? bar)
    {
        (this.here, this.name, this.total, this.pace, this.bar) = (here, name, total, pace, bar);
        shown = here.Clock.GetTimestamp();
    }

    /// <summary>Shows progress while <paramref name="work"/> runs, which stops after <paramref name="most"/>; it is handed what to call
    /// after every step.</summary>
    internal static T Show<T>(Surroundings here, string name, long total, TimeSpan? most, Func<Action, T> work)
    {
        TimeLeft pace = new(here.Clock, most);
        if (!here.OutputIsTerminal) return work(new SweepView(here, name, total, pace, null).Advance);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(here.Output) });
        return console.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new TimeLeftColumn(pace))
            .Start(context =>
            {
                ProgressTask bar = context.AddTask(name, maxValue: Math.Max(1, total));
                T result = work(new SweepView(here, name, total, pace, bar).Advance);

                // Runs that end before their last step leave the bar short; a cancelled sweep is not to look complete.
                if (!here.Cancellation.IsCancellationRequested) bar.Value = bar.MaxValue;
                bar.StopTask();
                return result;
            });
    }

    private void Advance()
    {
        lock (gate)
        {
            done++;
            TimeSpan? left = pace.Of(done, total - done);
            if (here.Clock.GetElapsedTime(shown) < (bar is null ? LineInterval : BarInterval)) return;
            shown = here.Clock.GetTimestamp();
            if (bar is not null) bar.Value = done;
            else here.Output.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                $"{name}: {100.0 * done / total:0} %{(left is { } time ? $", {time.TotalSeconds:0} s left" : "")}"));
        }
    }
}
