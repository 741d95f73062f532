using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;

namespace FixedPointKernels.Cli.Shell;

/// <summary>What the parser did not understand, as one line that says what to do next.</summary>
internal static class ParseFailure
{
    internal static CommandFailure Of(ParseResult parsed)
    {
        Command verb = parsed.CommandResult.Command;
        string name = Name(parsed.CommandResult);
        string[] verbs = [.. verb.Subcommands.Select(one => one.Name)];
        string before = name.Length == 0 ? "" : name + ": ", help = $"'fpk{(name.Length == 0 ? "" : " ")}{name} --help' lists everything";
        string? unknown = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (unknown is null)
        {
            return new CommandFailure(parsed.Errors.Count > 0 && !(verbs.Length > 0 && !parsed.CommandResult.Children.Any())
                ? $"{before}{parsed.Errors[0].Message.TrimEnd('.')}; {help}"
                : $"{before}no verb is given; use one of {string.Join(", ", verbs)}; {help}");
        }

        if (unknown.StartsWith('-'))
        {
            IEnumerable<Option> inherited = verb.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(one => one.Recursive));
            IEnumerable<string> options = verb.Options.Concat(inherited).Select(one => one.Name);
            return new CommandFailure($"{before}unknown option '{unknown}'{Nearest.Hint(unknown, options)}; {help}");
        }

        return new CommandFailure(verbs.Length > 0
            ? $"{before}unknown verb '{unknown}'{Nearest.Hint(unknown, verbs)}; use one of {string.Join(", ", verbs)}; {help}"
            : $"{before}'{unknown}' belongs to no option; {help}");
    }

    /// <summary>Refuses an empty word, which is no value of any option: a shell makes one of a variable that is not set.</summary>
    internal static void RequireWords(ParseResult parsed)
    {
        foreach (SymbolResult part in parsed.CommandResult.Children)
        {
            if (part.Tokens.All(token => token.Value.Length > 0)) continue;
            string what = part switch
            {
                OptionResult option => option.Option.Name,
                ArgumentResult argument => argument.Argument.Name,
                _ => "an argument",
            };
            string remedy = part is OptionResult { Option.Required: false } ? ", or leave it away" : "";
            throw new CommandFailure($"{Name(parsed.CommandResult)}: {what} is empty; say what it should be{remedy}");
        }
    }

    /// <summary>A verb as typed after fpk: "experiment linear"; empty at the root.</summary>
    internal static string Name(CommandResult? command) => command switch
    {
        null or { Command: RootCommand } => "",
        _ => $"{Name(command.Parent as CommandResult)} {command.Command.Name}".TrimStart(),
    };
}
