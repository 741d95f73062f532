using System.IO;
using System.Threading;

namespace FixedPointKernels.Cli.Shell;

/// <summary>What a verb may touch of the world besides files: two streams, and the wish to stop.</summary>
/// <param name="Output">Results for people.</param>
/// <param name="Error">One line per failure.</param>
/// <param name="Cancellation">Ctrl-C.</param>
internal sealed record Surroundings(TextWriter Output, TextWriter Error, CancellationToken Cancellation = default)
{
    /// <summary>Whether a person looks at <see cref="Output"/>: tables, colours and progress bars are for people.</summary>
    internal bool OutputIsTerminal { get; init; }

    /// <summary>One line on the error stream, marked as ours; control characters are shown as blanks so that it stays one.</summary>
    internal void Complain(string message) => Error.WriteLine($"fpk: {OneLine(message)}");

    private static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, from) =>
        {
            for (int i = 0; i < line.Length; i++) line[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
}
