using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Choices;

/// <summary>Refusals of option values, worded alike everywhere.</summary>
internal static class Words
{
    /// <summary>Refuses a word that is not among the known ones.</summary>
    internal static void Require(string option, string word, IReadOnlyList<string> known)
    {
        if (!known.Contains(word)) throw Unknown(option, word, known);
    }

    internal static CommandFailure Unknown(string option, string word, IReadOnlyList<string> known) =>
        new($"{option} '{word}' is unknown{Nearest.Hint(word, known)}; use one of {string.Join(", ", known)}");

    /// <summary>a, b or c: how a description lists the known words.</summary>
    internal static string Alternatives(IReadOnlyList<string> known) => $"{string.Join(", ", known.SkipLast(1))} or {known[^1]}";

    internal static CommandFailure DoesNotApply(string option, object? value, string choice, string where) =>
        new($"{option}{(value is null or "" ? "" : $" {value}")} does not apply to {choice}; it is for {where} only");

    internal static CommandFailure OutOfRange(string option, object? value, string range) =>
        new($"{option} is {value}, but it must be {range}");

    /// <summary>Refuses a positive number that is 0 or infinite in float.</summary>
    internal static void RequireFloat(string option, double value)
    {
        if (!((double)(float)value).IsPositiveFinite()) throw OutOfRange(option, value, "positive and finite in float");
    }

    internal static bool IsPositiveFinite(this double value) => value > 0 && double.IsFinite(value);
}
