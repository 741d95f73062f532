using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace FixedPointKernels.Cli.Shell;

/// <summary>What the parser did not understand, as one line that says what to do next.</summary>
internal static class ParseFailure
{
    internal static CommandFailure Of(ParseResult parsed)
    {
        Command verb = parsed.CommandResult.Command;
        bool atRoot = verb is RootCommand;
        string[] verbs = [.. parsed.RootCommandResult.Command.Subcommands.Select(one => one.Name)];
        string help = atRoot ? "'fpk --help' lists everything" : $"'fpk {verb.Name} --help' lists everything";
        string? unknown = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (unknown is null)
        {
            return new CommandFailure(parsed.Errors.Count > 0 && !(atRoot && verbs.Length > 0 && parsed.Tokens.Count == 0)
                ? $"{(atRoot ? "" : verb.Name + ": ")}{parsed.Errors[0].Message.TrimEnd('.')}; {help}"
                : $"no verb is given; use one of {string.Join(", ", verbs)}; {help}");
        }

        if (unknown.StartsWith('-'))
        {
            IEnumerable<Option> inherited = verb.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(one => one.Recursive));
            IEnumerable<string> options = verb.Options.Concat(inherited).Select(one => one.Name);
            return new CommandFailure($"{(atRoot ? "" : verb.Name + ": ")}unknown option '{unknown}'{Nearest.Hint(unknown, options)}; {help}");
        }

        return new CommandFailure(atRoot
            ? $"unknown verb '{unknown}'{Nearest.Hint(unknown, verbs)}; use one of {string.Join(", ", verbs)}; {help}"
            : $"{verb.Name}: '{unknown}' belongs to no option; {help}");
    }
}
