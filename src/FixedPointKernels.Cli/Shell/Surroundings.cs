using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace FixedPointKernels.Cli.Shell;

/// <summary>What a verb may touch of the world besides files: the standard streams, and the wish to stop.</summary>
/// <param name="Output">Results for people.</param>
/// <param name="Error">One line per failure.</param>
/// <param name="Cancellation">Ctrl-C.</param>
internal sealed record Surroundings(TextWriter Output, TextWriter Error, CancellationToken Cancellation = default)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether a person looks at <see cref="Output"/>: tables, colours and progress bars are for people.</summary>
    internal bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person types what <see cref="OpenInput"/> reads.</summary>
    internal bool InputIsTerminal { get; init; }

    /// <summary>Whether nobody gave this process a standard input: what would be read then is a pipe of the runtime's own, for
    /// ever.</summary>
    internal bool InputIsClosed { get; init; }

    /// <summary>Standard input as bytes.</summary>
    internal Func<Stream> OpenInput { get; init; } = static () => Stream.Null;

    /// <summary>Standard output as bytes.</summary>
    internal Func<Stream> OpenOutput { get; init; } = static () => Stream.Null;

    /// <summary>What time left is told from.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Does what may wait for somebody else: opening a pipe whose other end is not there, reading what nobody writes.</summary>
    /// <remarks>
    /// On a thread of its own: a wait inside the system cannot be called off, but left behind. It ends with the process. After a Ctrl-C
    /// that came before, what needs no waiting is still
    /// done: a verb may have something to leave behind.
    /// </remarks>
    /// <exception cref="OperationCanceledException">Ctrl-C came meanwhile.</exception>
    internal T Await<T>(Func<T> waiting)
    {
        if (!Cancellation.CanBeCanceled) return waiting();
        bool late = Cancellation.IsCancellationRequested;
        TaskCompletionSource<T> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                end.SetResult(waiting());
            }
            catch (Exception failure)
            {
                end.SetException(failure);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        if (!late) Task.WaitAny([end.Task], Cancellation);
        else if (Task.WaitAny([end.Task], Patience) < 0) throw new OperationCanceledException(Cancellation);
        return end.Task.GetAwaiter().GetResult();
    }

    /// <summary>One line for people; control characters, of a file's name, are shown as blanks so that it stays one.</summary>
    internal void Say(string message) => Output.WriteLine(OneLine(message));

    /// <summary>One line on the error stream, marked as ours; control characters are shown as blanks so that it stays one.</summary>
    internal void Complain(string message) => Error.WriteLine($"fpk: {OneLine(message)}");

    private static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, from) =>
        {
            for (int i = 0; i < line.Length; i++) line[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
}
