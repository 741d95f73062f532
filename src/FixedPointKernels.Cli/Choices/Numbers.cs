using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Choices;

/// <summary>Numbers of the command line within their ranges, and lists of them.</summary>
internal static class Numbers
{
    /// <summary>The words between commas, none of commas alone; nothing beside a word is a word too, which nobody can have meant.</summary>
    internal static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries) is var words && words.All(word => word.Length == 0) ? [] : words;

    /// <summary>What to say of a comma where a point was meant, or thousands were set apart; empty where there is no such comma.</summary>
    internal static string CommaHint(string text)
    {
        string[] halves = text.Trim().Split(',');
        return halves.Length == 2
            && halves[0].TrimStart('-', '+').All(char.IsAsciiDigit)
            && double.TryParse("0." + halves[1], NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $" (decimals follow a point: {halves[0]}.{halves[1]})"
            : "";
    }

    /// <summary>Learning rates between commas; none for an empty list.</summary>
    /// <exception cref="CommandFailure">One that is not positive and finite.</exception>
    internal static IReadOnlyList<double> Rates(string option, string list) => Of(option, list, "rate", false);

    /// <summary>Different numbers between commas, or the defaults.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">Whose value is read.</param>
    /// <param name="noun">What a number is: rate.</param>
    /// <param name="mayBeZero">Whether 0 is one of them.</param>
    /// <param name="otherwise">The defaults.</param>
    internal static IReadOnlyList<double> Different(
        ParseResult parsed, Option<string?> option, string noun, bool mayBeZero, IReadOnlyList<double> otherwise)
    {
        if (parsed.GetValue(option) is not { } list) return otherwise;
        List<double> given = Of(option.Name, list, noun, mayBeZero);
        if (given.Count == 0) throw new CommandFailure($"{option.Name} names no {noun}");
        if (given.Distinct().Count() != given.Count) throw new CommandFailure($"{option.Name} names a {noun} twice: {list}");
        return given;
    }

    /// <summary>Positive whole numbers between commas, or the defaults.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">Whose value is read.</param>
    /// <param name="noun">What a number is: width.</param>
    /// <param name="most">The largest.</param>
    /// <param name="otherwise">The defaults.</param>
    internal static IReadOnlyList<int> Wholes(
        ParseResult parsed, Option<string?> option, string noun, int most, IReadOnlyList<int> otherwise)
    {
        if (parsed.GetValue(option) is not { } list) return otherwise;
        List<int> given = [];
        foreach (string word in Split(list))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value < 1 || value > most)
                throw new CommandFailure($"{option.Name} has '{word}', but a {noun} is a whole number from 1 to {most}");
            given.Add(value);
        }

        return given.Count > 0 ? given : throw new CommandFailure($"{option.Name} names no {noun}");
    }

    /// <summary>A whole number from 1.</summary>
    internal static int Positive(ParseResult parsed, Option<int?> option, int otherwise, int most)
    {
        int value = AtLeast(parsed, option, otherwise, 1);
        return value <= most ? value : throw Words.OutOfRange(option.Name, value, $"at most {most}");
    }

    /// <summary>A whole number from <paramref name="least"/>.</summary>
    internal static int AtLeast(ParseResult parsed, Option<int?> option, int otherwise, int least)
    {
        int value = parsed.GetValue(option) ?? otherwise;
        return value >= least ? value : throw Words.OutOfRange(option.Name, value, $"at least {least}");
    }

    private static List<double> Of(string option, string list, string noun, bool mayBeZero)
    {
        List<double> given = [];
        string[] words = Split(list);
        if (words.Length == 0 && list.Length > 0) throw new CommandFailure($"{option} names no {noun}");
        foreach (string word in words)
        {
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                || !(value.IsPositiveFinite() || (mayBeZero && value == 0)))
            {
                string range = mayBeZero ? "number from 0" : "positive number";
                throw new CommandFailure($"{option} has '{word}', but a {noun} is a {range}{CommaHint(list)}");
            }

            given.Add(value);
        }

        return given;
    }
}
