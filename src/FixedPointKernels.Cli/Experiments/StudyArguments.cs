using System.Collections.Generic;
using System.CommandLine;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>The command line of a study.</summary>
/// <param name="parsed">As the parser has it.</param>
/// <param name="options">The study's options, by name.</param>
/// <param name="threads">Threads over the runs.</param>
/// <param name="output">The folder; null where --resume names it.</param>
/// <param name="resuming">Says what is missing where --resume may name it; null for a study that is begun again.</param>
internal sealed class StudyArguments(ParseResult parsed, IReadOnlyDictionary<string, ParsedOption> options, int threads, string? output,
    ResumeOptions? resuming)
{
    internal int Threads => threads;

    internal string? Output => output;

    /// <summary>The value of an option, within its range.</summary>
    internal T Get<T>(StudyOption<T> option)
    {
        object? value = options[option.Name].Value(parsed);
        if (value is null && option is FolderOption { IsNeeded: true }) throw resuming!.Missing(options[option.Name].Parser);
        return (T)value!;
    }

    /// <summary>Its value within the range, whatever its type.</summary>
    internal object? Value(StudyOption option) => options[option.Name].Value(parsed);

    /// <summary>The options that were given, as words of a command line that begins anew.</summary>
    internal IEnumerable<string> Words()
    {
        foreach (Option option in parsed.CommandResult.Command.Options)
        {
            if (option.Name is StudyVerb.Output or "--resume" || parsed.GetResult(option) is not { Implicit: false } result) continue;
            yield return option.Name;
            foreach (System.CommandLine.Parsing.Token token in result.Tokens) yield return token.Value;
        }
    }

    /// <summary>Its value as given; null where it was not.</summary>
    internal object? Given(StudyOption option) => parsed.GetResult(options[option.Name].Parser) is { Implicit: false }
        ? options[option.Name].Raw(parsed) : null;
}
