using System;
using System.Globalization;
using System.Threading.Tasks;
using Spectre.Console;

namespace FixedPointKernels.Cli.Shell;

/// <summary>A solve as a person follows it: nothing in the first second, then a bar on a terminal, or a line every five seconds
/// elsewhere.</summary>
internal static class SolveView
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100), LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs <paramref name="work"/> on a thread of its own and shows how far it is.</summary>
    /// <param name="here">Where to.</param>
    /// <param name="what">What is done.</param>
    /// <param name="total">Samples.</param>
    /// <param name="done">Samples done so far; asked while the work runs.</param>
    /// <param name="work">The solve.</param>
    internal static T Show<T>(Surroundings here, string what, int total, Func<int> done, Func<T> work)
    {
        Task<T> running = Task.Factory.StartNew(work, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!Ends(running, Patience))
        {
            if (here.OutputIsTerminal) ShowBar(here, what, total, done, running);
            else ShowLines(here, what, total, done, running);
        }

        return running.GetAwaiter().GetResult();
    }

    private static void ShowBar(Surroundings here, string what, int total, Func<int> done, Task running) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(here.Output) }).Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask bar = context.AddTask(what, maxValue: total);
                do bar.Value = done();
                while (!Ends(running, BarInterval));
            });

    private static void ShowLines(Surroundings here, string what, int total, Func<int> done, Task running)
    {
        do here.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {done()} of {total} samples done"));
        while (!Ends(running, LineInterval));
    }

    // On this thread: a timer's turn comes late where the pool's threads are all at work. A failure is the caller's to see, from the task's
    // own result.
    private static bool Ends(Task running, TimeSpan within) => ((IAsyncResult)running).AsyncWaitHandle.WaitOne(within);
}
