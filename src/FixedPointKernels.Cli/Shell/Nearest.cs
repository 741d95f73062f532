using System;
using System.Collections.Generic;

namespace FixedPointKernels.Cli.Shell;

/// <summary>The known word that a mistyped one most resembles.</summary>
internal static class Nearest
{
    /// <summary>" (did you mean X?)", or nothing where no word is near.</summary>
    internal static string Hint(string word, IEnumerable<string> known) => To(word, known) is { } near ? $" (did you mean {near}?)" : "";

    /// <summary>The nearest word by edits; null where more than a third of the letters (at least two) would have to change.</summary>
    internal static string? To(string word, IEnumerable<string> known)
    {
        int limit = Math.Max(2, word.Length / 3);
        string? best = null;
        foreach (string one in known)
        {
            // --label for --labels: the beginning of a name counts as near.
            bool begins = word.Length > 3 && one.StartsWith(word, StringComparison.Ordinal);
            int edits = begins ? 1 : Edits(word, one);
            if (edits > limit || edits >= one.Length) continue;
            (limit, best) = (edits - 1, one);
        }

        return best;
    }

    // Levenshtein's distance, one row at a time.
    private static int Edits(string from, string to)
    {
        int[] row = new int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++) row[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
