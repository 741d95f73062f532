using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace FixedPointKernels.Cli.Shell;

/// <summary>The options that a command line gives, as it gives them.</summary>
internal static class GivenOptions
{
    /// <summary>Each with its text: the words after it, empty for a flag.</summary>
    internal static IEnumerable<(string Name, string Text)> Of(ParseResult parsed)
    {
        foreach (Option option in parsed.CommandResult.Command.Options)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
                yield return (option.Name, string.Join(' ', given.Tokens.Select(token => token.Value)));
        }
    }

    /// <summary>The command line of a verb with options, for a report: what leaves the same numbers.</summary>
    /// <param name="command">fpk and the verb.</param>
    /// <param name="given">The options.</param>
    internal static string CommandLine(string command, IEnumerable<(string Name, string Text)> given) => ShellLine.Of(
    [
        .. command.Split(' '),
        .. given.SelectMany(one => one.Text.Length == 0 ? [one.Name] : (string[])[one.Name, one.Text]),
    ]);
}
