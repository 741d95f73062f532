using System.Text;

namespace FixedPointKernels.Learning.Reports.Parts;

/// <summary>Text as it may stand in HTML and XML, between tags and between quotes.</summary>
internal static class MarkupText
{
    /// <summary>Escapes the five characters of markup; what XML 1.0 cannot hold (controls, lone surrogates) becomes U+FFFD.</summary>
    internal static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (Rune rune in Clean(text).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(rune),
            };
        }

        return escaped.ToString();
    }

    /// <summary>The text without what XML 1.0 cannot hold.</summary>
    internal static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        // Enumeration gives U+FFFD for a lone surrogate.
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(
                (rune.Value < ' ' && rune.Value is not ('\t' or '\n' or '\r')) || rune.Value is 0xFFFE or 0xFFFF
                    ? Rune.ReplacementChar
                    : rune);
        return clean.ToString();
    }
}
