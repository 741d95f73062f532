using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Cli.Shell;

/// <summary>Words as a line that a POSIX shell takes apart into the same words.</summary>
internal static class ShellLine
{
    private const string Plain = "+,-./:=@_%";

    /// <summary>The line; a word with anything but letters, digits and a few marks stands in single quotes.</summary>
    internal static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter, StringComparison.Ordinal))
            ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
