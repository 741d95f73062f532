using System;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>A study's option on the command line: the one place where what it says of itself becomes an option of the parser, and a refusal
/// of what is out of its range.</summary>
/// <param name="Parser">The parser's option.</param>
/// <param name="Value">Its value within the range.</param>
/// <param name="Raw">Its value as given.</param>
internal sealed record ParsedOption(Option Parser, Func<ParseResult, object?> Value, Func<ParseResult, object?> Raw)
{
    internal static ParsedOption Of(StudyOption option) => option switch
    {
        WholeOption whole => Of(CommonOptions.Whole(whole.Name, whole.HelpName, whole.Help),
            (parsed, given) => InRange(parsed, given, whole)),
        NumbersOption numbers => Of(Text(numbers),
            (parsed, given) => Numbers.Different(parsed, given, numbers.Noun, numbers.MayBeZero, numbers.Default)),
        WordOption { Default: { } otherwise } word =>
            Of(CommonOptions.Word(word.Name, word.HelpName, word.Help, otherwise), (parsed, given) => Known(word, parsed.GetValue(given)!)),
        WordOption word => Of(Text(word), (parsed, given) => parsed.GetValue(given) is { } text ? Known(word, text) : null),
        WordsOption words => Of(
            CommonOptions.Word(words.Name, words.HelpName, words.Help, string.Join(',', words.Default)),
            (parsed, given) => Different(words, Numbers.Split(parsed.GetValue(given)!))),
        WholesOption wholes => Of(
            Text(wholes), (parsed, given) => Numbers.Wholes(parsed, given, wholes.Noun, wholes.Most, wholes.Default)),
        NumberOption number => Of(
            CommonOptions.Number(number.Name, number.HelpName, number.Help),
            (parsed, given) => parsed.GetValue(given) is not { } value || value.IsPositiveFinite() ? parsed.GetValue(given)
                : throw Words.OutOfRange(number.Name, value, "positive and finite")),
        FolderOption folder => Of(Text(folder), (parsed, given) => parsed.GetValue(given)),
        FlagOption flag => Of(new Option<bool>(flag.Name) { Description = flag.Help }, (parsed, given) => parsed.GetValue(given)),
        _ => throw new ArgumentException($"No parser knows a {option.GetType().Name}.", nameof(option)),
    };

    private static ParsedOption Of<T>(Option<T> parser, Func<ParseResult, Option<T>, object?> value) =>
        new(parser, parsed => value(parsed, parser), parsed => parsed.GetValue(parser));

    private static Option<string?> Text(StudyOption option) => new(option.Name) { HelpName = option.HelpName, Description = option.Help };

    private static int InRange(ParseResult parsed, Option<int?> given, WholeOption option)
    {
        int value = Numbers.AtLeast(parsed, given, option.Default, option.Least);
        return value <= option.Most ? value : throw Words.OutOfRange(option.Name, value, $"at most {option.Most}");
    }

    private static string Known(WordOption option, string word)
    {
        Words.Require(option.Name, word, option.Known);
        return word;
    }

    private static string[] Different(WordsOption option, string[] words)
    {
        if (words.Length == 0) throw new CommandFailure(
            $"{option.Name} names no {option.Noun.Split(' ')[1]}; use {string.Join(", ", option.Known)}");
        if (words.Contains("")) throw new CommandFailure(
            $"{option.Name} {string.Join(',', words)} has a comma too many: {option.Noun} is missing beside it; names are joined by single "
                + "commas");
        foreach (string word in words) Words.Require(option.Name, word, option.Known);
        return words.Distinct().Count() == words.Length ? words : throw new CommandFailure($"{option.Name} names {option.Noun} twice");
    }
}
