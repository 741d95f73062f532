using System;
using System.Collections.Generic;
using System.Globalization;

namespace FixedPointKernels.Learning.Data;

/// <summary>The dictionary at the head of a .npy file: {'descr': '&lt;f8', 'fortran_order': False, 'shape': (300, 299), }.</summary>
/// <remarks>
/// Exactly these three keys, each once, in any order, with any spaces and an optional trailing comma; single or double quotes. As Python 2
/// wrote them, a text may begin with u (u'&lt;f8') and a dimension end with L (3L). Nothing else of Python's literals is understood. A list
/// as 'descr' is a structured type and is refused as such.
/// Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
/// </remarks>
internal ref struct NpyHeader
{
    /// <summary>NumPy itself allows 64 dimensions at most.</summary>
    private const int MostDimensions = 64;

    private readonly string file;
    private readonly ReadOnlySpan<char> text;
    private int at;

    private NpyHeader(string text, string file)
    {
        this.text = text;
        this.file = file;
    }

    /// <summary>The three entries of the dictionary.</summary>
    /// <exception cref="DataFileException">The text is not such a dictionary.</exception>
    internal static (NpyElement Element, bool Fortran, int[] Shape) Parse(string text, string file)
    {
        NpyHeader header = new(text, file);
        string? descr = null;
        bool? fortran = null;
        int[]? shape = null;
        header.Expect('{');
        while (!header.Take('}'))
        {
            string key = header.Quoted();
            header.Expect(':');
            switch (key)
            {
                case "descr" when descr is null: descr = header.Descr(); break;
                case "fortran_order" when fortran is null: fortran = header.Boolean(); break;
                case "shape" when shape is null: shape = header.Tuple(); break;
                default: throw header.Unreadable($"key '{DataFileException.Excerpt(key)}' is unknown or stands twice");
            }

            if (header.Take(',')) continue;
            header.Expect('}');
            break;
        }

        header.SkipSpace();
        if (header.at < text.Length) throw header.Unreadable("something follows the closing brace");
        return descr is null || fortran is null || shape is null
            ? throw header.Unreadable("the keys 'descr', 'fortran_order' and 'shape' are needed")
            : (NpyElement.Parse(descr, file), fortran.Value, shape);
    }

    private readonly DataFileException Unreadable(string why) =>
        new(file, $"the header cannot be read: {why}, in \"{DataFileException.Excerpt(text.Trim().ToString())}\"");

    private void SkipSpace()
    {
        while (at < text.Length && text[at] is ' ' or '\n' or '\t' or '\r') at++;
    }

    private bool Take(char wanted)
    {
        SkipSpace();
        if (at >= text.Length || text[at] != wanted) return false;
        at++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!Take(wanted)) throw Unreadable($"'{wanted}' is expected at character {at}");
    }

    private string Quoted()
    {
        if (Take('u')) RequireQuote();
        char quote = Take('\'') ? '\'' : '"';
        if (quote == '"') Expect('"');
        int length = text[at..].IndexOf(quote);
        if (length < 0) throw Unreadable($"a text that starts at character {at} does not end");
        string inside = text.Slice(at, length).ToString();
        at += length + 1;
        return inside;
    }

    // Between u and its text there is no space.
    private readonly void RequireQuote()
    {
        if (at >= text.Length || text[at] is not ('\'' or '"')) throw Unreadable($"a text is expected at character {at}");
    }

    private string Descr()
    {
        SkipSpace();
        return at < text.Length && text[at] == '['
            ? throw new DataFileException(
                file, "element type is structured (named fields), which is not read; save the fields as arrays of their own")
            : Quoted();
    }

    private bool Boolean()
    {
        SkipSpace();
        bool yes = text[at..].StartsWith("True", StringComparison.Ordinal);
        if (!yes && !text[at..].StartsWith("False", StringComparison.Ordinal))
            throw Unreadable($"True or False is expected at character {at}");
        at += yes ? 4 : 5;
        return yes;
    }

    private int[] Tuple()
    {
        List<int> dimensions = [];
        Expect('(');
        bool comma = true;
        while (!Take(')'))
        {
            if (!comma) throw Unreadable($"',' is expected at character {at}");
            dimensions.Add(Dimension());
            comma = Take(',');
        }

        if (dimensions.Count == 1 && !comma) throw Unreadable("a shape of one dimension is written (n,)");
        return dimensions.Count > MostDimensions ? throw Unreadable($"more than {MostDimensions} dimensions") : [.. dimensions];
    }

    private int Dimension()
    {
        SkipSpace();
        int from = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        ReadOnlySpan<char> digits = text[from..at];
        if (digits.Length > 0 && at < text.Length && text[at] == 'L') at++;
        return digits.Length == 0 || (digits.Length > 1 && digits[0] == '0')
            ? throw Unreadable($"a dimension is expected at character {from}")
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int dimension)
                ? dimension
                : throw Unreadable($"dimension {DataFileException.Excerpt(digits.ToString())} is over {int.MaxValue}");
    }
}
