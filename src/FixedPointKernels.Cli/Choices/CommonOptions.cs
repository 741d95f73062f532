using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FixedPointKernels.Cli.Choices;

/// <summary>Options that several verbs share, each made by a factory: same name, same meaning, same help.</summary>
internal static class CommonOptions
{
    internal static Option<string> Weights() =>
        File("--weights", "W.npy", "Recurrent weights W, N×N; W[i, j] is the weight from neuron j to neuron i.", required: true);

    internal static Option<string> Input() =>
        File(
            "--input", "X.npy",
            "Input currents x, B×N, a row is a sample; a vector of length N is one sample. Of all inputs one may be -, standard input.",
            required: true);

    internal static Option<string> Out(string what, string name) =>
        File("--out", name, $"{what} With - it goes to standard output, and all messages to the error stream.", required: true);

    internal static Option<string> Status(string more = "") =>
        File(
            "--status", "S.csv",
            $"Also write sample,status,residual,iterations{more}; the residual is max|r - f(W r + x)|, the iterations are its evaluations "
                + "after the start's.");

    internal static Option<string> Initial() =>
        File("--initial", "R0.npy", "Start of every sample, in the shape of X; settle: where the dynamics start [default: 0].");

    internal static Option<string> Precision() =>
        Word("--precision", "double|float", "Arithmetic, and the type of what is written.", "double");

    internal static Choices.Precision Read(ParseResult parsed, Option<string> precision)
    {
        string word = parsed.GetValue(precision)!;
        Words.Require("--precision", word, ["double", "float"]);
        return word == "float" ? Choices.Precision.Float : Choices.Precision.Double;
    }

    internal static Option<double?> Tolerance(string what) => Number("--tolerance", "T", what);

    /// <summary>A file name.</summary>
    internal static Option<string> File(string name, string helpName, string what, bool required = false) =>
        new(name) { Description = what, HelpName = helpName, Required = required };

    /// <summary>A word with a default.</summary>
    internal static Option<string> Word(string name, string helpName, string what, string otherwise) =>
        new(name) { Description = what, HelpName = helpName, DefaultValueFactory = _ => otherwise };

    /// <summary>A number with a decimal point, in any culture.</summary>
    internal static Option<double?> Number(string name, string helpName, string what) =>
        new(name) { Description = what, HelpName = helpName, CustomParser = result => Parse(name, result) };

    /// <summary>A whole number.</summary>
    internal static Option<int?> Whole(string name, string helpName, string what) =>
        new(name) { Description = what, HelpName = helpName, CustomParser = result => ParseWhole(name, result) };

    private static double? Parse(string name, ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return value;
        result.AddError($"{name} is '{text}', which is no number{Numbers.CommaHint(text)}");
        return null;
    }

    private static int? ParseWhole(string name, ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)) return value;
        string bare = text.Replace(",", "", StringComparison.Ordinal);
        string hint = bare == text ? "" : $" (no comma sets thousands apart: {bare})";
        result.AddError($"{name} is '{text}', which is no whole number of 32 bits{hint}");
        return null;
    }
}
