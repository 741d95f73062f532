using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace FixedPointKernels.Fuzz.Mutations;

/// <summary>Changes a word, a number or a mark of what is text: of JSON, of the dictionary of a .npy file, of CSV.</summary>
internal static class TextEdits
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "0", "-0", "1", "-1", "2", "0.5", "1e-9", "1e9", "1e308", "1e400", "-1e400", "1e-320", "2147483647", "2147483648",
            "4294967296", "1099511627776", "9223372036854775807", "99999999999999999999", "0x10", "01", "NaN", "Infinity", "null", "true",
            "false", "True",
            "[]", "{}", "[[]]", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"a\\nb\"", "\"x\":", ",", ":", "(", ")", "\"linear\"", "\"relu\"",
        }.Select(Encoding.UTF8.GetBytes),
        [(byte)'"', 0xff, 0xc0, (byte)'"'],
    ];

    /// <summary>One change; bytes without any word are given back.</summary>
    internal static byte[] Apply(byte[] text, Random random)
    {
        List<Range> tokens = Tokens(text);
        if (tokens.Count == 0) return text;
        Range one = tokens[random.Next(tokens.Count)], other = tokens[random.Next(tokens.Count)];
        (int from, int to) = (one.Start.Value, one.End.Value);
        switch (random.Next(14))
        {
            case 0: return Replace(text, one, []);
            case 1: return Replace(text, one, text[other]);
            case 2: return Replace(text, one, [.. text[one], .. text[one]]);
            case 3: return Replace(text, one, [.. Enumerable.Repeat((byte)'[', 1 << random.Next(10)), .. text[one]]);
            case 4:
                byte[] bytes = [.. text];
                bytes[random.Next(from, to)] = (byte)"0123456789-eE.\"\\"[random.Next(16)];
                return bytes;
            case 5 when other.Start.Value > from:
                return Replace(text, from..other.Start.Value, []);
            case 6 when other.Start.Value > from && other.Start.Value - from < 4096:
                return Replace(text, to..to, [.. ","u8, .. text[from..other.Start.Value]]);
            default: return Replace(text, one, Words[random.Next(Words.Length)]);
        }
    }

    private static byte[] Replace(byte[] text, Range range, byte[] by) => [.. text[..range.Start], .. by, .. text[range.End..]];

    // A quoted text, a run of letters and digits, or a mark; blanks stand between.
    private static List<Range> Tokens(byte[] text)
    {
        List<Range> tokens = [];
        for (int at = 0; at < text.Length;)
        {
            int end = at + 1;
            if (text[at] == '"')
            {
                while (end < text.Length && text[end - 1] is var last && (end == at + 1 || last != '"' || text[end - 2] == '\\')) end++;
            }
            else if (IsWord(text[at]))
            {
                while (end < text.Length && IsWord(text[end])) end++;
            }

            if (text[at] > ' ' && text[at] < 0x80) tokens.Add(at..end);
            at = end;
        }

        return tokens;
    }

    private static bool IsWord(byte one) => char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'_';
}
