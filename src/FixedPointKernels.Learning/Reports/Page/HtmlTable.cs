using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Page;

/// <summary>A table in a page: columns of numbers stand to the right, so that their digits line up.</summary>
internal static partial class HtmlTable
{
    internal static void Write(TablePart table, TextWriter output)
    {
        string[] style =
        [
            .. table.Header.Select((_, column) => IsNumeric(table.Rows.Select(row => row[column])) ? " class=\"number\"" : ""),
        ];
        // It takes the focus so that the arrow keys scroll a table that is wider than the page.
        output.Write(
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{MarkupText.Escape(table.Title)}\"><table>\n<thead><tr>");
        for (int k = 0; k < style.Length; k++) output.Write($"<th scope=\"col\"{style[k]}>{MarkupText.Escape(table.Header[k])}</th>");
        output.Write("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            output.Write("<tr>");
            for (int k = 0; k < style.Length; k++) output.Write($"<td{style[k]}>{MarkupText.Escape(row[k])}</td>");
            output.Write("</tr>\n");
        }

        output.Write("</tbody>\n</table></div>\n");
    }

    /// <summary>Whether every cell is a number (with a sign, an error, one unit), or a mark that there is none, and one is a
    /// number.</summary>
    internal static bool IsNumeric(IEnumerable<string> cells)
    {
        bool any = false;
        foreach (string cell in cells)
        {
            bool number = Number().IsMatch(cell);
            if (!number && !None().IsMatch(cell)) return false;
            any |= number;
        }

        return any;
    }

    [GeneratedRegex(@"\A\s*[<>≤≥~≈]?\s*[+\-−]?"
        + @"(\d[\d,\u2009\u202f ]*(\.\d+)?|\.\d+)([eE][+\-−]?\d+)?(\s*±\s*[\d.]+([eE][+\-]?\d+)?)?\s*(%|×|[\p{L}µ/]{1,8})?\s*\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"\A\s*(NaN|[+\-−]?∞|-|–|—|)\s*\z")]
    private static partial Regex None();
}
